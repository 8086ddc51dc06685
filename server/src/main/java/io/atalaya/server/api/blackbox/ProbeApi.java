package io.atalaya.server.api.blackbox;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.server.config.BlackboxModule;
import io.atalaya.server.config.HostConflictException;
import io.atalaya.server.config.yaml.YamlWriter;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Answers {@code /probe?target=…&module=…[&hostname=…][&debug=true]}. A target that fails is an
 * answer with {@code probe_success 0}; only a wrong question is an error.
 */
public final class ProbeApi {
  private static final String DEFAULT_MODULE = "http_2xx";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8; escaping=values";

  /** Probes at the same time; whoever comes on top of that is told to come later. */
  private static final int MAX_PROBES = 500;

  /** Time for the answer's way back to a scraper that waits for so long. */
  private static final double TIMEOUT_OFFSET_SECONDS = 0.5;

  private static final double LONGEST_SECONDS = 120;

  private final Supplier<Map<String, BlackboxModule>> modules;
  private final ProbeContext context;
  private final Semaphore places = new Semaphore(MAX_PROBES);

  /** Answers with modules that may change, over a network that judges addresses. */
  public ProbeApi(Supplier<Map<String, BlackboxModule>> modules, ProbeContext context) {
    this.modules = modules;
    this.context = context;
  }

  public void addTo(Routes routes) {
    routes.get("/probe", this::answer);
  }

  private void answer(HttpRequest request, HttpResponse response) throws IOException {
    String named = request.parameter("module");
    String name = named.isEmpty() ? DEFAULT_MODULE : named;
    BlackboxModule module = modules.get().get(name);
    if (module == null) {
      throw new HttpException(400, "Unknown module \"" + name + "\"");
    }
    double seconds = timeoutSeconds(request, module);
    String target = target(request);
    if (!places.tryAcquire()) {
      throw new HttpException(503, MAX_PROBES + " probes are running already");
    }
    try {
      Observation seen = probe(name, module, target, request.parameter("hostname"), seconds);
      boolean debug = request.parameter("debug").equals("true");
      String metrics = ProbeText.of(ProbeMetrics.of(module.prober()), seen, isGood(seen), seconds);
      if (debug) {
        response.sendText(debugText(name, module, target, seen, metrics));
      } else {
        response.send(TEXT, metrics.getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      places.release();
    }
  }

  private static boolean isGood(Observation seen) {
    return seen.verdict() == Verdict.UP || seen.verdict() == Verdict.DEGRADED;
  }

  private static String target(HttpRequest request) {
    String target = request.parameter("target");
    if (target.isEmpty()) {
      throw new HttpException(400, "Target parameter is missing");
    }
    try {
      return URLDecoder.decode(target, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return target;
    }
  }

  private static double timeoutSeconds(HttpRequest request, BlackboxModule module) {
    double waits = LONGEST_SECONDS;
    String header = request.header("X-Prometheus-Scrape-Timeout-Seconds");
    if (!header.isEmpty()) {
      try {
        waits = Double.parseDouble(header);
      } catch (NumberFormatException e) {
        throw new HttpException(500, "Failed to parse timeout from Prometheus header: " + header);
      }
    }
    double most = (waits == 0 ? LONGEST_SECONDS : waits) - TIMEOUT_OFFSET_SECONDS;
    double own = module.timeout().toMillis() / 1e3;
    return (own > 0 && own < most) || most < 0 ? own : Math.min(most, LONGEST_SECONDS);
  }

  private Observation probe(
      String name, BlackboxModule module, String target, String hostname, double seconds) {
    Duration timeout = Duration.ofMillis(Math.max(1, (long) (seconds * 1000)));
    CheckBasics basics = CheckBasics.of(name).withTimes(Duration.ofMinutes(1), timeout);
    CheckConfig check;
    try {
      check = module.checks().of(basics, target, hostname);
    } catch (HostConflictException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return new Observation(Verdict.DOWN, "target", String.valueOf(e.getMessage()), 0, List.of());
    }
    return check.prober(context).probe();
  }

  private static String debugText(
      String name, BlackboxModule module, String target, Observation seen, String metrics) {
    StringBuilder out = new StringBuilder("Logs for the probe:\n");
    String what = " module=\"%s\" target=\"%s\"".formatted(name, target);
    out.append("level=info msg=\"Beginning probe\" probe=").append(module.prober()).append(what);
    if (!seen.message().isEmpty()) {
      out.append("\nlevel=error msg=\"").append(seen.message().replace("\"", "\\\""));
      out.append("\" reason=").append(seen.reason()).append(what);
    }
    out.append("\nlevel=")
        .append(isGood(seen) ? "info msg=\"Probe succeeded\"" : "error msg=\"Probe failed\"");
    out.append(what).append(" duration_seconds=").append(seen.durationNanos() / 1e9);
    out.append("\n\n\n\nMetrics that would have been returned:\n").append(metrics);
    out.append("\n\n\nModule configuration:\n").append(YamlWriter.write(module.shown()));
    return out.toString();
  }
}
