package io.atalaya.server;

import io.atalaya.query.EngineFeature;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.server.config.ConfigLoader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names of {@code --enable-feature}: those of Prometheus 3.14, and what becomes of them. */
final class FeatureSwitches {
  /** Rules of a group that do not need each other are evaluated at the same time. */
  static final String CONCURRENT_RULES = "concurrent-rule-eval";

  /** Names and values can be searched: {@code /api/v1/search/…}. */
  static final String SEARCH = "search-api";

  /** What they ask for is always so. */
  private static final Set<String> ALWAYS_ON =
      Set.of(
          "auto-reload-config", "exemplar-storage", "native-histograms", "ooo-native-histograms");

  /** What they ask for is not there, or not needed. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "created-timestamp-zero-ingestion",
          "delayed-compaction",
          "fast-startup",
          "histograms-st-encoding",
          "memory-snapshot-on-shutdown",
          "metadata-wal-records",
          "old-ui",
          "otlp-deltatocumulative",
          "otlp-native-delta-ingestion",
          "st-storage",
          "st-synthesis",
          "use-uncached-io",
          "xor2-encoding");

  private FeatureSwitches() {}

  /** A line for each name that changes nothing, by name. */
  static List<String> notes(Collection<String> names) {
    return names.stream().sorted().map(FeatureSwitches::note).flatMap(Optional::stream).toList();
  }

  private static Optional<String> note(String name) {
    if (name.equals("type-and-unit-labels")) {
      return Optional.of(
          "--enable-feature=" + name + " is for queries only: it adds no labels to samples here");
    }
    if (name.equals(DisposableStore.FEATURE)
        || name.equals(CONCURRENT_RULES)
        || name.equals(SEARCH)
        || name.equals(ConfigLoader.EXTRA_SCRAPE_METRICS)
        || EngineFeature.ofFlag(name).isPresent()
        || (PromqlFeature.ofFlag(name).isPresent() && !isAlwaysOn(name))) {
      return Optional.empty();
    }
    if (isAlwaysOn(name)) {
      return Optional.of("--enable-feature=" + name + " is always on");
    }
    return Optional.of(
        WITHOUT_EFFECT.contains(name)
            ? "--enable-feature=" + name + " has no effect here"
            : "Unknown option for --enable-feature: " + name);
  }

  private static boolean isAlwaysOn(String name) {
    return ALWAYS_ON.contains(name)
        || PromqlFeature.ofFlag(name).filter(PromqlFeature.defaults()::contains).isPresent();
  }
}
