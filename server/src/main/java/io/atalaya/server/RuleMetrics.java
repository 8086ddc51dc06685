package io.atalaya.server;

import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.server.metrics.MetricsText;

/** How long rules take, under Prometheus' names. */
final class RuleMetrics {
  private final RuleManager rules;

  RuleMetrics(RuleManager rules) {
    this.rules = rules;
  }

  void write(MetricsText out) {
    rules.status().forEach(group -> write(out, group));
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

  private static void write(MetricsText out, GroupStatus group) {
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
  }
}
