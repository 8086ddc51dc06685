package io.atalaya.store.head;

import io.atalaya.model.SeriesSet;
import java.io.IOException;

/** Takes what leaves the head. */
@FunctionalInterface
public interface CutSink {
  /**
   * Keeps the samples of a range for good.
   *
   * @param from first millisecond, included
   * @param to last millisecond, excluded
   * @param position of the log, before which everything acknowledged is contained
   * @throws IOException if it cannot; the head keeps them then
   */
  void keep(String tenant, long from, long to, long position, SeriesSet series) throws IOException;
}
