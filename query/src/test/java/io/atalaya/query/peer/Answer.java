package io.atalaya.query.peer;

import io.atalaya.model.Labels;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a query.
 *
 * @param series the samples of each series by time
 * @param error why there is no answer, or null
 */
record Answer(
    Map<Labels, Map<Long, Value>> series,
    List<String> warnings,
    List<String> infos,
    @Nullable String error) {

  static Answer failed(String error) {
    return new Answer(Map.of(), List.of(), List.of(), error);
  }

  /** What stands for an answer that is a text: a series of that label, without samples. */
  static Labels ofText(String text) {
    return Labels.of("text", text.isEmpty() ? "(empty)" : text);
  }

  /** A float or, with buckets, a histogram. */
  record Value(double number, double count, @Nullable List<Bucket> buckets) {
    static Value of(double number) {
      return new Value(number, 0, null);
    }
  }

  /** A bucket of a histogram that is not empty. */
  record Bucket(double lower, double upper, double count) {}
}
