package io.atalaya.server.api.prometheus;

import io.atalaya.alert.rule.AlertStatus;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.parse.Printer;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/rules} and {@code /api/v1/alerts}. */
final class RuleEndpoints {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<List<GroupStatus>> groups;
  private final Queries queries;

  RuleEndpoints(Supplier<List<GroupStatus>> groups, Queries queries) {
    this.groups = groups;
    this.queries = queries;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/rules", Answer.of(this::rules));
    routes.get("/api/v1/alerts", Answer.of(this::alerts));
  }

  private Answer.Data rules(HttpRequest request) {
    RuleFilter filter = RuleFilter.of(request, queries);
    RulePage page = RulePage.of(request, sorted(groups.get()), filter);
    return out -> {
      out.object().name("groups").array();
      for (RulePage.Shown group : page.groups()) {
        writeGroup(out, group.status(), group.rules(), filter.alerts());
      }
      out.end();
      if (!page.nextToken().isEmpty()) {
        out.field("groupNextToken", page.nextToken());
      }
      out.end();
    };
  }

  private static List<GroupStatus> sorted(List<GroupStatus> groups) {
    return groups.stream()
        .sorted(
            Comparator.comparing((GroupStatus g) -> g.group().file(), Labels::compareUtf8)
                .thenComparing(g -> g.group().name(), Labels::compareUtf8))
        .toList();
  }

  private void writeGroup(
      JsonOut out, GroupStatus group, List<RuleStatus> rules, boolean withAlerts)
      throws IOException {
    out.object()
        .field("name", group.group().name())
        .field("file", group.group().file())
        .name("rules")
        .array();
    for (RuleStatus rule : rules) {
      writeRule(out, rule, withAlerts);
    }
    out.end()
        .field("interval", group.group().interval().toNanos() / 1e9)
        .field("limit", group.group().limit())
        .field("evaluationTime", group.evaluationTime().toNanos() / 1e9)
        .field("lastEvaluation", timeOf(group.lastEvaluation()))
        .end();
  }

  private void writeRule(JsonOut out, RuleStatus status, boolean withAlerts) throws IOException {
    out.object();
    switch (status.rule()) {
      case AlertingRule rule -> {
        out.field("state", status.state().text())
            .field("name", rule.alert())
            .field("query", printed(rule.expr()))
            .field("duration", rule.holdFor().toNanos() / 1e9)
            .field("keepFiringFor", rule.keepFiringFor().toNanos() / 1e9);
        writeMap(out, "labels", status.labels());
        writeMap(out, "annotations", rule.annotations());
        out.name("alerts");
        if (withAlerts) {
          writeAlerts(out, status.alerts());
        } else {
          out.raw("null");
        }
      }
      case RecordingRule rule -> {
        out.field("name", rule.record()).field("query", printed(rule.expr()));
        writeMap(out, "labels", status.labels());
      }
    }
    out.field("health", status.health().text());
    if (!status.lastError().isEmpty()) {
      out.field("lastError", status.lastError());
    }
    out.field("evaluationTime", status.evaluationTime().toNanos() / 1e9)
        .field("lastEvaluation", timeOf(status.lastEvaluation()))
        .field("type", status.rule() instanceof AlertingRule ? "alerting" : "recording")
        .end();
  }

  private static void writeMap(JsonOut out, String name, Map<String, String> map)
      throws IOException {
    out.name(name).object();
    for (Map.Entry<String, String> entry : map.entrySet()) {
      out.field(entry.getKey(), entry.getValue());
    }
    out.end();
  }

  private Answer.Data alerts(HttpRequest request) {
    List<AlertStatus> alerts =
        sorted(groups.get()).stream()
            .flatMap(group -> group.rules().stream())
            .flatMap(rule -> rule.alerts().stream())
            .toList();
    return out -> {
      writeAlerts(out.object().name("alerts"), alerts);
      out.end();
    };
  }

  private static void writeAlerts(JsonOut out, List<AlertStatus> alerts) throws IOException {
    out.array();
    for (AlertStatus alert : alerts) {
      writeAlert(out, alert);
    }
    out.end();
  }

  /** The expression as Prometheus shows it, which is not always as it was written. */
  private String printed(String expression) {
    try {
      return Printer.print(queries.parse(expression));
    } catch (QueryException e) {
      return expression;
    }
  }

  private static void writeAlert(JsonOut out, AlertStatus alert) throws IOException {
    out.object()
        .name("labels")
        .labels(alert.labels())
        .name("annotations")
        .labels(alert.annotations())
        .field("state", alert.state().text())
        .field("activeAt", alert.activeAt().toString());
    Instant keepFiringSince = alert.keepFiringSince();
    if (keepFiringSince != null) {
      out.field("keepFiringSince", keepFiringSince.toString());
    }
    out.field("value", exponentForm(alert.value())).end();
  }

  /** As Go's {@code 'e'} form, which Prometheus uses for an alert's value: {@code 1.5e+00}. */
  private static String exponentForm(double value) {
    if (!Double.isFinite(value)) {
      return GoFloat.json(value);
    }
    return GoFloat.exponent(value);
  }

  private static String timeOf(@Nullable Instant time) {
    return time == null ? NEVER : time.toString();
  }
}
