package io.atalaya.alert.rule;

import static io.atalaya.alert.FakeEvaluator.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.alert.FakeEvaluator;
import io.atalaya.alert.MemorySeries;
import io.atalaya.alert.rule.RuleStatus.Health;
import io.atalaya.alert.template.TemplateException;
import io.atalaya.model.AlertChange;
import io.atalaya.model.AlertState;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules on a virtual clock; what they ought to do is Prometheus' behaviour. */
class RuleManagerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final String[] ALERTS_FIRING = {
    "__name__", "ALERTS", "alertname", "Down", "alertstate", "firing", "job", "a"
  };
  private static final String[] FOR_STATE = {
    "__name__", "ALERTS_FOR_STATE", "alertname", "Down", "job", "a"
  };

  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final FakeEvaluator evaluator = new FakeEvaluator();
  private final MemorySeries series = new MemorySeries();
  private final List<AlertChange> heard = new ArrayList<>();
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private RuleOptions options = RuleOptions.defaults("http://atalaya");
  private int ready;
  private RuleManager rules = manager();

  private RuleManager manager() {
    return new RuleManager(
        clock, evaluator, series, series, heard::addAll, decisions::add, options, () -> ready++);
  }

  private void apply(RuleGroup... groups) {
    rules.apply(List.of(groups), options);
  }

  private static RuleGroup group(Rule... rules) {
    return named("g", 0, rules);
  }

  private static RuleGroup named(String name, int limit, Rule... rules) {
    return new RuleGroup(
        name, "rules.yml", INTERVAL, limit, Duration.ZERO, Map.of(), List.of(rules));
  }

  private static AlertingRule down(Duration holdFor) {
    return new AlertingRule("Down", "up == 0", holdFor, Duration.ZERO, Map.of(), Map.of());
  }

  private static AlertingRule downKept(Duration holdFor, Duration keepFiringFor) {
    return new AlertingRule("Down", "up == 0", holdFor, keepFiringFor, Map.of(), Map.of());
  }

  private void jobIsDown() {
    evaluator.answer("up == 0", sample(0, "__name__", "up", "job", "a"));
  }

  private void jobIsUp() {
    evaluator.answer("up == 0");
  }

  /** Moves on by a number of evaluations. */
  private void evaluations(int count) {
    clock.advance(INTERVAL.multipliedBy(count));
  }

  private AlertState state() {
    return rules.status().getFirst().rules().getFirst().state();
  }

  private RuleStatus firstRule() {
    return rules.status().getFirst().rules().getFirst();
  }

  @Test
  void anAlertFiresOnceItsExpressionHasHeldForItsTime() {
    apply(group(down(Duration.ofMinutes(1))));
    jobIsDown();

    evaluations(1);
    assertThat(state()).isEqualTo(AlertState.PENDING);
    assertThat(heard).isEmpty();
    evaluations(1);
    assertThat(state()).isEqualTo(AlertState.PENDING);
    evaluations(1);

    assertThat(state()).isEqualTo(AlertState.FIRING);
    assertThat(heard).hasSize(1);
    AlertChange change = heard.getFirst();
    assertThat(change.labels()).isEqualTo(Labels.of("alertname", "Down", "job", "a"));
    assertThat(change.generatorUrl())
        .isEqualTo("http://atalaya/graph?g0.expr=up+%3D%3D+0&g0.tab=1");
    assertThat(change.endsAt()).isEqualTo(change.startsAt().plus(Duration.ofMinutes(4)));
  }

  @Test
  void anAlertWithoutForFiresAtItsFirstEvaluation() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    evaluations(1);
    assertThat(state()).isEqualTo(AlertState.FIRING);
    assertThat(heard).hasSize(1);
  }

  @Test
  void aPendingAlertWhoseValueGoesIsForgottenWithoutAWord() {
    apply(group(down(Duration.ofMinutes(5))));
    jobIsDown();
    evaluations(2);
    jobIsUp();
    evaluations(40);
    assertThat(state()).isEqualTo(AlertState.INACTIVE);
    assertThat(heard).isEmpty();
    assertThat(decisions)
        .extracting(DecisionRecord::outcome)
        .containsExactly("pending", "inactive");
  }

  @Test
  void aResolvedAlertIsToldAtOnceAndThenForAQuarterOfAnHour() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    evaluations(1);
    jobIsUp();
    evaluations(1);

    assertThat(heard).hasSize(2);
    Instant resolvedAt = heard.getLast().endsAt();
    assertThat(heard.getLast().resolvedAt(clock.instant())).isTrue();

    evaluations(60);
    assertThat(heard.subList(1, heard.size()))
        .hasSizeBetween(10, 12)
        .allSatisfy(change -> assertThat(change.endsAt()).isEqualTo(resolvedAt));
    assertThat(rules.status().getFirst().rules().getFirst().alerts()).isEmpty();
  }

  @Test
  void anAlertThatFiresOnIsToldAgainAfterTheResendDelay() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    evaluations(20);
    // At 0 s, then whenever more than a minute has passed since the last time: every 90 s.
    assertThat(heard).hasSize(7);
  }

  @Test
  void keepFiringForHoldsAnAlertThatLostItsValue() {
    apply(group(downKept(Duration.ZERO, Duration.ofMinutes(2))));
    jobIsDown();
    evaluations(1);
    jobIsUp();
    evaluations(4);
    assertThat(state()).isEqualTo(AlertState.FIRING);
    assertThat(firstRule().alerts().getFirst().keepFiringSince()).isNotNull();
    evaluations(1);
    assertThat(state()).isEqualTo(AlertState.INACTIVE);
  }

  @Test
  void aValueThatComesBackStartsKeepFiringForAnew() {
    apply(group(downKept(Duration.ZERO, Duration.ofMinutes(2))));
    jobIsDown();
    evaluations(1);
    jobIsUp();
    evaluations(3);
    jobIsDown();
    evaluations(1);
    assertThat(firstRule().alerts().getFirst().keepFiringSince()).isNull();
    jobIsUp();
    evaluations(4);
    assertThat(state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void labelsAndAnnotationsAreTemplates() {
    apply(
        group(
            new AlertingRule(
                "Down",
                "up == 0",
                Duration.ZERO,
                Duration.ZERO,
                Map.of("host", "{{ $labels.job }}-host", "job", ""),
                Map.of(
                    "summary",
                    "{{ $labels.job }} has {{ $value }}",
                    "bad",
                    "{{ template \"nope\" }}"))));
    jobIsDown();
    evaluations(1);
    AlertChange change = heard.getFirst();
    assertThat(change.labels()).isEqualTo(Labels.of("alertname", "Down", "host", "a-host"));
    assertThat(change.annotations().get("summary")).isEqualTo("a has 0");
    assertThat(change.annotations().get("bad")).startsWith("<error expanding template: ");
  }

  @Test
  void alertsAreWrittenAsSeriesAndEndWithTheAlert() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    // The state of before is looked up after the second evaluation; until then nothing is written.
    evaluations(4);
    assertThat(series.of(ALERTS_FIRING).values()).containsExactly(1.0, 1.0);
    Instant activeAt = firstRule().alerts().getFirst().activeAt();
    assertThat(series.of(FOR_STATE).values())
        .containsOnly((double) activeAt.getEpochSecond())
        .hasSize(2);

    jobIsUp();
    evaluations(1);
    assertThat(series.ended(ALERTS_FIRING)).isTrue();
    assertThat(series.ended(FOR_STATE)).isTrue();
  }

  @Test
  void aStateChangeEndsTheSeriesOfTheStateBefore() {
    apply(group(down(Duration.ofMinutes(2))));
    jobIsDown();
    evaluations(6);
    assertThat(
            series.ended(
                "__name__", "ALERTS", "alertname", "Down", "alertstate", "pending", "job", "a"))
        .isTrue();
    assertThat(series.ended(ALERTS_FIRING)).isFalse();
  }

  @Test
  void recordedSeriesHaveTheRulesNameAndLabelsAndEndWhenTheyVanish() {
    apply(
        new RuleGroup(
            "g",
            "f",
            INTERVAL,
            0,
            Duration.ofSeconds(10),
            Map.of("team", "ops"),
            List.of(new RecordingRule("job:up:sum", "sum(up)", Map.of("env", "")))));
    evaluator.answer("sum(up)", sample(3, "__name__", "up", "job", "a", "env", "x"));
    evaluations(2);
    String[] recorded = {"__name__", "job:up:sum", "job", "a", "team", "ops"};
    assertThat(series.of(recorded).values()).containsExactly(3.0, 3.0);
    assertThat(evaluator.times()).isEqualTo(List.copyOf(series.of(recorded).keySet()));
    evaluator.answer("sum(up)");
    evaluations(1);
    assertThat(series.ended(recorded)).isTrue();
  }

  @Test
  void laterRulesSeeWhatEarlierOnesRecordedAtTheSameInstant() {
    List<Integer> samplesSeen = new ArrayList<>();
    RecordingRule first = new RecordingRule("a", "one", Map.of());
    RecordingRule second = new RecordingRule("b", "two", Map.of());
    evaluator.answer("one", sample(1));
    evaluator.onEvaluate("two", () -> samplesSeen.add(series.of("__name__", "a").size()));
    apply(group(first, second));
    evaluations(2);
    assertThat(samplesSeen).containsExactly(1, 2);
  }

  @Test
  void aRuleThatFailsKeepsItsAlertsAndSaysWhy() {
    apply(group(down(Duration.ZERO), new RecordingRule("ok", "1", Map.of())));
    jobIsDown();
    evaluations(1);
    evaluator.fail("up == 0");
    evaluations(1);
    assertThat(firstRule().health()).isEqualTo(Health.ERROR);
    assertThat(firstRule().lastError()).isEqualTo("many-to-many matching");
    assertThat(state()).isEqualTo(AlertState.FIRING);
    assertThat(rules.status().getFirst().rules().getLast().health()).isEqualTo(Health.OK);
    evaluator.heal("up == 0");
    evaluations(1);
    assertThat(firstRule().health()).isEqualTo(Health.OK);
  }

  @Test
  void alertsThatOnlyDifferInWhatTheRuleTakesAwayAreAnError() {
    apply(group(down(Duration.ZERO)));
    evaluator.answer(
        "up == 0", sample(0, "__name__", "up", "job", "a"), sample(0, "__name__", "x", "job", "a"));
    evaluations(1);
    assertThat(firstRule().lastError())
        .isEqualTo("vector contains metrics with the same labelset after applying alert labels");
    assertThat(heard).isEmpty();
  }

  @Test
  void moreAlertsThanTheLimitAreAnErrorAndNone() {
    apply(named("g", 1, down(Duration.ZERO)));
    evaluator.answer("up == 0", sample(0, "job", "a"), sample(0, "job", "b"));
    evaluations(1);
    assertThat(firstRule().lastError()).isEqualTo("exceeded limit of 1 with 2 alerts");
    assertThat(firstRule().alerts()).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void moreSeriesThanTheLimitAreAnErrorAndNone() {
    apply(named("g", 1, new RecordingRule("r", "up", Map.of())));
    evaluator.answer("up", sample(0, "job", "a"), sample(0, "job", "b"));
    evaluations(1);
    assertThat(firstRule().lastError()).isEqualTo("exceeded limit of 1 with 2 series");
    assertThat(series.of("__name__", "r", "job", "a")).isEmpty();
  }

  @Test
  void externalLabelsAreAddedToWhatRoutingHearsUnlessTheAlertHasThem() {
    options = options.withExternalLabels(Labels.of("region", "eu", "job", "other"));
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    evaluations(1);
    assertThat(heard.getFirst().labels())
        .isEqualTo(Labels.of("alertname", "Down", "job", "a", "region", "eu"));
  }

  @Test
  void groupsAreEvaluatedAtInstantsOfTheirOwnThatSurviveRestarts() {
    apply(named("one", 0, new RecordingRule("a", "a", Map.of())));
    evaluations(3);
    List<Long> before = List.copyOf(evaluator.times());
    assertThat(before).hasSize(3);
    rules.close();
    clock.advance(Duration.ofSeconds(7));
    rules = manager();
    apply(named("one", 0, new RecordingRule("a", "a", Map.of())));
    evaluations(1);
    long phase = before.getFirst() % INTERVAL.toMillis();
    assertThat(evaluator.times()).hasSize(4).allMatch(t -> t % INTERVAL.toMillis() == phase);
    assertThat(phase).isNotZero();
  }

  @Test
  void aSlowEvaluationLeavesOutTheInstantsItMissed() {
    evaluator.onceOnEvaluate(
        "slow", () -> clock.jumpTo(clock.instant().plus(INTERVAL.multipliedBy(3))));
    apply(group(new RecordingRule("a", "slow", Map.of())));
    evaluations(6);
    List<Long> times = evaluator.times();
    assertThat(times.get(1) - times.get(0)).isEqualTo(INTERVAL.multipliedBy(3).toMillis());
    assertThat(rules.status().getFirst().missed()).isEqualTo(2);
  }

  @Test
  void aClockThatIsSetBackDoesNotStopARule() {
    apply(group(new RecordingRule("a", "a", Map.of())));
    evaluations(2);
    evaluator.onceOnEvaluate("a", () -> clock.jumpTo(START));
    evaluations(1);
    int before = evaluator.times().size();
    evaluations(4);
    assertThat(evaluator.times()).hasSizeGreaterThanOrEqualTo(before + 3);
  }

  @Test
  void aReloadKeepsTheAlertsOfRulesThatDidNotChange() {
    apply(group(down(Duration.ofMinutes(2))));
    jobIsDown();
    evaluations(3);
    Instant activeAt = firstRule().alerts().getFirst().activeAt();
    apply(group(new RecordingRule("new", "1", Map.of()), down(Duration.ofMinutes(2))));
    evaluations(2);
    RuleStatus kept = rules.status().getFirst().rules().getLast();
    assertThat(kept.state()).isEqualTo(AlertState.FIRING);
    assertThat(kept.alerts().getFirst().activeAt()).isEqualTo(activeAt);
  }

  @Test
  void aLongerForMakesAFiringAlertPendAgain() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    evaluations(2);
    apply(group(down(Duration.ofHours(1))));
    evaluations(1);
    assertThat(state()).isEqualTo(AlertState.PENDING);
  }

  @Test
  void aReloadEndsTheSeriesOfRulesThatAreGone() {
    evaluator.answer("1", sample(1));
    RecordingRule a = new RecordingRule("a", "1", Map.of());
    RecordingRule b = new RecordingRule("b", "1", Map.of());
    apply(group(a, b));
    evaluations(1);
    apply(group(a));
    evaluations(1);
    assertThat(series.ended("__name__", "b")).isTrue();
    assertThat(series.ended("__name__", "a")).isFalse();
  }

  @Test
  void aGroupThatIsGoneEndsItsSeriesAfterTwoIntervals() {
    evaluator.answer("1", sample(1));
    apply(named("old", 0, new RecordingRule("a", "1", Map.of())));
    evaluations(1);
    apply();
    evaluations(1);
    assertThat(series.ended("__name__", "a")).isFalse();
    evaluations(1);
    assertThat(series.ended("__name__", "a")).isTrue();
  }

  @Test
  void aBadExpressionLeavesTheRulesOfBeforeAtWork() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    assertThatThrownBy(() -> apply(group(new RecordingRule("a", "!", Map.of()))))
        .isInstanceOf(QueryException.class);
    evaluations(1);
    assertThat(state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void aTextThatIsNoTemplateIsRefused() {
    AlertingRule bad =
        new AlertingRule(
            "Bad", "up", Duration.ZERO, Duration.ZERO, Map.of(), Map.of("a", "{{ nope }}"));
    assertThatThrownBy(() -> apply(group(bad)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("function \"nope\" not defined");
  }

  @Test
  void twoGroupsOfOneNameInAFileAreRefused() {
    assertThatThrownBy(() -> apply(group(), group()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("groupname: \"g\" is repeated in rules.yml");
  }

  @Test
  void readinessIsToldOnceWhenEveryGroupWasEvaluated() {
    apply(
        named("a", 0, down(Duration.ZERO)),
        new RuleGroup("slow", "f", Duration.ofMinutes(5), 0, Duration.ZERO, Map.of(), List.of()));
    clock.advance(Duration.ofSeconds(31));
    assertThat(ready).isZero();
    clock.advance(Duration.ofMinutes(5));
    assertThat(ready).isEqualTo(1);
    apply(group(down(Duration.ZERO)));
    evaluations(3);
    assertThat(ready).isEqualTo(1);
  }

  @Test
  void withoutGroupsReadinessIsImmediate() {
    apply();
    assertThat(ready).isEqualTo(1);
  }

  /** Runs until the alert fires, restarts after a pause, and says when it fires again. */
  private Duration firesAgainAfter(Duration holdFor, Duration active, Duration downtime) {
    apply(group(down(holdFor)));
    jobIsDown();
    clock.advance(active);
    rules.close();
    clock.advance(downtime);
    heard.clear();
    Instant restarted = clock.instant();
    rules = manager();
    apply(group(down(holdFor)));
    while (heard.isEmpty() && clock.instant().isBefore(restarted.plus(Duration.ofHours(3)))) {
      evaluations(1);
    }
    return Duration.between(restarted, clock.instant());
  }

  @Test
  void anAlertThatFiredBeforeARestartFiresSoonAfterIt() {
    assertThat(firesAgainAfter(Duration.ofMinutes(20), Duration.ofHours(1), Duration.ofMinutes(5)))
        .isLessThanOrEqualTo(INTERVAL.multipliedBy(3));
  }

  @Test
  void theTimeDownDoesNotCountTowardsFor() {
    // 45 of 60 minutes had passed, so 15 remain, whatever the pause.
    assertThat(firesAgainAfter(Duration.ofHours(1), Duration.ofMinutes(45), Duration.ofMinutes(20)))
        .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(18));
  }

  @Test
  void aRestoredAlertPendsAtLeastForTheGracePeriod() {
    // Two minutes remain, but ten are granted.
    assertThat(firesAgainAfter(Duration.ofHours(1), Duration.ofMinutes(58), Duration.ofMinutes(5)))
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
  }

  @Test
  void afterTooLongAnOutageAnAlertStartsAnew() {
    assertThat(firesAgainAfter(Duration.ofHours(1), Duration.ofMinutes(45), Duration.ofHours(2)))
        .isGreaterThanOrEqualTo(Duration.ofHours(1));
  }

  @Test
  void everyDecisionSaysWhichAlertAndTheValue() {
    apply(group(down(Duration.ZERO)));
    jobIsDown();
    evaluations(1);
    jobIsUp();
    evaluations(1);
    String fingerprint = Labels.of("alertname", "Down", "job", "a").fingerprintText();
    assertThat(
            decisions.stream()
                .collect(Collectors.groupingBy(DecisionRecord::subject))
                .get(fingerprint))
        .extracting(DecisionRecord::outcome)
        .containsExactly("pending", "firing", "resolved");
    assertThat(decisions).allSatisfy(d -> assertThat(d.details()).containsEntry("value", "0.0"));
  }
}
