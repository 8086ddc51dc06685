package io.atalaya.server.api.prometheus;

import io.atalaya.collect.scrape.TargetStatus;
import io.atalaya.collect.scrape.Targets;
import io.atalaya.model.PromDuration;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** {@code /api/v1/targets} and {@code /api/v1/scrape_pools}. */
final class TargetEndpoints {
  /** How Go writes a time that was never set. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<Targets> targets;

  TargetEndpoints(Supplier<Targets> targets) {
    this.targets = targets;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/targets", Answer.of(this::targets));
    routes.get("/api/v1/scrape_pools", Answer.of(this::pools));
  }

  private Answer.Data pools(HttpRequest request) {
    TreeSet<String> pools = new TreeSet<>();
    targets.get().active().forEach(target -> pools.add(target.pool()));
    return out -> out.object().field("scrapePools", pools).end();
  }

  private Answer.Data targets(HttpRequest request) {
    String state = request.parameter("state");
    String pool = request.parameter("scrapePool");
    boolean wantActive = !state.equals("dropped");
    boolean wantDropped = !state.equals("active");
    Targets now = targets.get();
    return out -> {
      out.object().name("activeTargets").array();
      for (TargetStatus target : now.active()) {
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
      writeCounts(out, now.droppedCounts());
      out.end();
    };
  }

  private static void writeCounts(JsonOut out, Map<String, Integer> counts) throws IOException {
    out.name("droppedTargetCounts").object();
    for (Map.Entry<String, Integer> count : new TreeMap<>(counts).entrySet()) {
      out.field(count.getKey(), count.getValue());
    }
    out.end();
  }

  private static void writeActive(JsonOut out, TargetStatus target) throws IOException {
    Instant last = target.lastScrape();
    out.object()
        .name("discoveredLabels")
        .labels(target.discovered())
        .name("labels")
        .labels(target.labels())
        .field("scrapePool", target.pool())
        .field("scrapeUrl", target.url().toString())
        .field("globalUrl", target.url().toString())
        .field("lastError", target.lastError())
        .field("lastScrape", last == null ? NEVER : last.toString())
        .field("lastScrapeDuration", target.lastDuration().toNanos() / 1e9)
        .field("health", target.health().text())
        .field("scrapeInterval", PromDuration.format(target.interval().toMillis()))
        .field("scrapeTimeout", PromDuration.format(target.timeout().toMillis()))
        .end();
  }
}
