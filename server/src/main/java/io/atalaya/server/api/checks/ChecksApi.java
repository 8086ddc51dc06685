package io.atalaya.server.api.checks;

import io.atalaya.collect.check.Change;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.CheckStatus;
import io.atalaya.collect.check.Observation;
import io.atalaya.model.Labels;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code {"status":"success","data":{"checks":[…]}}}, and of one check all that is known at
 * {@code /api/atalaya/v1/checks/NAME}.
 */
public final class ChecksApi {
  private static final Set<String> PHASES =
      Set.of("probe_http_duration_seconds", "probe_database_duration_seconds");

  private final CheckManager checks;
  private final Function<CheckConfig, String> pingUrl;

  /**
   * @param pingUrl where a job pings; empty if that may not be shown
   */
  public ChecksApi(CheckManager checks, Function<CheckConfig, String> pingUrl) {
    this.checks = checks;
    this.pingUrl = pingUrl;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/checks", (q, r) -> send(r));
    routes.get("/api/atalaya/v1/checks/{name}", this::sendOne);
  }

  private void sendOne(HttpRequest request, HttpResponse response) throws IOException {
    CheckStatus check =
        checks
            .status(request.pathParameter("name"))
            .orElseThrow(() -> new HttpException(404, "there is no check of this name"));
    response.header("Cache-Control", "no-store");
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object();
      fields(out, check);
      out.field("pingUrl", pingUrl.apply(check.config())).name("changes").array();
      for (Change change : check.changes()) {
        out.object()
            .field("at", change.at().toString())
            .field("state", change.state().text())
            .field("why", change.why())
            .end();
      }
      out.end().name("readings").array();
      Observation last = check.last();
      for (Observation.Reading reading :
          last == null ? List.<Observation.Reading>of() : last.readings()) {
        out.object()
            .field("metric", reading.metric())
            .name("labels")
            .labels(reading.labels())
            .field("value", reading.value())
            .end();
      }
      out.end().end().end();
    }
  }

  private void send(HttpResponse response) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("checks").array();
      for (CheckStatus check : checks.statuses()) {
        out.object();
        fields(out, check);
        out.end();
      }
      out.end().end().end();
    }
  }

  private static void fields(JsonOut out, CheckStatus check) throws IOException {
    out.field("name", check.name())
        .field("kind", check.kind())
        .field("target", check.target())
        .name("labels")
        .labels(check.labels())
        .field("state", check.state().text())
        .field("since", check.since().toString())
        .field("failures", check.failures())
        .field("note", check.note())
        .field("maintenance", check.maintenance())
        .field("dependsOn", check.config().basics().dependsOn())
        .field("lastRun", text(check.lastRun()))
        .field("nextRun", text(check.nextRun()));
    Observation last = check.last();
    out.field("reason", last == null ? "" : last.reason())
        .field("message", last == null ? "" : last.message())
        .field("durationSeconds", last == null ? 0 : last.durationNanos() / 1e9)
        .name("phases")
        .object();
    for (Observation.Reading reading :
        last == null ? List.<Observation.Reading>of() : last.readings()) {
      Labels labels = reading.labels();
      if (PHASES.contains(reading.metric()) && labels.has("phase")) {
        out.field(labels.get("phase"), reading.value());
      }
    }
    out.end();
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : instant.toString();
  }
}
