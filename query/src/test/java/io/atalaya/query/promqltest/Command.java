package io.atalaya.query.promqltest;

import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a script. */
sealed interface Command {
  /** Forgets all series. */
  record Clear() implements Command {}

  /**
   * Stores series.
   *
   * @param withCustomBuckets whether classic histograms are stored as native ones, too
   */
  record Load(long stepMillis, boolean withCustomBuckets, List<Loaded> series) implements Command {}

  /**
   * A series to store.
   *
   * @param starts start times relative to the samples, or null
   */
  record Loaded(SeriesDescription series, @Nullable List<@Nullable Long> starts) {}

  /**
   * An evaluation.
   *
   * @param line from 1
   * @param stepMillis 0 for an instant query that gives a vector
   * @param expected in the order written; for a scalar one without labels
   * @param rangeVector whether an instant query gives a range vector
   */
  record Eval(
      int line,
      String expression,
      boolean isRange,
      long startMillis,
      long endMillis,
      long stepMillis,
      List<Expectation> expectations,
      boolean scalar,
      boolean rangeVector,
      @Nullable String text,
      List<Expected> expected)
      implements Command {

    boolean expects(Expectation.Kind kind) {
      return expectations.stream().anyMatch(e -> e.kind() == kind);
    }

    List<Expectation> of(Expectation.Kind kind) {
      return expectations.stream().filter(e -> e.kind() == kind).toList();
    }
  }

  /** An expected series. */
  record Expected(io.atalaya.model.Labels labels, List<SequenceValue> values) {}
}
