/**
 * What the real rules and the real routing would do, on a clock of its own: with some alerts, or
 * with what was measured in the past. Who would be told, when, and what would be held back; nothing
 * is sent.
 *
 * <p>Must not know how messages are delivered.
 */
@NullMarked
package io.atalaya.alert.simulate;

import org.jspecify.annotations.NullMarked;
