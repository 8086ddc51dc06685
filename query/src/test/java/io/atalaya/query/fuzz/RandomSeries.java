package io.atalaya.query.fuzz;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A series with its samples, ascending. */
public record RandomSeries(Labels labels, List<Sample> samples) {
  public RandomSeries {
    samples = List.copyOf(samples);
  }

  /** A float, or a histogram if that is not null. */
  public record Sample(long millis, double value, @Nullable Histogram histogram) {}
}
