package io.atalaya.server.api.prometheus;

import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.model.relabel.Relabeling;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/scrape_pools/config} and {@code /api/v1/targets/relabel_steps}. */
final class ScrapePoolEndpoints {
  private final ScrapePools pools;

  /** What one rule makes of labels; null labels if they were dropped. */
  private record Step(RelabelRule rule, @Nullable Labels output) {}

  ScrapePoolEndpoints(ScrapePools pools) {
    this.pools = pools;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/scrape_pools/config", Answer.of(this::config));
    routes.get("/api/v1/targets/relabel_steps", Answer.of(this::relabelSteps));
  }

  private static String required(HttpRequest request, String name) {
    String value = request.parameter(name);
    if (value.isEmpty()) {
      throw ApiError.badData("no " + name + " parameter provided");
    }
    return value;
  }

  private static ApiError unknown(String pool) {
    return ApiError.badData(
        "error retrieving scrape config: scrape pool \"" + pool + "\" not found");
  }

  private Answer.Data config(HttpRequest request) {
    String pool = required(request, "scrapePool");
    String yaml = pools.yaml(pool).orElseThrow(() -> unknown(pool));
    return out -> out.object().field("yaml", yaml).end();
  }

  private Answer.Data relabelSteps(HttpRequest request) {
    String pool = required(request, "scrapePool");
    Labels labels = labels(required(request, "labels"));
    List<RelabelRule> rules = pools.relabelRules(pool).orElseThrow(() -> unknown(pool));
    List<Step> steps = steps(rules, labels);
    return out -> {
      out.object().name("steps").array();
      for (Step step : steps) {
        write(out, step);
      }
      out.end().end();
    };
  }

  private static Labels labels(String json) {
    try {
      if (JsonValue.parse(json) instanceof JsonValue.Obj(Map<String, JsonValue> fields)) {
        Labels.Builder labels = Labels.builder();
        fields.forEach((name, value) -> labels.set(name, text(name, value)));
        return labels.build();
      }
    } catch (JsonException e) {
      throw ApiError.badData("error parsing labels: " + e.getMessage());
    }
    throw ApiError.badData("error parsing labels: expected a JSON object");
  }

  private static String text(String name, JsonValue value) {
    if (value instanceof JsonValue.Text(String text)) {
      return text;
    }
    throw ApiError.badData("error parsing labels: the value of \"" + name + "\" is no text");
  }

  private static List<Step> steps(List<RelabelRule> rules, Labels labels) {
    List<Step> steps = new ArrayList<>();
    Labels current = labels;
    for (RelabelRule rule : rules) {
      current = current == null ? null : Relabeling.of(List.of(rule)).apply(current);
      steps.add(new Step(rule, current));
    }
    return steps;
  }

  private static void write(JsonOut out, Step step) throws IOException {
    out.object().name("rule");
    write(out, step.rule());
    out.name("output").labels(step.output() == null ? Labels.empty() : step.output());
    out.field("keep", step.output() != null).end();
  }

  /** A rule with Prometheus' names; what is empty is left out, as there. */
  private static void write(JsonOut out, RelabelRule rule) throws IOException {
    out.object();
    if (!rule.sourceLabels().isEmpty()) {
      out.field("source_labels", rule.sourceLabels());
    }
    out.field("separator", rule.separator()).field("regex", rule.regex());
    if (rule.modulus() != 0) {
      out.field("modulus", rule.modulus());
    }
    if (!rule.targetLabel().isEmpty()) {
      out.field("target_label", rule.targetLabel());
    }
    out.field("replacement", rule.replacement()).field("action", rule.action().text()).end();
  }
}
