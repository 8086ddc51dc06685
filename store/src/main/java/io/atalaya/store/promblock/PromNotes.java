package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.model.MetricType;
import io.atalaya.model.SampleBatch.Metadata;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the log of a Prometheus says besides samples. Exemplars are there if it ran with {@code
 * --enable-feature=exemplar-storage}, metadata if it ran with {@code metadata-wal-records}.
 */
public final class PromNotes {
  /** As many as a Prometheus keeps in memory, if its configuration says nothing. */
  private static final int MAX_EXEMPLARS = 100_000;

  private final Deque<Exemplar> exemplars = new ArrayDeque<>();
  private final Map<String, Metadata> metadata = new TreeMap<>();

  /**
   * An exemplar.
   *
   * @param series to which it belongs
   * @param labels of its own
   */
  public record Exemplar(Labels series, Labels labels, double value, long timestampMillis) {}

  PromNotes() {}

  /** Adds one; the oldest goes when there are too many. */
  void add(Exemplar exemplar) {
    if (exemplars.size() == MAX_EXEMPLARS) {
      exemplars.remove();
    }
    exemplars.add(exemplar);
  }

  /** Adds what was said about a series; what was said last about a family counts. */
  void add(Labels series, int type, String unit, String help) {
    String name = MetricType.ofNumber(type);
    String family = MetricType.family(series.metricName(), name);
    if (!family.isEmpty()) {
      metadata.put(family, new Metadata(family, name, unit, help));
    }
  }

  /** The newest exemplars, in the order in which they came. */
  public List<Exemplar> exemplars() {
    return List.copyOf(exemplars);
  }

  /** Metadata by family, sorted by its name. */
  public List<Metadata> metadata() {
    return List.copyOf(metadata.values());
  }
}
