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
   */
  public record Statistics(long samplesRead, long peakSamples, long seriesSelected, long nanos) {}
}
