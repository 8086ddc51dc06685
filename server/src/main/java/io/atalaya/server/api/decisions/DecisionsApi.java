package io.atalaya.server.api.decisions;

import io.atalaya.alert.history.DecisionHistory;
import io.atalaya.alert.history.DecisionQuery;
import io.atalaya.model.DecisionRecord;
import io.atalaya.server.api.explain.ExplainApi;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Answers {@code {"status":"success","data":{"decisions":[…]}}}, the newest first. Parameters:
 * {@code subject} (fingerprint or group key, may be repeated), {@code step} (such as {@code
 * notify}, may be repeated), {@code since} and {@code until} (RFC 3339), {@code limit} (100, at
 * most 10,000).
 */
public final class DecisionsApi {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final DecisionHistory history;

  public DecisionsApi(DecisionHistory history) {
    this.history = history;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/decisions", this::send);
  }

  private void send(HttpRequest request, HttpResponse response) throws IOException {
    List<DecisionRecord> found =
        history.find(
            new DecisionQuery(
                new HashSet<>(request.parameters("subject")),
                steps(request.parameters("step")),
                time(request, "since", Instant.MIN),
                time(request, "until", Instant.MAX),
                limit(request.parameter("limit"))));
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("decisions").array();
      for (DecisionRecord decision : found) {
        ExplainApi.write(out, decision);
      }
      out.end().end().end();
    }
  }

  private static Set<DecisionRecord.Step> steps(List<String> names) {
    Set<DecisionRecord.Step> steps = EnumSet.noneOf(DecisionRecord.Step.class);
    for (String name : names) {
      try {
        steps.add(DecisionRecord.Step.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new HttpException(400, "unknown step \"" + name + "\"");
      }
    }
    return steps;
  }

  private static Instant time(HttpRequest request, String name, Instant fallback) {
    String text = request.parameter(name);
    try {
      return text.isEmpty() ? fallback : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new HttpException(
          400, name + " must be a time such as 2026-03-01T03:00:00Z, found \"" + text + "\"");
    }
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    try {
      return Math.clamp(Integer.parseInt(text), 0, MAX_LIMIT);
    } catch (NumberFormatException e) {
      throw new HttpException(400, "limit must be a number, found \"" + text + "\"");
    }
  }
}
