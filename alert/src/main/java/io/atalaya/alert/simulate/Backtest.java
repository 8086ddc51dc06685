package io.atalaya.alert.simulate;

import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs rules over stored history, through the classes that evaluate rules and route alerts in the
 * server. The clock jumps from one evaluation or notification to the next. Alerts begin anew: what
 * was pending or firing before the first instant is not known.
 */
public final class Backtest {
  private final Plan plan;
  private final Map<RuleId, Tally> tallies = new LinkedHashMap<>();

  /** Which rule an alert, by its fingerprint, came from last. */
  private final Map<String, Tally> byAlert = new HashMap<>();

  private final Map<String, Integer> messages = new TreeMap<>();
  private final Set<String> counted = new HashSet<>();
  private final Map<String, Instant> lastEvaluations = new HashMap<>();
  private final Map<String, Failure> failures = new TreeMap<>();

  /**
   * What to run.
   *
   * @param options of all rules
   * @param from the first instant
   * @param to the last
   */
  public record Plan(
      List<RuleGroup> groups,
      RoutingConfig routing,
      RuleOptions options,
      Instant from,
      Instant to) {
    public Plan {
      groups = List.copyOf(groups);
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("the end, " + to + ", is not after the start, " + from);
      }
    }
  }

  /**
   * What tells rules apart. Rules of one group with the same alert, expression and {@code for} are
   * one.
   */
  public record RuleId(String group, String alert, String expression, Duration holdFor) {}

  /**
   * What became of one rule.
   *
   * @param fired how often one of its alerts began to fire
   * @param firing for how long at least one of them fired
   * @param alertTime the same, added up over its alerts
   * @param notifications how many notifications with one of its alerts each receiver got
   */
  public record RuleResult(
      RuleId rule,
      int fired,
      Duration firing,
      Duration alertTime,
      Map<String, Integer> notifications) {}

  /**
   * A rule that could not be evaluated.
   *
   * @param evaluations how often
   * @param error why, the last time
   */
  public record Failure(String group, String rule, long evaluations, String error) {}

  /**
   * What became of all of it.
   *
   * @param rules in the order of the groups
   * @param notifications how many notifications each receiver got, each counted once
   * @param failures rules that could not be evaluated at some instants
   */
  public record Result(
      List<RuleResult> rules, Map<String, Integer> notifications, List<Failure> failures) {}

  /** What happens to one rule while time goes on. */
  private static final class Tally {
    private final RuleId rule;
    private final Map<String, Instant> firingSince = new HashMap<>();
    private final Map<String, Integer> notifications = new TreeMap<>();
    private int fired;
    private Instant anySince = Instant.EPOCH;
    private Duration firing = Duration.ZERO;
    private Duration alertTime = Duration.ZERO;

    Tally(RuleId rule) {
      this.rule = rule;
    }

    void fires(String alert, Instant at) {
      fired++;
      if (firingSince.isEmpty()) {
        anySince = at;
      }
      firingSince.put(alert, at);
    }

    void ends(String alert, Instant at) {
      Instant since = firingSince.remove(alert);
      if (since == null) {
        return;
      }
      alertTime = alertTime.plus(Duration.between(since, at));
      if (firingSince.isEmpty()) {
        firing = firing.plus(Duration.between(anySince, at));
      }
    }

    RuleResult result(Instant end) {
      List.copyOf(firingSince.keySet()).forEach(alert -> ends(alert, end));
      return new RuleResult(
          rule, fired, firing, alertTime, Collections.unmodifiableMap(notifications));
    }
  }

  public Backtest(Plan plan) {
    this.plan = plan;
    for (RuleGroup group : plan.groups()) {
      group.rules().stream()
          .filter(AlertingRule.class::isInstance)
          .map(AlertingRule.class::cast)
          .map(rule -> new RuleId(group.key(), rule.alert(), rule.expr(), rule.holdFor()))
          .forEach(rule -> tallies.computeIfAbsent(rule, Tally::new));
    }
  }

  /**
   * Runs it, once.
   *
   * @param evaluator knows what was measured
   * @param recorded where recorded series go
   * @throws io.atalaya.model.QueryException if an expression is no PromQL
   * @throws io.atalaya.alert.template.TemplateException if a text is no template
   * @throws UncheckedIOException if there is no room for a temporary folder
   */
  public Result run(Evaluator evaluator, SampleSink recorded) {
    SimulatedClock clock = new SimulatedClock(plan.from());
    try (SimulatedRouting routing =
            SimulatedRouting.open(plan.routing(), clock, List.of(), d -> {}, this::told);
        RuleManager rules =
            new RuleManager(
                clock,
                evaluator,
                recorded,
                new Forgotten(),
                routing.dispatcher(),
                this::decided,
                plan.options(),
                routing.dispatcher()::begin)) {
      rules.apply(plan.groups(), plan.options());
      clock.runUntil(plan.to(), () -> noteFailures(rules.status()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<RuleResult> results = new ArrayList<>();
    tallies.values().forEach(tally -> results.add(tally.result(plan.to())));
    return new Result(results, messages, List.copyOf(failures.values()));
  }

  /** Nothing is known of alerts before the first instant. */
  private static final class Forgotten implements SeriesSource {
    @Override
    public SeriesSet select(SeriesSelection selection) {
      return SeriesSet.empty();
    }

    @Override
    public List<String> labelNames(SeriesSelection selection, int limit) {
      return List.of();
    }

    @Override
    public List<String> labelValues(String name, SeriesSelection selection, int limit) {
      return List.of();
    }
  }

  private void noteFailures(List<GroupStatus> groups) {
    for (GroupStatus group : groups) {
      String key = group.group().key();
      Instant at = group.lastEvaluation();
      if (at != null && !at.equals(lastEvaluations.put(key, at))) {
        group.rules().stream()
            .filter(rule -> rule.health() == RuleStatus.Health.ERROR)
            .forEach(rule -> noteFailure(key, rule));
      }
    }
  }

  private void noteFailure(String group, RuleStatus rule) {
    Failure once = new Failure(group, rule.rule().name(), 1, rule.lastError());
    failures.merge(
        group + '\n' + rule.rule().name(),
        once,
        (a, b) -> new Failure(b.group(), b.rule(), a.evaluations() + 1, b.error()));
  }

  private void decided(DecisionRecord decision) {
    Tally tally = tallyOf(decision.details());
    if (tally == null) {
      return;
    }
    byAlert.put(decision.subject(), tally);
    switch (decision.outcome()) {
      case "firing" -> tally.fires(decision.subject(), decision.at());
      case "resolved" -> tally.ends(decision.subject(), decision.at());
      default -> {}
    }
  }

  private @Nullable Tally tallyOf(Map<String, String> details) {
    String holdFor = details.getOrDefault("for", "0s");
    return tallies.get(
        new RuleId(
            details.getOrDefault("group", ""),
            details.getOrDefault("rule", ""),
            details.getOrDefault("expr", ""),
            Duration.ofMillis(PromDuration.parseMillis(holdFor))));
  }

  /** A receiver with several channels is told the same at the same time; that counts once. */
  private void told(RouteSimulation.Told told) {
    String receiver = told.channel().receiver();
    if (!counted.add(receiver + ' ' + told.at() + ' ' + told.groupKey())) {
      return;
    }
    messages.merge(receiver, 1, Integer::sum);
    Set<Tally> rules = new HashSet<>();
    for (Labels alert : told.alerts()) {
      Tally tally = byAlert.get(alert.fingerprintText());
      if (tally != null && rules.add(tally)) {
        tally.notifications.merge(receiver, 1, Integer::sum);
      }
    }
  }
}
