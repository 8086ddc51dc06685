package io.atalaya.query.promqltest;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.query.MemorySource;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.parse.SequenceValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes native histograms with custom buckets of the classic histograms of a load. */
final class CustomBucketConversion {
  /** What is known of one histogram at one time. */
  private static final class Parts {
    private final TreeMap<Double, Double> cumulative = new TreeMap<>();
    private @Nullable Double count;
    private double sum;
  }

  private final Map<Labels, Map<Long, Parts>> histograms = new LinkedHashMap<>();

  CustomBucketConversion(Command.Load load) {
    for (Command.Loaded loaded : load.series()) {
      Labels labels = loaded.series().labels();
      String name = labels.metricName();
      if (name.endsWith("_bucket")) {
        collectBucket(labels, load.stepMillis(), loaded.series().values());
      } else if (name.endsWith("_count")) {
        collect(
            base(labels, "_count"),
            load.stepMillis(),
            loaded.series().values(),
            (parts, v) -> parts.count = v);
      } else if (name.endsWith("_sum")) {
        collect(
            base(labels, "_sum"),
            load.stepMillis(),
            loaded.series().values(),
            (parts, v) -> parts.sum = v);
      }
    }
  }

  private static Labels base(Labels labels, String suffix) {
    String name = labels.metricName();
    return labels
        .without("le")
        .with(Labels.METRIC_NAME, name.substring(0, name.length() - suffix.length()));
  }

  private void collectBucket(Labels labels, long stepMillis, List<SequenceValue> values) {
    double bound = GoFloat.parse(labels.get("le")).orElse(Double.NaN);
    if (!Double.isNaN(bound)) {
      collect(
          base(labels, "_bucket"),
          stepMillis,
          values,
          (parts, v) -> parts.cumulative.putIfAbsent(bound, v));
    }
  }

  private interface Part {
    void set(Parts parts, double value);
  }

  private void collect(Labels base, long stepMillis, List<SequenceValue> values, Part part) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof SequenceValue.FloatValue f) {
        Parts parts =
            histograms
                .computeIfAbsent(base, b -> new HashMap<>())
                .computeIfAbsent(i * stepMillis, t -> new Parts());
        part.set(parts, f.value());
      }
    }
  }

  void storeInto(MemorySource source) {
    histograms.forEach(
        (labels, byTime) ->
            new TreeMap<>(byTime)
                .forEach((millis, parts) -> source.add(labels, millis, convert(parts), 0)));
  }

  private static Histogram convert(Parts parts) {
    TreeMap<Double, Double> cumulative = parts.cumulative;
    double count =
        parts.count != null
            ? parts.count
            : cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
    cumulative.putIfAbsent(Double.POSITIVE_INFINITY, count);
    double[] counts = new double[cumulative.size()];
    double[] bounds = new double[cumulative.size() - 1];
    double before = 0;
    int i = 0;
    for (Map.Entry<Double, Double> e : cumulative.entrySet()) {
      counts[i] = e.getValue() - before;
      before = e.getValue();
      if (i < bounds.length) {
        bounds[i] = e.getKey();
      }
      i++;
    }
    Histogram full =
        new Histogram(
            Histogram.CUSTOM_BUCKETS,
            0,
            0,
            count,
            parts.sum,
            List.of(new Histogram.Span(0, counts.length)),
            counts,
            List.of(),
            new double[0],
            bounds,
            Histogram.ResetHint.UNKNOWN,
            false);
    return FloatHistogram.of(full).compact().toHistogram();
  }
}
