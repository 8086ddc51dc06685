package io.atalaya.server.api.prometheus;

import io.atalaya.model.regex.Regex;
import io.atalaya.model.regex.RegexSyntaxException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.metrics.SelfMetrics;

/** {@code /api/v1/status/self_metrics}: the server's own metrics as JSON. */
public final class SelfMetricsEndpoint {
  private final SelfMetrics metrics;

  public SelfMetricsEndpoint(SelfMetrics metrics) {
    this.metrics = metrics;
  }

  public void addTo(Routes routes) {
    routes.get("/api/v1/status/self_metrics", Answer.of(this::metrics));
  }

  private Answer.Data metrics(HttpRequest request) {
    String pattern = request.parameter("metric_name_pattern");
    if (pattern.isEmpty()) {
      return out -> metrics.writeJson(out, name -> true);
    }
    Regex regex = regex(pattern);
    return out -> metrics.writeJson(out, regex::matches);
  }

  private static Regex regex(String pattern) {
    try {
      return Regex.compile(pattern);
    } catch (RegexSyntaxException e) {
      throw ApiError.badData("invalid metric_name_pattern: " + e.getMessage());
    }
  }
}
