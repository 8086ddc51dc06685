package io.atalaya.server.metrics;

import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
    return collect().toString();
  }

  private MetricsText collect() {
    MetricsText out = new MetricsText();
    parts.forEach(part -> part.accept(out));
    return out;
  }

  /**
   * Writes the families whose names fit as a JSON array, in the form of Prometheus' {@code
   * /api/v1/status/self_metrics}.
   */
  public void writeJson(JsonOut out, Predicate<String> wanted) throws IOException {
    FamilyJson json = new FamilyJson(out);
    out.array();
    for (MetricsText.Family family : collect().families()) {
      if (wanted.test(family.name())) {
        json.write(family);
      }
    }
    out.end();
  }
}
