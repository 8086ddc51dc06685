/**
 * What other systems' binary protocols are made of: protocol buffers and Snappy.
 *
 * <p>Owns reading and writing of these two encodings, bounds-safe whatever the bytes are. Must not
 * know any message: which field means what stands with whoever speaks the protocol. JDK only.
 *
 * <pre>
 * protobuf message   fields in any order, unknown ones skipped
 * field              varint (number &lt;&lt; 3 | type), then by type
 *   0 VARINT         7 bits a byte, least significant first, high bit = more follow; at most 10
 *   1 FIXED64        8 bytes, little endian
 *   2 BYTES          varint length, then so many bytes: text, a nested message or packed numbers
 *   5 FIXED32        4 bytes, little endian
 *
 * Snappy block       varint decoded length, then elements; low 2 bits of the first byte:
 *   00 literal       length - 1 in the high 6 bits; 60…63: in the next 1…4 bytes
 *   01 copy          length - 4 in 3 bits, offset in 3 bits and the next byte
 *   10 copy          length - 1 in 6 bits, offset in the next 2 bytes
 *   11 copy          length - 1 in 6 bits, offset in the next 4 bytes
 * </pre>
 *
 * <p>Sources: the encoding guide of Protocol Buffers and Snappy's format_description.txt.
 */
@NullMarked
package io.atalaya.model.wire;

import org.jspecify.annotations.NullMarked;
