/**
 * The way to the receivers: the texts they are sent, and one class that delivers for each kind of
 * {@code receiver}.
 *
 * <p>Must not know when or why somebody is told, nor keep what was not delivered: that is the
 * outbox's.
 */
@NullMarked
package io.atalaya.alert.notify;

import org.jspecify.annotations.NullMarked;
