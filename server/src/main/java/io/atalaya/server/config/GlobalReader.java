package io.atalaya.server.config;

import io.atalaya.collect.scrape.HistogramOptions;
import io.atalaya.collect.scrape.NameEscaping;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.collect.scrape.ScrapeLimits;
import io.atalaya.collect.scrape.ScrapeProtocol;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.server.config.yaml.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prometheus' keys of the section {@code global}. */
final class GlobalReader {
  static final Duration DEFAULT_EVALUATION_INTERVAL = Duration.ofMinutes(1);

  private GlobalReader() {}

  static GlobalConfig read(Section s) {
    Duration interval = positive(s, "scrape_interval", ScrapeConfig.DEFAULT_INTERVAL);
    Duration timeout =
        positive(s, "scrape_timeout", shorter(ScrapeConfig.DEFAULT_TIMEOUT, interval));
    if (timeout.compareTo(interval) > 0) {
      s.error("scrape_timeout", "global scrape timeout greater than scrape interval");
    }
    Duration evaluation = positive(s, "evaluation_interval", DEFAULT_EVALUATION_INTERVAL);
    Duration offset = s.duration("rule_query_offset", Duration.ZERO);
    GlobalConfig.ScrapeDefaults scrape = scrapeDefaults(s);
    return new GlobalConfig(
        interval,
        timeout,
        evaluation,
        offset,
        externalLabels(s, scrape.names()),
        s.file("query_log_file").orElse(null),
        scrape);
  }

  /** Zero stands for the default, as in Prometheus. */
  static Duration positive(Section s, String key, Duration fallback) {
    Duration value = s.duration(key, fallback);
    return value.isZero() ? fallback : value;
  }

  static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static GlobalConfig.ScrapeDefaults scrapeDefaults(Section s) {
    return new GlobalConfig.ScrapeDefaults(
        protocols(s),
        limits(s, ScrapeLimits.defaults()),
        histograms(s, HistogramOptions.defaults()),
        names(s).orElse(NameValidation.UTF8),
        escaping(s).orElse(null),
        s.flag("extra_scrape_metrics", false),
        s.file("scrape_failure_log_file").orElse(null));
  }

  /** The keys of limits; zero stands for the default. */
  static ScrapeLimits limits(Section s, ScrapeLimits base) {
    return new ScrapeLimits(
        s.sizeBytes("body_size_limit", base.bodyBytes()),
        s.count("sample_limit", base.samples()),
        s.count("label_limit", base.labels()),
        s.count("label_name_length_limit", base.labelNameBytes()),
        s.count("label_value_length_limit", base.labelValueBytes()),
        s.count("target_limit", base.targets()),
        s.count("keep_dropped_targets", base.keepDroppedTargets()));
  }

  /** The keys of histograms that {@code global} and jobs share. */
  static HistogramOptions histograms(Section s, HistogramOptions base) {
    return new HistogramOptions(
        s.flag("scrape_native_histograms", base.scrapeNative()),
        s.flag("always_scrape_classic_histograms", base.alwaysScrapeClassic()),
        s.flag("convert_classic_histograms_to_nhcb", base.convertClassic()),
        base.bucketLimit(),
        base.minBucketFactor());
  }

  static List<ScrapeProtocol> protocols(Section s) {
    List<ScrapeProtocol> protocols = s.parsedList("scrape_protocols", ScrapeProtocol::parse);
    if (s.has("scrape_protocols") && protocols.isEmpty()) {
      s.error("scrape_protocols", "scrape_protocols cannot be empty");
    }
    if (Set.copyOf(protocols).size() != protocols.size()) {
      s.error("scrape_protocols", "duplicated protocol in scrape_protocols");
    }
    return protocols;
  }

  static Optional<NameValidation> names(Section s) {
    return s.parsed("metric_name_validation_scheme", GlobalReader::parseNames);
  }

  private static NameValidation parseNames(String text) {
    return switch (text) {
      case "utf8" -> NameValidation.UTF8;
      case "legacy" -> NameValidation.LEGACY;
      default ->
          throw new IllegalArgumentException(
              "unknown validation scheme \"" + text + "\"; possible are utf8 and legacy");
    };
  }

  static Optional<NameEscaping> escaping(Section s) {
    return s.parsed("metric_name_escaping_scheme", NameEscaping::parse);
  }

  private static Labels externalLabels(Section s, NameValidation names) {
    Labels.Builder labels = Labels.builder();
    for (Map.Entry<String, String> label : s.literalMap("external_labels").entrySet()) {
      if (!names.isLabelName(label.getKey())) {
        s.error("external_labels", "\"" + label.getKey() + "\" is not a valid label name");
      } else {
        labels.set(label.getKey(), expanded(s, label.getValue()));
      }
    }
    return labels.build();
  }

  private static String expanded(Section s, String value) {
    return s.environment()
        .expandExternalLabel(
            value,
            name -> {
              s.problems()
                  .warning(
                      s.at("external_labels"),
                      "the environment variable " + name + " is not set",
                      "the empty text stands for it");
              return "";
            });
  }
}
