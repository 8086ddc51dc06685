package io.atalaya.collect.scrape;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;

/** Takes what a walk over a body finds, in the order of the body. */
interface Intake {
  /** In place of a time: the target gives none. */
  long NO_TIME = Long.MIN_VALUE;

  /** Tells name, value, name, value, … of a series, if it is not known by its bytes. */
  interface Pairs {
    String[] get() throws ExpositionException;
  }

  /**
   * A series is in the body.
   *
   * @param key bytes that stand for this series of the target and for no other
   * @return its reference, or {@link SeriesCache#DROPPED} if it is not wanted
   */
  long series(byte[] key, int length, Pairs pairs) throws ExpositionException;

  void add(long ref, long timeMillis, double value);

  void add(long ref, long timeMillis, Histogram histogram);

  /** When the counting of the sample that was added last began. */
  void startedAt(long millis);

  /**
   * An exemplar of a series.
   *
   * @param timeMillis its own time, or {@link #NO_TIME} for that of the scrape
   */
  void exemplar(long ref, Labels labels, double value, long timeMillis);

  /** A classic histogram was left out, for it cannot become a native one. */
  void contradictoryHistogram();

  /** What the target says of a family. */
  void family(String name, String type, String unit, String help);
}
