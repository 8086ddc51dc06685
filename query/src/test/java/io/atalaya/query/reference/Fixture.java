package io.atalaya.query.reference;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.query.MemorySource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Random data and answers of the engine as the reference has them. */
final class Fixture {
  private Fixture() {}

  /** All that is stored, in the order in which selectors find it. */
  static List<Line> lines(MemorySource source) {
    List<Line> lines = new ArrayList<>();
    try (SeriesSet set =
        source.select(SeriesSelection.of("default", List.of(), 0, Long.MAX_VALUE))) {
      SeriesSamples samples = new SeriesSamples();
      for (int i = 0; i < set.size(); i++) {
        set.read(i, samples);
        lines.add(new Line(set.labels(i), false, points(samples)));
      }
    }
    return lines;
  }

  private static List<Point> points(SeriesSamples samples) {
    List<Point> points = new ArrayList<>();
    @Nullable Histogram[] histograms = samples.histograms;
    for (int row = samples.from; row < samples.to; row++) {
      points.add(
          point(
              samples.times.millis(row),
              samples.values[row],
              histograms == null ? null : histograms[row]));
    }
    return points;
  }

  private static Point point(long millis, double value, @Nullable Histogram h) {
    return new Point(millis, value, h == null ? null : NaiveHistogram.of(h));
  }

  static List<Line> lines(QueryValue value) {
    return switch (value) {
      case QueryValue.Scalar s ->
          List.of(line(Labels.empty(), Point.of(s.timeMillis(), s.value())));
      case QueryValue.Vector v ->
          v.samples().stream()
              .map(s -> line(s.labels(), point(v.timeMillis(), s.value(), s.histogram())))
              .toList();
      case QueryValue.Matrix m -> m.series().stream().map(Fixture::line).toList();
      case QueryValue.Text t -> throw new IllegalArgumentException("a text: " + t.value());
    };
  }

  private static Line line(Labels labels, Point point) {
    return new Line(labels, false, List.of(point));
  }

  private static Line line(QueryValue.Series series) {
    List<Point> points = new ArrayList<>();
    @Nullable Histogram[] histograms = series.histograms();
    for (int i = 0; i < series.timesMillis().length; i++) {
      points.add(
          point(
              series.timesMillis()[i],
              series.values()[i],
              histograms == null ? null : histograms[i]));
    }
    return new Line(series.labels(), false, points);
  }
}
