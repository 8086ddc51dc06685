package io.atalaya.server.config;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.scrape.HistogramOptions;
import io.atalaya.collect.scrape.NameEscaping;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.collect.scrape.ScrapeLimits;
import io.atalaya.collect.scrape.ScrapeProtocol;
import io.atalaya.collect.scrape.ScrapeRequest;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.server.config.yaml.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of a scrape job; what it does not say comes from {@code global}. */
final class ScrapeReader {
  private final GlobalConfig global;

  ScrapeReader(GlobalConfig global) {
    this.global = global;
  }

  ScrapeConfig read(Section s) {
    String name = s.required("job_name");
    Duration interval = GlobalReader.positive(s, "scrape_interval", global.scrapeInterval());
    Duration timeout =
        GlobalReader.positive(
            s, "scrape_timeout", GlobalReader.shorter(global.scrapeTimeout(), interval));
    GlobalConfig.ScrapeDefaults base = global.scrape();
    Optional<NameValidation> ownNames = GlobalReader.names(s);
    NameValidation names = ownNames.orElse(base.names());
    HistogramOptions histograms = histograms(s, base.histograms());
    ScrapeRequest request = request(s, histograms, escaping(s, ownNames));
    List<RelabelRule> relabelRules = RelabelReader.list(s, "relabel_configs", names);
    List<RelabelRule> metricRules = RelabelReader.list(s, "metric_relabel_configs", names);
    List<Discovery> discoveries = DiscoveryReader.read(s);
    if (relabelRules.isEmpty()) {
      refuseUrls(s, discoveries);
    }
    return new ScrapeConfig(
        name,
        interval,
        timeout,
        request,
        honor(s),
        discoveries,
        relabelRules,
        metricRules,
        limits(s, base.limits()),
        histograms,
        names,
        s.flag("extra_scrape_metrics", base.extraMetrics()),
        failureLog(s, base.failureLog()));
  }

  private static @Nullable Path failureLog(Section s, @Nullable Path base) {
    Optional<Path> own = s.file("scrape_failure_log_file");
    return own.isPresent() ? own.get() : base;
  }

  private static HistogramOptions histograms(Section s, HistogramOptions base) {
    HistogramOptions shared = GlobalReader.histograms(s, base);
    return new HistogramOptions(
        shared.scrapeNative(),
        shared.alwaysScrapeClassic(),
        shared.convertClassic(),
        s.count("native_histogram_bucket_limit", 0),
        s.number("native_histogram_min_bucket_factor", 0, 0, Double.MAX_VALUE));
  }

  /** Zero in a job stands for the value of {@code global}, as in Prometheus. */
  private static ScrapeLimits limits(Section s, ScrapeLimits base) {
    ScrapeLimits own = GlobalReader.limits(s, base);
    return new ScrapeLimits(
        own.bodyBytes() == 0 ? base.bodyBytes() : own.bodyBytes(),
        own.samples() == 0 ? base.samples() : own.samples(),
        own.labels() == 0 ? base.labels() : own.labels(),
        own.labelNameBytes() == 0 ? base.labelNameBytes() : own.labelNameBytes(),
        own.labelValueBytes() == 0 ? base.labelValueBytes() : own.labelValueBytes(),
        own.targets() == 0 ? base.targets() : own.targets(),
        own.keepDroppedTargets() == 0 ? base.keepDroppedTargets() : own.keepDroppedTargets());
  }

  private static ScrapeConfig.Honor honor(Section s) {
    return new ScrapeConfig.Honor(
        s.flag("honor_labels", false),
        s.flag("honor_timestamps", true),
        s.flag("track_timestamps_staleness", false));
  }

  private ScrapeRequest request(Section s, HistogramOptions histograms, NameEscaping escaping) {
    HttpClientConfig http = HttpClientReader.read(s);
    String scheme = s.text("scheme", "http");
    String path = s.text("metrics_path", "/metrics");
    List<ScrapeProtocol> protocols = protocols(s, histograms);
    @Nullable ScrapeProtocol fallback =
        s.parsed("fallback_scrape_protocol", ScrapeProtocol::parse).orElse(null);
    return new ScrapeRequest(
        scheme,
        path,
        s.textLists("params"),
        protocols,
        fallback,
        s.flag("enable_compression", true),
        escaping,
        http,
        null);
  }

  private List<ScrapeProtocol> protocols(Section s, HistogramOptions histograms) {
    List<ScrapeProtocol> own = GlobalReader.protocols(s);
    if (!own.isEmpty()) {
      return own;
    }
    if (!global.scrape().protocols().isEmpty()) {
      return global.scrape().protocols();
    }
    List<ScrapeProtocol> defaults = new ArrayList<>(ScrapeProtocol.DEFAULTS);
    if (histograms.scrapeNative()) {
      defaults.addFirst(ScrapeProtocol.PROMETHEUS_PROTO);
    }
    return defaults;
  }

  /** What a job does not say comes from its own validation scheme, then from {@code global}. */
  private NameEscaping escaping(Section s, Optional<NameValidation> ownNames) {
    NameValidation names = ownNames.orElse(global.scrape().names());
    @Nullable NameEscaping inherited = ownNames.isPresent() ? null : global.scrape().escaping();
    NameEscaping escaping =
        GlobalReader.escaping(s).orElse(inherited == null ? implied(names) : inherited);
    if (escaping == NameEscaping.ALLOW_UTF8 && names == NameValidation.LEGACY) {
      s.error(
          "metric_name_escaping_scheme",
          "utf8 metric names requested but validation scheme is not set to UTF8");
    }
    return escaping;
  }

  private static NameEscaping implied(NameValidation names) {
    return switch (names) {
      case UTF8 -> NameEscaping.ALLOW_UTF8;
      case LEGACY -> NameEscaping.UNDERSCORES;
    };
  }

  /** A common mistake: a URL where only {@code host:port} can stand. */
  static void refuseUrls(Section s, List<Discovery> discoveries) {
    for (Discovery discovery : discoveries) {
      if (discovery instanceof Discovery.Static(List<TargetGroup> groups)) {
        groups.forEach(group -> group.targets().forEach(target -> refuseUrl(s, target)));
      }
    }
  }

  private static void refuseUrl(Section s, Labels target) {
    String address = target.get(TargetGroup.ADDRESS);
    if (address.contains("/")) {
      s.problems()
          .error(
              s.at("static_configs"),
              "\"" + address + "\" is not a valid hostname",
              "write host:port here and the rest as scheme and metrics_path");
    }
  }
}
