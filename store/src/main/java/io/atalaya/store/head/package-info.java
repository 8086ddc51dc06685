/**
 * Recent samples in memory, and how they are written to the log.
 *
 * <p>Owns series, their labels and index, timestamp rows and values not yet in blocks. Knows the
 * log as something that keeps frames, and nothing of files, blocks, HTTP or PromQL.
 *
 * <p>A frame of the log is one batch. Its payload is a sequence of records; {@code uv} is LEB128,
 * {@code zv} zig-zag LEB128, numbers of groups, members and symbols count within one part of the
 * log, so every part can be read alone.
 *
 * <pre>
 * record      u8 type, then
 *  1 GROUP    text tenant | text key               declares the next group number, from 0
 *  2 MEMBERS  uv group | uv n | n x { uv member | uv labels | labels x { name, value } }
 *             names and values are symbols
 *  3 ROW      uv group | zv time - time of the group's last row | tokens
 *  4 EXEMPLAR uv group | uv member | zv time | 8 bytes value | uv labels | labels x { text, text }
 *  5 METADATA uv group | text family | text type | text unit | text help
 *
 * symbol      uv 0 = the text follows and becomes the next symbol; uv k = symbol k - 1
 *
 * tokens      for members in ascending order: uv unchanged, then one operation, and again,
 *             up to the operation END. "unchanged" members have the value they had before.
 * operation   uv x: x even: value += unzigzag(x / 2)
 *                   x odd, code x / 2:
 *   0 RAW       8 bytes             the bits of the value
 *   1..17       zv d                value = (m + d) / 10^code,
 *                               m the old value times 10^code, rounded
 *   18 STALE                        the stale marker; the value to build on stays
 *   19 SKIP     uv n                n members have no sample in this row
 *   20 HISTOGRAM                    a histogram follows, see HistogramCoder
 *   21 END
 *   22 START    zv d                start time += d; holds from here on; no "unchanged" follows
 * </pre>
 *
 * <p>At the start of a part every value and time to build on is 0.
 */
@NullMarked
package io.atalaya.store.head;

import org.jspecify.annotations.NullMarked;
