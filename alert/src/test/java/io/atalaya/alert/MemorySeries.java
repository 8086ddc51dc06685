package io.atalaya.alert;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keeps samples in maps: a store small enough to be trusted. */
public final class MemorySeries implements SampleSink, SeriesSource {
  private final List<Labels> registered = new ArrayList<>();
  private final Map<Labels, NavigableMap<Long, Double>> samples = new TreeMap<>();

  @Override
  public SampleGroup open(String tenant, String key) {
    return new SampleGroup() {
      @Override
      public long register(Labels labels) {
        registered.add(labels);
        return registered.size() - 1L;
      }

      @Override
      public Appended append(SampleBatch batch) {
        int duplicates = 0;
        for (int row = 0; row < batch.size(); row++) {
          Labels labels = registered.get((int) batch.ref(row));
          Double before =
              samples
                  .computeIfAbsent(labels, l -> new TreeMap<>())
                  .putIfAbsent(batch.timestampMillis(row), batch.value(row));
          boolean same =
              before == null
                  || Double.doubleToRawLongBits(before)
                      == Double.doubleToRawLongBits(batch.value(row));
          duplicates += same ? 0 : 1;
        }
        return new Appended(batch.size() - duplicates, 0, duplicates, 0, 0);
      }

      @Override
      public void close() {}
    };
  }

  /** All samples of a series by time. */
  public NavigableMap<Long, Double> of(String... labels) {
    return samples.getOrDefault(Labels.of(labels), new TreeMap<>());
  }

  /** Whether the last sample of a series says that it has ended. */
  public boolean ended(String... labels) {
    NavigableMap<Long, Double> series = of(labels);
    return !series.isEmpty() && SampleValue.isStale(series.lastEntry().getValue());
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    List<Map.Entry<Labels, NavigableMap<Long, Double>>> found =
        samples.entrySet().stream()
            .filter(e -> selection.matchers().stream().allMatch(m -> m.matches(e.getKey())))
            .toList();
    return new SeriesSet() {
      @Override
      public int size() {
        return found.size();
      }

      @Override
      public Labels labels(int i) {
        return found.get(i).getKey();
      }

      @Override
      public void read(int i, SeriesSamples into) {
        NavigableMap<Long, Double> range =
            found
                .get(i)
                .getValue()
                .subMap(selection.fromMillis(), true, selection.toMillis(), true);
        into.clear();
        long[] times = range.keySet().stream().mapToLong(Long::longValue).toArray();
        into.times = new TimeColumn(times, times.length);
        into.to = times.length;
        into.values = range.values().stream().mapToDouble(Double::doubleValue).toArray();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return List.of();
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return List.of();
  }
}
