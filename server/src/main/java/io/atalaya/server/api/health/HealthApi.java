package io.atalaya.server.api.health;

import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The health endpoints. */
public final class HealthApi {
  /**
   * One part of the server and how it is.
   *
   * @param name of the part
   * @param healthy whether it does its work
   * @param detail one sentence for people
   */
  public record Part(String name, boolean healthy, String detail) {}

  private final BooleanSupplier ready;
  private final Supplier<List<Part>> parts;
  private final InstantSource clock;

  /**
   * Health of one server.
   *
   * @param ready whether it takes requests
   * @param parts how each part is
   */
  public HealthApi(BooleanSupplier ready, Supplier<List<Part>> parts, InstantSource clock) {
    this.ready = ready;
    this.parts = parts;
    this.clock = clock;
  }

  public void addTo(Routes routes) {
    routes.get("/-/healthy", (q, r) -> r.sendText("Atalaya is Healthy.\n"));
    routes.get("/-/ready", (q, r) -> sendReady(r));
    routes.get("/health/live", (q, r) -> sendStatus(r, 200, "alive"));
    routes.get("/health/ready", (q, r) -> sendReadyJson(r));
    routes.get("/health", (q, r) -> sendParts(r));
  }

  private void sendReady(HttpResponse response) throws IOException {
    if (ready.getAsBoolean()) {
      response.sendText("Atalaya is Ready.\n");
    } else {
      response
          .status(503)
          .header("X-Prometheus-Stopping", "false")
          .sendText("Atalaya is not ready yet.\n");
    }
  }

  private void sendReadyJson(HttpResponse response) throws IOException {
    boolean isReady = ready.getAsBoolean();
    sendStatus(response, isReady ? 200 : 503, isReady ? "ready" : "starting");
  }

  private static void sendStatus(HttpResponse response, int status, String word)
      throws IOException {
    response.status(status);
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", word).end();
    }
  }

  private void sendParts(HttpResponse response) throws IOException {
    List<Part> all = parts.get();
    boolean healthy = ready.getAsBoolean() && all.stream().allMatch(Part::healthy);
    response.status(healthy ? 200 : 503);
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object()
          .field("status", healthy ? "healthy" : "unhealthy")
          .name("timestamp")
          .time(clock.millis())
          .name("checks")
          .object();
      for (Part part : all) {
        out.name(part.name())
            .object()
            .field("status", part.healthy() ? "healthy" : "unhealthy")
            .field("detail", part.detail())
            .end();
      }
      out.end().end();
    }
  }
}
