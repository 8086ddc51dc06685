package io.atalaya.query.parse;

import io.atalaya.model.Histogram;

/** One value of a series in a test: the samples are a fixed interval apart. */
public sealed interface SequenceValue {
  /** {@code _}: no sample. */
  record Omitted() implements SequenceValue {}

  /** A float; {@code stale} is {@link io.atalaya.model.SampleValue#STALE}. */
  record FloatValue(double value) implements SequenceValue {}

  /**
   * {@code {{schema:1 sum:5 …}}}.
   *
   * @param resetHintGiven whether the hint was written, so that a test means to compare it
   */
  record HistogramValue(Histogram value, boolean resetHintGiven) implements SequenceValue {}
}
