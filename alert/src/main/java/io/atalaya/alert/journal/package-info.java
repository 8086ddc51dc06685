/**
 * Small append-only files that survive a crash: what routing and the outbox must not forget.
 *
 * <pre>
 *   file   := header record*
 *   header := "atalaya " name " 1\n"                         ASCII
 *   record := length:int32 crc:int32 payload:byte[length]    big-endian; CRC-32C of the payload
 * </pre>
 *
 * <p>A record that is cut off at the end of the file was never acknowledged and is dropped; one
 * whose checksum is wrong is left out, and those after it still count. A file is made smaller by
 * writing a new one beside it and renaming that over it. The meaning of payloads belongs to who
 * writes them; {@link io.atalaya.alert.journal.RecordOutput} gives the bytes of their fields.
 */
@NullMarked
package io.atalaya.alert.journal;

import org.jspecify.annotations.NullMarked;
