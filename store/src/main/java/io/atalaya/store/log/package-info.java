/**
 * The log of everything taken in: durable before it is acknowledged, read again at start. Knows
 * frames of bytes; what is in them is the head's business ({@code io.atalaya.store.head}).
 *
 * <pre>
 * directory   wal-&lt;16 hex digits of the sequence number&gt;, ascending without reuse
 * segment     header 20 bytes, then frames, little endian
 *   header    "TSWL" | u16 version = 2 | u16 flags = 0 | i64 sequence | u32 crc32c of the 16 bytes
 *   frame     u32 length of the payload | u32 crc32c of the payload | payload
 * position    sequence &lt;&lt; 32 | offset of the end of a frame in its segment
 * </pre>
 *
 * <p>A frame file ({@link io.atalaya.store.log.FrameFile}) is made for something that is found by
 * its name and never appended to by a second process:
 *
 * <pre>
 * header  "TSHF" | u16 version = 1 | u16 flags = 0 | i64 number | u32 crc32c of the 16 bytes
 * frame   u32 length of the payload | u32 crc32c of the payload | payload | [body]
 *         how long the body is, and its checksum, is said by the payload
 * </pre>
 *
 * <p>In a segment, one frame holds one batch, so a batch is in the log as a whole or not at all.
 * Every segment can be read without the ones before it. A frame that ends beyond the file, or a
 * broken last frame, is what a crash leaves: it is cut off. A broken frame with others behind it is
 * damage: the segment is copied up to it, the original is set aside as {@code *.damaged}, and told.
 * Segments are dropped by whoever knows that their content is elsewhere, and a dropped one does not
 * come back. What only followers of the log still need lives on beside it: see {@link
 * io.atalaya.store.log.KeptLog}.
 */
@NullMarked
package io.atalaya.store.log;

import org.jspecify.annotations.NullMarked;
