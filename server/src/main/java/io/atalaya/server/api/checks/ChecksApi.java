package io.atalaya.server.api.checks;

import io.atalaya.collect.check.Change;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.CheckStatus;
import io.atalaya.collect.check.Observation;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code {"status":"success","data":{"checks":[…]}}}, and of one check all that is known at
 * {@code /api/atalaya/v1/checks/NAME}. A POST to {@code …/NAME/pause} stops asking it, one to
 * {@code …/NAME/resume} goes on; both answer as {@code …/NAME} does.
 */
public final class ChecksApi {
  private static final String DURATION = "_duration_seconds";
  private static final String NO_SUCH_CHECK = "there is no check of this name";

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
    routes.post("/api/atalaya/v1/checks/{name}/pause", (q, r) -> change(q, r, checks::pause));
    routes.post("/api/atalaya/v1/checks/{name}/resume", (q, r) -> change(q, r, checks::resume));
  }

  /** What may be done to a check; false if there is none of that name. */
  private interface Deed {
    boolean doTo(String name) throws IOException;
  }

  private void change(HttpRequest request, HttpResponse response, Deed deed) throws IOException {
    boolean found;
    try {
      found = deed.doTo(request.pathParameter("name"));
    } catch (IOException e) {
      throw new HttpException(503, "nothing was changed: it cannot be kept: " + e.getMessage());
    }
    if (!found) {
      throw new HttpException(404, NO_SUCH_CHECK);
    }
    sendOne(request, response);
  }

  private void sendOne(HttpRequest request, HttpResponse response) throws IOException {
    CheckStatus check =
        checks
            .status(request.pathParameter("name"))
            .orElseThrow(() -> new HttpException(404, NO_SUCH_CHECK));
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
    for (Map.Entry<String, Double> phase : phases(last).entrySet()) {
      out.field(phase.getKey(), phase.getValue());
    }
    out.end();
  }

  /** Where the time went, whatever the kind; of several addresses the longest. */
  private static Map<String, Double> phases(@Nullable Observation seen) {
    Map<String, Double> phases = new LinkedHashMap<>();
    for (Observation.Reading reading :
        seen == null ? List.<Observation.Reading>of() : seen.readings()) {
      if (reading.metric().endsWith(DURATION) && reading.labels().has("phase")) {
        phases.merge(reading.labels().get("phase"), reading.value(), Math::max);
      }
    }
    return phases;
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : instant.toString();
  }
}
