package io.atalaya.server.api.prometheus;

import io.atalaya.alert.rule.AlertStatus;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.FloatText;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/rules} and {@code /api/v1/alerts}. */
final class RuleEndpoints {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<List<GroupStatus>> groups;

  RuleEndpoints(Supplier<List<GroupStatus>> groups) {
    this.groups = groups;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/rules", Answer.of(this::rules));
    routes.get("/api/v1/alerts", Answer.of(this::alerts));
  }

  /** Which rules a request wants; an empty list wants all. */
  private record Filter(
      String type, List<String> rules, List<String> groups, List<String> files, boolean alerts) {
    static Filter of(HttpRequest request) {
      String type = request.parameter("type");
      if (!type.isEmpty() && !type.equals("alert") && !type.equals("record")) {
        throw ApiError.badParameter("type", "not supported value \"" + type + "\"");
      }
      return new Filter(
          type,
          request.parameters("rule_name[]"),
          request.parameters("rule_group[]"),
          request.parameters("file[]"),
          !request.parameter("exclude_alerts").equals("true"));
    }

    boolean wants(GroupStatus group) {
      return among(groups, group.group().name()) && among(files, group.group().file());
    }

    boolean wants(RuleStatus rule) {
      String kind =
          switch (rule.rule()) {
            case AlertingRule _ -> "alert";
            case RecordingRule _ -> "record";
          };
      return (type.isEmpty() || type.equals(kind)) && among(rules, rule.rule().name());
    }

    private static boolean among(List<String> wanted, String name) {
      return wanted.isEmpty() || wanted.contains(name);
    }
  }

  private Answer.Data rules(HttpRequest request) {
    Filter filter = Filter.of(request);
    List<GroupStatus> now = groups.get();
    return out -> {
      out.object().name("groups").array();
      for (GroupStatus group : now) {
        List<RuleStatus> wanted = group.rules().stream().filter(filter::wants).toList();
        if (filter.wants(group) && !wanted.isEmpty()) {
          writeGroup(out, group, wanted, filter.alerts());
        }
      }
      out.end().end();
    };
  }

  private static void writeGroup(
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

  private static void writeRule(JsonOut out, RuleStatus status, boolean withAlerts)
      throws IOException {
    out.object();
    switch (status.rule()) {
      case AlertingRule rule -> {
        out.field("state", status.state().text())
            .field("name", rule.alert())
            .field("query", rule.expr())
            .field("duration", rule.holdFor().toNanos() / 1e9)
            .field("keepFiringFor", rule.keepFiringFor().toNanos() / 1e9);
        writeMap(out, "labels", status.labels());
        writeMap(out, "annotations", rule.annotations());
        out.name("alerts").array();
        for (AlertStatus alert : withAlerts ? status.alerts() : List.<AlertStatus>of()) {
          writeAlert(out, alert);
        }
        out.end();
      }
      case RecordingRule rule -> {
        out.field("name", rule.record()).field("query", rule.expr());
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
        groups.get().stream()
            .flatMap(group -> group.rules().stream())
            .flatMap(rule -> rule.alerts().stream())
            .toList();
    return out -> {
      out.object().name("alerts").array();
      for (AlertStatus alert : alerts) {
        writeAlert(out, alert);
      }
      out.end().end();
    };
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
      return FloatText.of(value);
    }
    return FloatText.exponent(value);
  }

  private static String timeOf(@Nullable Instant time) {
    return time == null ? NEVER : time.toString();
  }
}
