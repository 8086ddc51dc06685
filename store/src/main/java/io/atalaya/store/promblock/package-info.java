/**
 * The data directory of a Prometheus: its blocks, read and written, and its head, read.
 *
 * <p>A block is a directory with {@code index} (versions 1 to 3 are read, 2 is written), {@code
 * chunks/000001…}, {@code tombstones} and {@code meta.json}. What is in no block yet is in {@code
 * wal}, {@code wbl} and {@code chunks_head}; see {@link io.atalaya.store.promblock.PromHead}. The
 * formats are those of {@code tsdb/docs/format} in Prometheus' repository. Chunks of all its
 * encodings are read; XOR, histogram and float histogram are written, which have no start times.
 *
 * <p>Gives and takes sets of series; knows nothing of our own blocks.
 */
@NullMarked
package io.atalaya.store.promblock;

import org.jspecify.annotations.NullMarked;
