package io.atalaya.alert.rule;

import io.atalaya.alert.rule.RuleStatus.Health;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.QueryValue.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A rule at work. Everything but {@link #status} is for the group's evaluation only. */
abstract sealed class RunningRule permits RunningAlertingRule, RunningRecordingRule {
  private final Rule rule;
  private final Map<String, String> labels;
  private final Evaluator evaluator;
  private final Evaluator.Prepared expression;
  private final String tenant;

  /** What the last good evaluation wrote; whatever the next one leaves out becomes stale. */
  private Set<Labels> written = Set.of();

  private volatile RuleStatus status;

  RunningRule(RuleGroup group, Rule rule, Evaluator evaluator, String tenant) {
    this.rule = rule;
    this.evaluator = evaluator;
    this.tenant = tenant;
    Map<String, String> merged = new TreeMap<>(group.labels());
    merged.putAll(rule.labels());
    labels = AlertingRule.sortedCopy(merged);
    expression = evaluator.prepare(rule.expr());
    status = new RuleStatus(rule, labels, Health.UNKNOWN, "", null, Duration.ZERO, List.of());
  }

  /**
   * The rules of a group, without any state.
   *
   * @param restored whether there is no state of before to wait for
   */
  static List<RunningRule> of(
      RuleGroup group,
      Evaluator evaluator,
      RuleOptions options,
      DecisionSink decisions,
      boolean restored) {
    List<RunningRule> rules = new ArrayList<>();
    for (Rule rule : group.rules()) {
      rules.add(
          switch (rule) {
            case AlertingRule alerting ->
                new RunningAlertingRule(group, alerting, evaluator, options, decisions, restored);
            case RecordingRule recording ->
                new RunningRecordingRule(group, recording, evaluator, options.tenant());
          });
    }
    return rules;
  }

  /**
   * Evaluates the rule at an instant.
   *
   * @param at the instant of the evaluation
   * @param sampleAt what the expression is evaluated at, and the time of the samples
   * @return the samples to store
   * @throws RuleFailure if the answer breaks a rule of rules
   * @throws QueryException if the expression cannot be evaluated
   */
  abstract List<Sample> evaluate(Instant at, Instant sampleAt);

  /** Its alerts that are pending or fire. */
  abstract List<AlertStatus> alerts();

  /** Goes on where the rule that this one replaces stopped. */
  void takeOver(RunningRule before) {
    written = before.written;
  }

  /** What its expression reads; empty if that is not known. */
  final Optional<List<List<Matcher>>> selectors() {
    return expression.selectors();
  }

  /** The rule's own samples, a scalar counting as one without labels. */
  final List<Sample> query(Instant sampleAt) {
    return vector(expression, sampleAt);
  }

  /** The samples of an expression that a template asks for. */
  final List<Sample> query(String other, Instant at) {
    return vector(evaluator.prepare(other), at);
  }

  private List<Sample> vector(Evaluator.Prepared prepared, Instant at) {
    QueryValue value = prepared.at(tenant, at.toEpochMilli()).value();
    return switch (value) {
      case QueryValue.Vector(long time, List<Sample> samples) -> samples;
      case QueryValue.Scalar(long time, double number) ->
          List.of(new Sample(Labels.empty(), number, null));
      case QueryValue.Text text -> throw notAVector();
      case QueryValue.Matrix matrix -> throw notAVector();
    };
  }

  private static QueryException notAVector() {
    return new QueryException(
        QueryException.Kind.EXECUTION, "rule result is not a vector or scalar");
  }

  final void requireUnique(List<Sample> samples, String message) {
    Set<Labels> seen = HashSet.newHashSet(samples.size());
    for (Sample sample : samples) {
      if (!seen.add(sample.labels())) {
        throw new RuleFailure(message);
      }
    }
  }

  final void report(Health health, String error, Instant at, Duration took) {
    status = new RuleStatus(rule, labels, health, error, at, took, alerts());
  }

  Rule rule() {
    return rule;
  }

  Map<String, String> labels() {
    return labels;
  }

  Set<Labels> written() {
    return written;
  }

  void written(Set<Labels> series) {
    written = series;
  }

  RuleStatus status() {
    return status;
  }

  /** What a rule is recognised by when its group is replaced. */
  String nameAndLabels() {
    return rule.name() + labels;
  }

  @Nullable RunningAlertingRule asAlerting() {
    return null;
  }
}
