package io.atalaya.server.api.overview;

import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers {@code {"status":"success","data":{"targets":{"down":1,"up":7},"checks":{"up":3}}}}: for
 * each state that occurs, how many are in it.
 */
public final class OverviewApi {
  private final Supplier<Stream<String>> targets;
  private final Supplier<Stream<String>> checks;

  /**
   * @param targets the state of each active target, as the API calls it
   * @param checks the state of each check
   */
  public OverviewApi(Supplier<Stream<String>> targets, Supplier<Stream<String>> checks) {
    this.targets = targets;
    this.checks = checks;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/overview", (request, response) -> send(response));
  }

  private void send(HttpResponse response) throws IOException {
    response.header("Cache-Control", "no-store");
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object();
      counts(out.name("targets"), targets.get());
      counts(out.name("checks"), checks.get());
      out.end().end();
    }
  }

  private static void counts(JsonOut out, Stream<String> states) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    states.forEach(state -> counts.merge(state, 1, Integer::sum));
    out.object();
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      out.field(count.getKey(), count.getValue());
    }
    out.end();
  }
}
