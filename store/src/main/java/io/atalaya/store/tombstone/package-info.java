/**
 * What was deleted and is still on the disk: for a tenant, which series, from when to when, and
 * where. Whatever reads samples leaves these out; whatever writes them anew leaves them out for
 * good. Knows sets of series, not where they come from.
 *
 * <p>One file, {@code tombstones}, replaced as a whole. Numbers and texts as in {@link
 * io.atalaya.store.codec}.
 *
 * <pre>
 * "ATT1" | uv n | n x tombstone | u32 CRC-32C of everything before
 *
 * tombstone   text tenant | zv first millisecond | zv last millisecond
 *             uv log position, and 1 more if the head and the log may have such samples, or 0
 *             uv matchers x { u8 type: 0 =, 1 !=, 2 =~, 3 !~ | text name | text value }
 *             uv blocks x text id
 * </pre>
 */
@NullMarked
package io.atalaya.store.tombstone;

import org.jspecify.annotations.NullMarked;
