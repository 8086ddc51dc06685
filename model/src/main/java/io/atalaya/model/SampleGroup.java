package io.atalaya.model;

/** The way in for the samples of one source. Safe for use by one thread at a time. */
public interface SampleGroup extends AutoCloseable {
  /** A reference that stands for no series. */
  long NO_SERIES = -1;

  /**
   * What became of a batch.
   *
   * @param appended rows stored, and rows equal to what is stored already
   * @param outOfOrder rows refused because a newer sample exists and the late window is over
   * @param duplicate rows refused because another value is stored at that time
   * @param tooFarAhead rows refused because they lie too far in the future
   * @param unknownSeries rows whose reference is no longer known; register again and repeat
   */
  record Appended(int appended, int outOfOrder, int duplicate, int tooFarAhead, int unknownSeries) {
    public boolean complete() {
      return outOfOrder + duplicate + tooFarAhead + unknownSeries == 0;
    }
  }

  /**
   * The reference of a series, which is created if it does not exist. It stays the same as long as
   * the series is active; afterwards an append reports it as unknown. References are never used
   * again for another series while the process lives.
   *
   * @throws SeriesLimitException if the tenant has as many active series as it may have
   */
  long register(Labels labels);

  /**
   * Stores a batch; all its rows become visible to queries together.
   *
   * @throws SinkUnavailableException if nothing can be stored now, for example because the disk is
   *     full; then no row of the batch was stored
   */
  Appended append(SampleBatch batch);

  /** Ends the use of this column; what was stored stays. */
  @Override
  void close();
}
