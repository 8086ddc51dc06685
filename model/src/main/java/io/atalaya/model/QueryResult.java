package io.atalaya.model;

import java.util.List;

/**
 * A PromQL answer with what the engine has to say about it.
 *
 * @param value the answer
 * @param warnings likely mistakes, in Prometheus' words
 * @param infos hints, in Prometheus' words
 * @param statistics what it took
 */
public record QueryResult(
    QueryValue value, List<String> warnings, List<String> infos, Statistics statistics) {
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }

  /**
   * What a query took.
   *
   * @param samplesRead samples looked at in all
   * @param peakSamples most samples held at once
   * @param seriesSelected series that its selectors found
   * @param nanos time from start to end
   * @param steps samples by step; empty if nobody asked
   */
  public record Statistics(
      long samplesRead, long peakSamples, long seriesSelected, long nanos, StepSamples steps) {
    public Statistics(long samplesRead, long peakSamples, long seriesSelected, long nanos) {
      this(samplesRead, peakSamples, seriesSelected, nanos, StepSamples.NONE);
    }
  }

  /**
   * Samples by step, counted as Prometheus counts them; the arrays are not copied.
   *
   * @param startMillis first step
   * @param stepMillis distance of the steps
   * @param queryable what an instant query at the step's time would look at
   * @param read what had to be read newly for the step
   */
  public record StepSamples(long startMillis, long stepMillis, long[] queryable, long[] read) {
    public static final StepSamples NONE = new StepSamples(0, 1, new long[0], new long[0]);
  }
}
