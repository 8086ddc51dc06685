package io.atalaya.server.metrics;

import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleStatus;
import java.time.Instant;

/** What rules do and how long they take, under Prometheus' names. */
public final class RuleMetrics {
  private final RuleManager rules;

  public RuleMetrics(RuleManager rules) {
    this.rules = rules;
  }

  public void write(MetricsText out) {
    for (GroupStatus group : rules.status()) {
      writeEvaluations(out, group);
      writeLast(out, group);
    }
    out.summary(
        "prometheus_rule_evaluation_duration_seconds",
        "How long a rule took.",
        rules.times().rules().snapshot(),
        new double[] {.5, .9, .99});
    out.summary(
        "prometheus_rule_group_duration_seconds",
        "How long a group took.",
        rules.times().groups().snapshot(),
        new double[] {.01, .05, .5, .9, .99});
  }

  private static void writeEvaluations(MetricsText out, GroupStatus group) {
    String key = group.group().key();
    out.counter(
        "prometheus_rule_evaluation_failures_total",
        "Evaluations of rules that failed.",
        group.failures(),
        "rule_group",
        key);
    out.counter(
        "prometheus_rule_evaluations_total",
        "Evaluations of rules.",
        (double) group.evaluations() * group.rules().size(),
        "rule_group",
        key);
    out.counter(
        "prometheus_rule_group_iterations_total",
        "Evaluations of the group.",
        group.evaluations(),
        "rule_group",
        key);
    out.counter(
        "prometheus_rule_group_iterations_missed_total",
        "Evaluations left out because the one before took too long.",
        group.missed(),
        "rule_group",
        key);
  }

  private static void writeLast(MetricsText out, GroupStatus group) {
    String key = group.group().key();
    out.gauge(
        "prometheus_rule_group_interval_seconds",
        "Time between two evaluations of the group.",
        group.group().interval().toMillis() / 1e3,
        "rule_group",
        key);
    out.gauge(
        "prometheus_rule_group_last_rule_duration_sum_seconds",
        "How long the rules of the group took at its last evaluation, added up.",
        group.rules().stream().mapToLong(rule -> rule.evaluationTime().toNanos()).sum() / 1e9,
        "rule_group",
        key);
    out.gauge(
        "prometheus_rule_group_rules",
        "Rules in the group.",
        group.rules().size(),
        "rule_group",
        key);
    out.gauge(
        "atalaya_rule_group_failing_rules",
        "Rules of the group whose last evaluation failed.",
        group.rules().stream().filter(r -> r.health() == RuleStatus.Health.ERROR).count(),
        "rule_group",
        key);
    out.gauge(
        "prometheus_rule_group_last_duration_seconds",
        "How long the last evaluation took.",
        group.evaluationTime().toNanos() / 1e9,
        "rule_group",
        key);
    Instant last = group.lastEvaluation();
    if (last != null) {
      out.gauge(
          "prometheus_rule_group_last_evaluation_timestamp_seconds",
          "When the group was evaluated last.",
          last.toEpochMilli() / 1000.0,
          "rule_group",
          key);
    }
  }
}
