package io.atalaya.collect.remote;

import io.atalaya.model.SampleBatch.Metadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of metric families, by the names of their series. */
final class Families {
  private static final List<String> SUFFIXES =
      List.of("_total", "_bucket", "_sum", "_count", "_created", "_gsum", "_gcount", "_info");

  private final Map<String, Metadata> byName = new ConcurrentHashMap<>();

  void put(Metadata family) {
    byName.put(family.family(), family);
  }

  /** The family of a series of this name, or null. */
  @Nullable Metadata of(String metric) {
    Metadata exact = byName.get(metric);
    for (int i = 0; exact == null && i < SUFFIXES.size(); i++) {
      String suffix = SUFFIXES.get(i);
      if (metric.endsWith(suffix)) {
        exact = byName.get(metric.substring(0, metric.length() - suffix.length()));
      }
    }
    return exact;
  }
}
