package io.atalaya.alert.rule;

import io.atalaya.alert.template.Limits;
import io.atalaya.alert.template.RuleTemplates;
import io.atalaya.model.AlertChange;
import io.atalaya.model.AlertState;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.QueryValue.Sample;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An alerting rule at work: turns what its expression gives into alerts and their series. */
final class RunningAlertingRule extends RunningRule {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAlertingRule.class);

  static final String ALERTNAME = "alertname";
  private static final String ALERTS = "ALERTS";
  static final String ALERTS_FOR_STATE = "ALERTS_FOR_STATE";
  private static final String ALERTSTATE = "alertstate";

  private final AlertingRule alerting;
  private final RuleGroup group;
  private final RuleOptions options;
  private final Map<String, RuleTemplates.Prepared> labelTexts;
  private final Map<String, RuleTemplates.Prepared> annotationTexts;
  private final DecisionSink decisions;

  /** Pending, firing and resolved alerts by their labels, in a fixed order. */
  private final Map<Labels, ActiveAlert> active = new TreeMap<>();

  /**
   * Series are written only after the state of before was looked up, or it would be overwritten.
   */
  private boolean restored;

  RunningAlertingRule(
      RuleGroup group,
      AlertingRule rule,
      Evaluator evaluator,
      RuleOptions options,
      DecisionSink decisions,
      boolean restored) {
    super(group, rule, evaluator, options.tenant());
    alerting = rule;
    this.group = group;
    this.options = options;
    labelTexts = prepare(labels());
    annotationTexts = prepare(rule.annotations());
    this.decisions = decisions;
    this.restored = restored;
  }

  @Override
  List<Sample> evaluate(Instant at, Instant sampleAt) {
    Map<Labels, ActiveAlert> seen = new TreeMap<>();
    for (Sample sample : query(sampleAt)) {
      Labels labels = alertLabels(sample, at);
      ActiveAlert alert = new ActiveAlert(labels, annotations(sample, at), sample.value(), at);
      if (seen.put(labels, alert) != null) {
        throw new RuleFailure(
            "vector contains metrics with the same labelset after applying alert labels");
      }
    }
    seen.values().forEach(this::merge);
    List<Sample> samples = advance(at, seen);
    requireWithinLimit();
    return samples;
  }

  private Map<String, RuleTemplates.Prepared> prepare(Map<String, String> texts) {
    RuleTemplates templates =
        new RuleTemplates(Limits.DEFAULT, options.externalLabels(), options.externalUrl());
    Map<String, RuleTemplates.Prepared> prepared = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> prepared.put(name, templates.prepare("__alert_" + rule().name(), text)));
    return prepared;
  }

  private Labels alertLabels(Sample sample, Instant at) {
    Labels.Builder builder = sample.labels().toBuilder().remove(Labels.METRIC_NAME);
    labelTexts.forEach((name, text) -> builder.set(name, expand(text, sample, at)));
    return builder.set(ALERTNAME, alerting.alert()).build();
  }

  private Labels annotations(Sample sample, Instant at) {
    Labels.Builder builder = Labels.builder();
    annotationTexts.forEach((name, text) -> builder.set(name, expand(text, sample, at)));
    return builder.build();
  }

  /** A template that fails says so in its own place; the alert counts all the same. */
  private String expand(RuleTemplates.Prepared text, Sample sample, Instant at) {
    RuleTemplates.Expansion expansion =
        text.expand(sample, at, expression -> query(expression, at));
    expansion
        .failure()
        .ifPresent(reason -> LOG.warn("A text of alert {} failed: {}", rule().name(), reason));
    return expansion.text();
  }

  private void merge(ActiveAlert fresh) {
    ActiveAlert known = active.get(fresh.labels());
    if (known != null && known.active()) {
      known.seen(fresh.value(), fresh.annotations());
    } else {
      active.put(fresh.labels(), fresh);
      decide(fresh, fresh.activeAt(), "pending", "the expression has a value");
    }
  }

  private List<Sample> advance(Instant at, Map<Labels, ActiveAlert> seen) {
    List<Sample> samples = new ArrayList<>();
    for (Iterator<ActiveAlert> i = active.values().iterator(); i.hasNext(); ) {
      ActiveAlert alert = i.next();
      AlertState before = alert.state();
      if (!seen.containsKey(alert.labels()) && !alert.missing(at, alerting.keepFiringFor())) {
        tellGone(alert, before, at);
        if (alert.forgettable(at)) {
          i.remove();
        }
        continue;
      }
      alert.advance(at, alerting.holdFor());
      tellChanged(alert, before, at);
      if (restored) {
        samples.add(new Sample(alertsSeries(alert), 1, null));
        samples.add(
            new Sample(forStateSeries(alert.labels()), alert.activeAt().getEpochSecond(), null));
      }
    }
    return samples;
  }

  private void tellGone(ActiveAlert alert, AlertState before, Instant at) {
    switch (before) {
      case INACTIVE -> {}
      case PENDING -> decide(alert, at, "inactive", "the value is gone before `for` was over");
      case FIRING -> decide(alert, at, "resolved", "the expression has no value any more");
    }
  }

  private void tellChanged(ActiveAlert alert, AlertState before, Instant at) {
    if (before == AlertState.PENDING && alert.state() == AlertState.FIRING) {
      decide(alert, at, "firing", "the expression has had a value for " + text(alerting.holdFor()));
    } else if (before == AlertState.FIRING && alert.state() == AlertState.PENDING) {
      decide(alert, at, "pending", "`for` became longer than the alert has been active");
    }
  }

  private static String text(Duration duration) {
    return PromDuration.format(duration.toMillis());
  }

  /** About the alert as routing will know it. */
  private void decide(ActiveAlert alert, Instant at, String outcome, String reason) {
    Labels labels = withExternalLabels(alert.labels());
    decisions.record(
        new DecisionRecord(
            at,
            DecisionRecord.Step.RULE,
            labels.fingerprintText(),
            outcome,
            reason,
            Map.of(
                "alert", labels.toString(),
                "group", group.key(),
                "rule", alerting.alert(),
                "expr", alerting.expr(),
                "value", Double.toString(alert.value()),
                "for", text(alerting.holdFor()),
                "active_since", alert.activeAt().toString())));
  }

  private Labels alertsSeries(ActiveAlert alert) {
    return seriesLabels(alert.labels())
        .set(Labels.METRIC_NAME, ALERTS)
        .set(ALERTSTATE, alert.state().text())
        .build();
  }

  private Labels forStateSeries(Labels alert) {
    return seriesLabels(alert).set(Labels.METRIC_NAME, ALERTS_FOR_STATE).build();
  }

  private Labels.Builder seriesLabels(Labels alert) {
    Labels.Builder builder = Labels.of(labels()).toBuilder();
    for (int i = 0; i < alert.size(); i++) {
      builder.set(alert.name(i), alert.value(i));
    }
    return builder.set(ALERTNAME, alerting.alert());
  }

  private void requireWithinLimit() {
    long count = active.values().stream().filter(ActiveAlert::active).count();
    if (group.limit() > 0 && count > group.limit()) {
      active.clear();
      throw new RuleFailure("exceeded limit of " + group.limit() + " with " + count + " alerts");
    }
  }

  /** What routing should hear of at {@code at}; counts as said. */
  List<AlertChange> news(Instant at) {
    List<AlertChange> changes = new ArrayList<>();
    for (ActiveAlert alert : active.values()) {
      if (alert.needsSending(at, options.resendDelay())) {
        alert.sent(at);
        changes.add(change(alert, at));
      }
    }
    return changes;
  }

  private AlertChange change(ActiveAlert alert, Instant at) {
    Instant resolvedAt = alert.resolvedAt();
    return new AlertChange(
        withExternalLabels(alert.labels()),
        alert.annotations(),
        alert.firedAt(),
        resolvedAt == null ? at.plus(validFor()) : resolvedAt,
        options.externalUrl() + graphLink(alerting.expr()),
        new AlertChange.Evidence(group.key(), alerting.alert(), alerting.expr(), alert.value()));
  }

  private Labels withExternalLabels(Labels labels) {
    Labels external = options.externalLabels();
    Labels.Builder builder = labels.toBuilder();
    for (int i = 0; i < external.size(); i++) {
      if (!builder.has(external.name(i))) {
        builder.set(external.name(i), external.value(i));
      }
    }
    return builder.build();
  }

  /** Long enough for three evaluations in a row to fail. */
  private Duration validFor() {
    Duration interval = group.interval();
    Duration resend = options.resendDelay();
    return (interval.compareTo(resend) > 0 ? interval : resend).multipliedBy(4);
  }

  /** The page that shows an expression as a table. */
  private static String graphLink(String expression) {
    return "/graph?g0.expr=" + URLEncoder.encode(expression, StandardCharsets.UTF_8) + "&g0.tab=1";
  }

  @Override
  void takeOver(RunningRule before) {
    super.takeOver(before);
    RunningAlertingRule old = before.asAlerting();
    if (old != null) {
      active.putAll(old.active);
    }
  }

  @Override
  RunningAlertingRule asAlerting() {
    return this;
  }

  AlertingRule alerting() {
    return alerting;
  }

  Iterable<ActiveAlert> activeAlerts() {
    return active.values();
  }

  boolean restored() {
    return restored;
  }

  void markRestored() {
    restored = true;
  }

  @Override
  List<AlertStatus> alerts() {
    return active.values().stream()
        .filter(ActiveAlert::active)
        .map(ActiveAlert::status)
        .sorted(Comparator.comparing(AlertStatus::labels))
        .toList();
  }
}
