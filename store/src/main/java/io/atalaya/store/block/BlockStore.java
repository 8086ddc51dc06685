package io.atalaya.store.block;

import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Where samples go that leave the head, and where they are read from afterwards. */
public interface BlockStore extends SeriesSource, AutoCloseable {
  /**
   * Writes a cut of the head as a block. When it returns, the block is on the disk itself (file and
   * directory synced) and {@link #select} finds it; only then does the head forget these samples
   * and the log its segments. Between the two both have them, so readers merge equal samples.
   *
   * <p>Called by one thread at a time. A cut may be offered again after a crash, and may lie before
   * or overlap earlier ones when late samples came in.
   *
   * @throws IOException if it cannot be written; the head keeps the samples and tries again later
   */
  void add(HeadSnapshot cut) throws IOException;

  /** The ids of the blocks that may have samples of a selection. */
  Set<String> holding(SeriesSelection selection);

  /** What samples of a range are missing because something is damaged, for people to read. */
  List<String> missing(long fromMillis, long toMillis);

  @Override
  void close() throws IOException;
}
