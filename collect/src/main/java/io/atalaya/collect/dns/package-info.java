/**
 * Asking name servers (RFC 1035, 2782, 3596, 6891) ourselves, where the operating system's resolver
 * does not tell enough: record types, response codes, which server answered. Must not know what the
 * answers are for.
 *
 * <pre>
 * message   id u16, flags u16, counts of questions, answers, authorities, additionals: u16 each
 * question  name, type u16, class u16
 * record    name, type u16, class u16, ttl u32, length u16, data
 * name      labels (length u8, bytes), ended by 0 or by a pointer (0xC000 | offset) backwards
 * </pre>
 */
@NullMarked
package io.atalaya.collect.dns;

import org.jspecify.annotations.NullMarked;
