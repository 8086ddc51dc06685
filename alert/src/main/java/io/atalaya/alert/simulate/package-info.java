/**
 * What the real routing would do with some alerts, on a clock of its own: who would be told, when,
 * and what would be held back. Nothing is sent.
 *
 * <p>Must not know how messages are delivered.
 */
@NullMarked
package io.atalaya.alert.simulate;

import org.jspecify.annotations.NullMarked;
