package io.atalaya.server.metrics;

import io.atalaya.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** {@code /metrics}: what the parts of this server tell of themselves. */
public final class SelfMetrics {
  private final List<Consumer<MetricsText>> parts;

  /**
   * Metrics of some parts.
   *
   * @param parts each adds its families, in the order in which they are written
   */
  public SelfMetrics(List<Consumer<MetricsText>> parts) {
    this.parts = List.copyOf(parts);
  }

  public void addTo(Routes routes) {
    routes.get(
        "/metrics",
        (request, response) ->
            response.send(
                "text/plain; version=0.0.4; charset=utf-8",
                text().getBytes(StandardCharsets.UTF_8)));
  }

  String text() {
    MetricsText out = new MetricsText();
    parts.forEach(part -> part.accept(out));
    return out.toString();
  }
}
