/**
 * Silences: who said that nobody wants to hear of some alerts, until when, and why.
 *
 * <p>Kept in memory and in the file {@code silences.journal} (see {@link
 * io.atalaya.alert.journal}), whose records are:
 *
 * <pre>
 *   1 SILENCE := id:text starts:instant ends:instant updated:instant author:text comment:text
 *                (type:text name:text value:text)[count:int32]
 *   2 ANNOTATED_SILENCE := as SILENCE, then (name:text value:text)[count:int32]
 * </pre>
 *
 * <p>Must not know routes or receivers.
 */
@NullMarked
package io.atalaya.alert.silence;

import org.jspecify.annotations.NullMarked;
