package io.atalaya.query.fuzz;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.query.MemorySource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A series with its samples, ascending. */
public record RandomSeries(Labels labels, List<Sample> samples) {
  public RandomSeries {
    samples = List.copyOf(samples);
  }

  /** A float, or a histogram if that is not null. */
  public record Sample(long millis, double value, @Nullable Histogram histogram) {}

  /** Stores series in memory. */
  public static void load(List<RandomSeries> data, MemorySource source) {
    for (RandomSeries series : data) {
      for (Sample s : series.samples) {
        if (s.histogram == null) {
          source.add(series.labels, s.millis, s.value, 0);
        } else {
          source.add(series.labels, s.millis, s.histogram, 0);
        }
      }
    }
  }
}
