package io.atalaya.server.config;

import io.atalaya.alert.history.HistoryLimits;
import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.model.PromDuration;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.downsample.Downsampling;
import io.atalaya.store.downsample.Resolution;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that concern the server itself: {@code storage}, {@code web}, {@code push}, {@code
 * logging}.
 */
final class ServerReader {
  private static final Map<String, LogOptions.Level> LEVELS =
      Map.of(
          "debug", LogOptions.Level.DEBUG,
          "info", LogOptions.Level.INFO,
          "warn", LogOptions.Level.WARN,
          "error", LogOptions.Level.ERROR);
  private static final Map<String, Boolean> FORMATS = Map.of("plain", false, "json", true);

  private ServerReader() {}

  static StorageConfig storage(Section s) {
    Path path = s.file("path").orElse(null);
    StorageConfig tsdb = s.section("tsdb", ServerReader::tsdb).orElse(StorageConfig.defaults());
    int exemplars =
        s.section("exemplars", ServerReader::exemplars).orElse(StorageConfig.DEFAULT_MAX_EXEMPLARS);
    return new StorageConfig(
        path,
        tsdb.retention(),
        tsdb.retentionBytes(),
        tsdb.retentionPercentage(),
        tsdb.outOfOrderWindow(),
        exemplars,
        s.integer("max_series", StorageConfig.DEFAULT_MAX_SERIES, 1, Integer.MAX_VALUE),
        downsampling(s, tsdb.retentionOrDefault()),
        s.section("decisions", ServerReader::decisions).orElse(HistoryLimits.defaults()));
  }

  private static HistoryLimits decisions(Section s) {
    HistoryLimits defaults = HistoryLimits.defaults();
    return new HistoryLimits(
        s.duration("retention", defaults.retention()),
        s.sizeBytes("max_size", defaults.maxBytes()),
        defaults.maxWaiting());
  }

  /** How long aggregates are kept; they can only be made of samples that live long enough. */
  private static Map<Resolution, Duration> downsampling(Section s, Duration retention) {
    Map<Resolution, Duration> keep =
        s.section("downsampling", ServerReader::downsampling).orElse(Map.of());
    Duration least = Downsampling.leastRetention(StoreOptions.defaults().blockRange());
    if (!keep.isEmpty() && !retention.isZero() && retention.compareTo(least) < 0) {
      s.problems()
          .error(
              s.at("downsampling"),
              "samples are kept for "
                  + PromDuration.format(retention.toMillis())
                  + " only, too short to make aggregates of them",
              "set tsdb.retention.time to " + PromDuration.format(least.toMillis()) + " or more");
      return Map.of();
    }
    return keep;
  }

  private static Map<Resolution, Duration> downsampling(Section s) {
    Map<Resolution, Duration> keep = new EnumMap<>(Resolution.class);
    for (Resolution resolution : Resolution.values()) {
      s.duration(resolution.text()).ifPresent(age -> keep.put(resolution, age));
    }
    return keep;
  }

  private static int exemplars(Section s) {
    return Math.max(0, s.integer("max_exemplars", 0, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  private static StorageConfig tsdb(Section s) {
    Duration window = s.duration("out_of_order_time_window", Duration.ZERO);
    s.number("stale_series_compaction_threshold", 0, 0, 1);
    s.section("chunk_encoding", ServerReader::chunkEncoding);
    StorageConfig retention =
        s.section("retention", ServerReader::retention).orElse(StorageConfig.defaults());
    return new StorageConfig(
        null,
        retention.retention(),
        retention.retentionBytes(),
        retention.retentionPercentage(),
        window,
        StorageConfig.DEFAULT_MAX_EXEMPLARS,
        StorageConfig.DEFAULT_MAX_SERIES,
        Map.of(),
        HistoryLimits.defaults());
  }

  /** Recognised and of no effect: our chunks are of one encoding. */
  private static String chunkEncoding(Section s) {
    return s.choice("floats", "", Map.of("xor", "xor", "xor2", "xor2"));
  }

  private static StorageConfig retention(Section s) {
    Duration time = s.duration("time").orElse(null);
    long bytes = s.sizeBytes("size", 0);
    double percentage = s.number("percentage", 0, 0, 100);
    return new StorageConfig(
        null,
        time,
        bytes,
        percentage,
        Duration.ZERO,
        StorageConfig.DEFAULT_MAX_EXEMPLARS,
        StorageConfig.DEFAULT_MAX_SERIES,
        Map.of(),
        HistoryLimits.defaults());
  }

  static WebConfig web(Section s) {
    return new WebConfig(
        s.parsed("listen", WebConfig.DEFAULT_LISTEN, HostPort::parse, HostPort::toString),
        List.of(),
        s.parsed("external_url", URI::create).orElse(null),
        s.text("route_prefix").orElse(null),
        s.flag("enable_lifecycle", false),
        s.flag("enable_admin_api", false),
        s.flag("allow_unauthenticated", false),
        WebFile.NONE);
  }

  static PushConfig push(Section s) {
    Map<String, PushConfig.Receiver> byKey = PushConfig.Receiver.byKey();
    List<PushConfig.Receiver> receivers =
        s.parsedList("receivers", text -> Section.chosen(text, byKey));
    return new PushConfig(Set.copyOf(receivers), s.flag("durable", false), OtlpSettings.defaults());
  }

  static LogOptions logging(Section s) {
    LogOptions defaults = LogOptions.DEFAULT;
    long maxBytes = s.sizeBytes("max_size", defaults.maxFileBytes());
    return new LogOptions(
        s.choice("level", defaults.level(), LEVELS),
        s.choice("format", defaults.json(), FORMATS),
        s.file("file").orElse(null),
        (int) Math.min(maxBytes, Integer.MAX_VALUE),
        s.count("backups", defaults.keepFiles()));
  }
}
