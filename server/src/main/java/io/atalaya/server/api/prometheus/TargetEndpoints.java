package io.atalaya.server.api.prometheus;

import io.atalaya.collect.alertmanager.AlertForwarder;
import io.atalaya.collect.scrape.TargetStatus;
import io.atalaya.collect.scrape.Targets;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** {@code /api/v1/targets}, {@code /api/v1/scrape_pools}, {@code /api/v1/alertmanagers}. */
final class TargetEndpoints {
  /** How Go writes a time that was never set. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<Targets> targets;
  private final Supplier<AlertForwarder.Known> alertmanagers;
  private final ServerFacts facts;

  TargetEndpoints(
      Supplier<Targets> targets, Supplier<AlertForwarder.Known> alertmanagers, ServerFacts facts) {
    this.targets = targets;
    this.alertmanagers = alertmanagers;
    this.facts = facts;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/targets", Answer.of(this::targets));
    routes.get("/api/v1/scrape_pools", Answer.of(this::pools));
    routes.get("/api/v1/alertmanagers", Answer.of(this::alertmanagers));
  }

  private Answer.Data alertmanagers(HttpRequest request) {
    AlertForwarder.Known known = alertmanagers.get();
    return out -> {
      out.object();
      writeUrls(out, "activeAlertmanagers", known.active());
      writeUrls(out, "droppedAlertmanagers", known.dropped());
      out.end();
    };
  }

  private static void writeUrls(JsonOut out, String name, List<URI> urls) throws IOException {
    out.name(name).array();
    for (URI url : urls) {
      out.object().field("url", url.toString()).end();
    }
    out.end();
  }

  private Answer.Data pools(HttpRequest request) {
    TreeSet<String> pools = new TreeSet<>(targets.get().droppedCounts().keySet());
    return out -> out.object().field("scrapePools", pools).end();
  }

  private Answer.Data targets(HttpRequest request) {
    String state = request.parameter("state").toLowerCase(Locale.ROOT);
    String pool = request.parameter("scrapePool");
    boolean wantAll = state.isEmpty() || state.equals("any");
    boolean wantActive = wantAll || state.equals("active");
    boolean wantDropped = wantAll || state.equals("dropped");
    Targets now = targets.get();
    return out -> {
      out.object().name("activeTargets").array();
      for (TargetStatus target : byPool(now.active())) {
        if (wantActive && (pool.isEmpty() || pool.equals(target.pool()))) {
          writeActive(out, target);
        }
      }
      out.end().name("droppedTargets").array();
      for (Targets.Dropped dropped : now.dropped()) {
        if (wantDropped && (pool.isEmpty() || pool.equals(dropped.pool()))) {
          out.object()
              .name("discoveredLabels")
              .labels(dropped.discovered())
              .field("scrapePool", dropped.pool())
              .end();
        }
      }
      out.end();
      if (wantDropped) {
        writeCounts(out, now.droppedCounts());
      } else {
        out.name("droppedTargetCounts").raw("null");
      }
      out.end();
    };
  }

  private static List<TargetStatus> byPool(List<TargetStatus> targets) {
    return targets.stream()
        .sorted(Comparator.comparing(TargetStatus::pool, Labels::compareUtf8))
        .toList();
  }

  private static void writeCounts(JsonOut out, Map<String, Integer> counts) throws IOException {
    out.name("droppedTargetCounts").object();
    for (Map.Entry<String, Integer> count : new TreeMap<>(counts).entrySet()) {
      out.field(count.getKey(), count.getValue());
    }
    out.end();
  }

  private void writeActive(JsonOut out, TargetStatus target) throws IOException {
    Instant last = target.lastScrape();
    out.object()
        .name("discoveredLabels")
        .labels(target.discovered())
        .name("labels")
        .labels(target.labels())
        .field("scrapePool", target.pool())
        .field("scrapeUrl", target.url().toString())
        .field("globalUrl", facts.globalUrl(target.url()).toString())
        .field("lastError", target.lastError())
        .field("lastScrape", last == null ? NEVER : last.toString())
        .field("lastScrapeDuration", target.lastDuration().toNanos() / 1e9)
        .field("health", target.health().text())
        .field("scrapeInterval", PromDuration.format(target.interval().toMillis()))
        .field("scrapeTimeout", PromDuration.format(target.timeout().toMillis()));
    if (!target.notice().isEmpty()) {
      out.field("notice", target.notice());
    }
    out.end();
  }
}
