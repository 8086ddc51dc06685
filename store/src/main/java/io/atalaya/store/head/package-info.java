/**
 * Recent samples: in memory while they come in, then in files until they become blocks.
 *
 * <p>Owns series, their labels and index, timestamp rows and values not yet in blocks. Knows the
 * log as something that keeps frames, and nothing of blocks, HTTP or PromQL.
 *
 * <pre>
 * batch ──► log ──► row of an epoch, in memory ──► epoch in a chunks file ──► block
 *                   up to 32 rows of a group       mapped, coded as VC1       (cut of the head)
 * </pre>
 *
 * <p>{@link io.atalaya.store.head.Shard} takes batches to the log and to the {@code Head} of their
 * tenant; {@link io.atalaya.store.head.ShardUpkeep} moves on, minute by minute, what does not
 * change any more; {@code ShardReplay} fills the heads when a store is opened. A head has the same
 * three sides, and one for queries: {@code Head}, {@code HeadUpkeep}, {@code HeadRestorer}, {@code
 * HeadReader}, over one {@code HeadData}.
 *
 * <h2>What survives what</h2>
 *
 * A batch is in the log before it is visible. Every minute, epochs that do not grow any more are
 * written to the chunks file, late samples, exemplars and metadata in front of them; when that is
 * on the disk itself, the segments of the log go in which no other sample is. So the log holds
 * little more than the rows of the epochs that grow, and that is all that a start reads sample by
 * sample: epochs in files are found by their headers and decoded when somebody asks for them.
 *
 * <h2>Damage</h2>
 *
 * Nothing of what is damaged is served, all else is. Behind a frame that is not good, the next good
 * one is looked for. A frame of declarations says where its numbers begin, so what is lost with one
 * are its own series, and those that share a text with them; their samples, in the log or in
 * epochs, are left out and counted. How long the chunks must be is in the series file. Bodies of
 * epochs are checked before they are read, and all of them once by the first maintenance. Problems
 * are in the {@link io.atalaya.store.log.ReplayReport}, queries about damaged epochs have a
 * warning, and a damaged file is kept as {@code *.damaged} when its generation is dropped.
 *
 * <h2>Records</h2>
 *
 * <p>A frame is a sequence of records; {@code uv} is LEB128, {@code zv} zig-zag LEB128. There are
 * three places for them. The <em>log</em> has one frame per batch. A <em>generation</em> is two
 * files ({@link io.atalaya.store.log.FrameFile}) that are made for the length of a block: {@code
 * series-<16 hex digits>} says which series the numbers of groups, members and symbols stand for,
 * {@code chunks-<16 hex digits>} has samples. Everything in them counts within the generation.
 *
 * <pre>
 * record       u8 type, then
 *  1 GROUP     series   text tenant | text key        declares the next group number, from 0
 *  2 MEMBER    series   uv group | uv member | uv labels | labels x { name, value }
 *  3 ROW       log      uv group | zv time - time of the group's row before | tokens
 *  7 FIRST_ROW log      as ROW, building on nothing: values, scales and times before it are 0
 *  4 EXEMPLAR  log, chunks   uv group | uv member | zv time | 8 bytes value
 *                            uv labels | labels x { text, text }
 *  5 METADATA  log, chunks   uv group | text family | text type | text unit | text help
 *  6 GENERATION log     uv number of the generation that the frames of this segment refer to
 *  8 EPOCH     chunks   uv group | uv position of the last frame with a sample | uv closed + 1
 *                       uv rows | rows x zv difference of the times' differences
 *                       uv members | uv bytes of the body | uv CRC-32C of the body
 *                       the body follows the frame: see StoredData
 *  9 LATE      chunks   uv group | uv member | uv position | zv time
 *                       u8 flags: 1 histogram, 2 start
 *                       [start: zv] | 8 bytes value or a histogram, see HistogramCoder
 * 10 SYNCED    chunks   what is before it was on the disk itself when it was written
 *
 * closed       frames of the group that end before this position have samples in stored epochs
 *              only, and the one that follows begins with a FIRST_ROW; -1: not known
 *
 * symbol       uv 0 = the text follows and becomes the next symbol; uv k = symbol k - 1
 *
 * tokens       for members in ascending order, operations up to END
 * operation    uv x: x even: value += unzigzag(x / 2), counted at the scale of the member:
 *                            0 ones, 1..17 multiples of 10^-scale, 18 the bits of the value
 *                    x % 4 = 1: x / 4 members have the value they had before
 *                    x % 4 = 3, code x / 4:
 *   0 RAW        8 bytes             the bits of the value
 *   1..17        zv d                value = (m + d) / 10^code,
 *                                m the old value times 10^code, rounded; not written any more
 *   18 STALE                         the stale marker; the value to build on stays
 *   19 SKIP      uv n                n members have no sample in this row
 *   20 HISTOGRAM                     a histogram follows, see HistogramCoder
 *   21 END
 *   22 START     zv d                start time += d; holds from here on; a value follows
 *   23 BITS      zv d                the bits of the value += d; not written any more
 *   24 SCALE     uv 0..18            the member's scale from here on; a value follows
 * </pre>
 *
 * <p>At the start of a segment of the log every value, scale and time to build on is 0.
 */
@NullMarked
package io.atalaya.store.head;

import org.jspecify.annotations.NullMarked;
