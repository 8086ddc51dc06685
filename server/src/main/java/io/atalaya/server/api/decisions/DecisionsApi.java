package io.atalaya.server.api.decisions;

import io.atalaya.model.DecisionRecord;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers {@code {"status":"success","data":{"decisions":[…]}}}, the newest first. Parameters:
 * {@code subject} (fingerprint or group key), {@code step} (such as {@code notify}), {@code limit}
 * (100).
 */
public final class DecisionsApi {
  private static final int DEFAULT_LIMIT = 100;

  private final RecentDecisions decisions;

  public DecisionsApi(RecentDecisions decisions) {
    this.decisions = decisions;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/decisions", this::send);
  }

  private void send(HttpRequest request, HttpResponse response) throws IOException {
    String subject = request.parameter("subject");
    String step = request.parameter("step").toUpperCase(Locale.ROOT);
    List<DecisionRecord> found =
        decisions.latest(
            decision ->
                (subject.isEmpty() || subject.equals(decision.subject()))
                    && (step.isEmpty() || step.equals(decision.step().name())),
            limit(request.parameter("limit")));
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("decisions").array();
      for (DecisionRecord decision : found) {
        write(out, decision);
      }
      out.end().end().end();
    }
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new HttpException(400, "limit must be a number, found \"" + text + "\"");
    }
  }

  private static void write(JsonOut out, DecisionRecord decision) throws IOException {
    out.object()
        .field("at", decision.at().toString())
        .field("step", decision.step().name().toLowerCase(Locale.ROOT))
        .field("subject", decision.subject())
        .field("outcome", decision.outcome())
        .field("reason", decision.reason())
        .name("details")
        .object();
    for (Map.Entry<String, String> detail : new TreeMap<>(decision.details()).entrySet()) {
      out.field(detail.getKey(), detail.getValue());
    }
    out.end().end();
  }
}
