/**
 * What has to be delivered, and what was told to whom: kept on disk so that a crash neither loses a
 * message nor sends one twice within its interval.
 *
 * <p>The file {@code outbox.journal} (see {@link io.atalaya.alert.journal}) has four kinds of
 * records:
 *
 * <pre>
 *   1 TOLD  := conversation told expires:instant        what the receiver knows; sends nothing
 *   2 SEND  := as 4, but without the evidence of alerts; read, no longer written
 *   3 DONE  := id:text delivered:bool                   arrived, or given up
 *   4 SEND  := conversation told expires:instant hasBefore:bool [told] notification
 *
 *   conversation := receiver:text kind:text index:int32 group:text
 *   told         := at:instant firing:set resolved:set believed:set
 *   set          := fingerprint:int64[count:int32]
 *   notification := id:text reason:text group:labels route:labels truncated:int32 url:text
 *                   due:instant alert[count:int32]
 *   alert        := labels annotations starts:instant ends:instant generator:text firing:bool
 *                   hasEvidence:bool [group:text rule:text expression:text value:int64]
 * </pre>
 *
 * <p>Must not know how anything is delivered, nor why it is due.
 */
@NullMarked
package io.atalaya.alert.outbox;

import org.jspecify.annotations.NullMarked;
