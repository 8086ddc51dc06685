package io.atalaya.collect.push.gateway;

import io.atalaya.collect.push.gateway.PushGroup.Family;
import io.atalaya.collect.push.gateway.PushGroup.Sample;
import io.atalaya.collect.scrape.ExpositionReader;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what was pushed, as the families of a group. */
final class Exposed {
  private static final List<String> SUFFIXES =
      List.of("_bucket", "_sum", "_count", "_total", "_created", "_info");

  /** Metrics that the gateway itself has of each group; pushed ones are left out. */
  private static final Set<String> OWN = Set.of("push_time_seconds", "push_failure_time_seconds");

  /** Names of the type of a family of which nothing is said. */
  private static final Set<String> UNTYPED = Set.of("unknown", "untyped");

  private Exposed() {}

  /**
   * The families of a body. Labels of the grouping key win over those of the metrics; a series
   * without {@code instance} stays without.
   *
   * @throws IllegalArgumentException if it cannot be read, has timestamps, or a series twice
   */
  static SortedMap<String, Family> families(byte[] body, String contentType, Labels key) {
    ExpositionReader.Exposed exposed = ExpositionReader.read(body, contentType);
    Map<String, Metadata> known = new HashMap<>();
    exposed.families().forEach(family -> known.put(family.family(), family));
    SortedMap<String, List<Sample>> samples = new TreeMap<>();
    Set<Labels> seen = new HashSet<>();
    for (ExpositionReader.Sample sample : exposed.samples()) {
      String metric = sample.series().metricName();
      if (sample.hasTimestamp()) {
        throw new IllegalArgumentException("pushed metrics must not have timestamps: " + metric);
      }
      if (OWN.contains(metric)) {
        continue;
      }
      Labels series = merged(sample.series(), key);
      if (!seen.add(series)) {
        throw new IllegalArgumentException("collected before with the same labels: " + series);
      }
      samples
          .computeIfAbsent(family(metric, known), f -> new ArrayList<>())
          .add(new Sample(series, sample.value()));
    }
    SortedMap<String, Family> families = new TreeMap<>();
    samples.forEach(
        (name, list) -> {
          Metadata said = known.getOrDefault(name, new Metadata(name, "", "", ""));
          String type = UNTYPED.contains(said.type()) ? "" : said.type();
          families.put(name, new Family(name, type, said.help(), list));
        });
    return families;
  }

  private static Labels merged(Labels series, Labels key) {
    Labels.Builder merged = series.toBuilder();
    for (int i = 0; i < key.size(); i++) {
      merged.set(key.name(i), key.value(i));
    }
    return merged.build();
  }

  private static String family(String metric, Map<String, Metadata> known) {
    if (known.containsKey(metric)) {
      return metric;
    }
    for (String suffix : SUFFIXES) {
      String stem =
          metric.endsWith(suffix) ? metric.substring(0, metric.length() - suffix.length()) : metric;
      if (known.containsKey(stem)) {
        return stem;
      }
    }
    return metric;
  }
}
