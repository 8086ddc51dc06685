package io.atalaya.server.api.checks;

import io.atalaya.collect.check.CheckStatus;
import io.atalaya.collect.check.Observation;
import io.atalaya.model.Labels;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code {"status":"success","data":{"checks":[…]}}}. */
public final class ChecksApi {
  private static final Set<String> PHASES =
      Set.of("probe_http_duration_seconds", "probe_database_duration_seconds");

  private final Supplier<List<CheckStatus>> checks;

  public ChecksApi(Supplier<List<CheckStatus>> checks) {
    this.checks = checks;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/checks", (q, r) -> send(r));
  }

  private void send(HttpResponse response) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("checks").array();
      for (CheckStatus check : checks.get()) {
        write(out, check);
      }
      out.end().end().end();
    }
  }

  private static void write(JsonOut out, CheckStatus check) throws IOException {
    out.object()
        .field("name", check.name())
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
    out.end().end();
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : instant.toString();
  }
}
