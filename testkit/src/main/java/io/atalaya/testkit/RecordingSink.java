package io.atalaya.testkit;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SinkUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A sink that keeps everything it is given, for tests to look at; on demand it refuses batches,
 * forgets references or limits series as a store may. Safe for many threads.
 */
public final class RecordingSink implements SampleSink {
  /** One sample as it was appended. */
  public record Sample(long timestampMillis, double value) {}

  private final Map<Labels, List<Sample>> samples = new LinkedHashMap<>();
  private final Map<Long, Labels> series = new HashMap<>();
  private final List<SampleBatch.Metadata> metadata = new ArrayList<>();
  private final List<SampleBatch.Exemplar> exemplars = new ArrayList<>();
  private final List<String> openGroups = new ArrayList<>();
  private final Map<Labels, List<Histogram>> histograms = new LinkedHashMap<>();
  private boolean unavailable;
  private int seriesLimit = Integer.MAX_VALUE;
  private int batches;
  private long nextRef = 1;

  @Override
  public synchronized SampleGroup open(String tenant, String key) {
    openGroups.add(key);
    return new Group(key);
  }

  private final class Group implements SampleGroup {
    private final String key;

    Group(String key) {
      this.key = key;
    }

    @Override
    public long register(Labels labels) {
      return RecordingSink.this.register(labels);
    }

    @Override
    public Appended append(SampleBatch batch) {
      return RecordingSink.this.append(batch);
    }

    @Override
    public void close() {
      RecordingSink.this.closed(key);
    }
  }

  private synchronized long register(Labels labels) {
    for (Map.Entry<Long, Labels> known : series.entrySet()) {
      if (known.getValue().equals(labels)) {
        return known.getKey();
      }
    }
    if (series.size() >= seriesLimit) {
      throw new SeriesLimitException("more than " + seriesLimit + " series");
    }
    series.put(nextRef, labels);
    return nextRef++;
  }

  private synchronized SampleGroup.Appended append(SampleBatch batch) {
    if (unavailable) {
      throw new SinkUnavailableException("told to refuse", new IOException("no space left"));
    }
    batches++;
    int unknown = 0;
    for (int row = 0; row < batch.size(); row++) {
      Labels labels = series.get(batch.ref(row));
      if (labels == null) {
        unknown++;
      } else {
        keep(labels, batch, row);
      }
    }
    metadata.addAll(batch.metadata());
    exemplars.addAll(batch.exemplars());
    return new SampleGroup.Appended(batch.size() - unknown, 0, 0, 0, unknown);
  }

  private void keep(Labels labels, SampleBatch batch, int row) {
    Histogram histogram = batch.histogram(row);
    if (histogram != null) {
      histograms.computeIfAbsent(labels, l -> new ArrayList<>()).add(histogram);
    } else {
      samples
          .computeIfAbsent(labels, l -> new ArrayList<>())
          .add(new Sample(batch.timestampMillis(row), batch.value(row)));
    }
  }

  private synchronized void closed(String key) {
    openGroups.remove(key);
  }

  /** From now on refuses every batch, or takes them again. */
  public synchronized void refuse(boolean refuse) {
    unavailable = refuse;
  }

  /** Forgets all references, as a store does with those of inactive series. */
  public synchronized void forgetReferences() {
    series.clear();
  }

  /** From now on refuses to have more series than this. */
  public synchronized void limitSeries(int limit) {
    seriesLimit = limit;
  }

  /** All floats by series, in the order of arrival. */
  public synchronized Map<Labels, List<Sample>> samples() {
    Map<Labels, List<Sample>> copy = new LinkedHashMap<>();
    samples.forEach((labels, rows) -> copy.put(labels, List.copyOf(rows)));
    return copy;
  }

  /** All native histograms by series, in the order of arrival. */
  public synchronized Map<Labels, List<Histogram>> histograms() {
    Map<Labels, List<Histogram>> copy = new LinkedHashMap<>();
    histograms.forEach((labels, rows) -> copy.put(labels, List.copyOf(rows)));
    return copy;
  }

  /** The samples of the one series that has these labels among its own. */
  public synchronized List<Sample> samplesOf(String... namesAndValues) {
    List<Sample> found = new ArrayList<>();
    samples.forEach(
        (labels, rows) -> {
          if (has(labels, Labels.of(namesAndValues))) {
            found.addAll(rows);
          }
        });
    return found;
  }

  private static boolean has(Labels labels, Labels wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!labels.get(wanted.name(i)).equals(wanted.value(i))) {
        return false;
      }
    }
    return true;
  }

  /** The newest value of the series of a metric, empty if there is none. */
  public OptionalDouble last(String metric) {
    return lastOf(Labels.METRIC_NAME, metric);
  }

  /** The newest value of the series that has these labels among its own, empty if there is none. */
  public OptionalDouble lastOf(String... namesAndValues) {
    List<Sample> found = samplesOf(namesAndValues);
    return found.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(found.getLast().value());
  }

  public synchronized List<SampleBatch.Metadata> metadata() {
    return List.copyOf(metadata);
  }

  public synchronized List<SampleBatch.Exemplar> exemplars() {
    return List.copyOf(exemplars);
  }

  /** Keys of the groups that are open. */
  public synchronized List<String> openGroups() {
    return List.copyOf(openGroups);
  }

  /** How many batches were taken. */
  public synchronized int batches() {
    return batches;
  }
}
