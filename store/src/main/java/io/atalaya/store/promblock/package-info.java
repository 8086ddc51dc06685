/**
 * Prometheus' own blocks, read and written: a directory with {@code index} (versions 1 to 3 are
 * read, 2 is written), {@code chunks/000001…}, {@code tombstones} and {@code meta.json}. The
 * formats are those of {@code tsdb/docs/format} in Prometheus' repository. Chunks of the encodings
 * XOR, histogram and float histogram are understood.
 *
 * <p>Gives and takes sets of series; knows nothing of our own blocks.
 */
@NullMarked
package io.atalaya.store.promblock;

import org.jspecify.annotations.NullMarked;
