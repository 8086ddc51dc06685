package io.atalaya.alert.rule;

import io.atalaya.model.AlertSink;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Evaluator;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.SeriesSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rule groups at work. Groups are evaluated independently of each other, each at its own
 * instants.
 */
public final class RuleManager implements AutoCloseable {
  private static final String SERIES_KEY = "rules:";

  private final Scheduler scheduler;
  private final Evaluator evaluator;
  private final SampleSink samples;
  private final SeriesSource series;
  private final AlertSink alerts;
  private final DecisionSink decisions;
  private final Readiness readiness;
  private final RuleTimes times;

  private volatile Map<String, RunningGroup> groups = Map.of();

  private boolean started;
  private RuleOptions options;

  /**
   * A manager without groups.
   *
   * @param samples where recorded series go
   * @param series where the state of alerts before a restart is looked up
   * @param onReady told once, when every group of the first configuration has been evaluated once,
   *     or after 10 minutes: a group that is rarely evaluated must not keep everybody silent
   */
  public RuleManager(
      Scheduler scheduler,
      Evaluator evaluator,
      SampleSink samples,
      SeriesSource series,
      AlertSink alerts,
      DecisionSink decisions,
      RuleOptions options,
      Runnable onReady) {
    this.scheduler = scheduler;
    times = new RuleTimes(scheduler);
    this.evaluator = evaluator;
    this.samples = samples;
    this.series = series;
    this.alerts = alerts;
    this.decisions = decisions;
    this.options = options;
    readiness = new Readiness(onReady);
  }

  /**
   * Makes these groups the ones that are evaluated. A group that did not change goes on untouched;
   * in one that changed, rules with the same name and labels keep their state.
   *
   * @param newOptions what all rules share from now on
   * @throws io.atalaya.model.QueryException if an expression is no PromQL; then nothing changed
   * @throws io.atalaya.alert.template.TemplateException if a text is no template; then nothing
   *     changed
   * @throws IllegalArgumentException if two groups of a file have the same name; then nothing
   *     changed
   */
  public void apply(List<RuleGroup> wanted, RuleOptions newOptions) {
    swap(wanted, newOptions);
    readiness.configured(groups.keySet(), scheduler);
  }

  private synchronized void swap(List<RuleGroup> wanted, RuleOptions newOptions) {
    boolean sameOptions = options.equals(newOptions);
    Map<String, RunningGroup> before = groups;
    Map<String, RunningGroup> after = new LinkedHashMap<>();
    for (RuleGroup group : wanted) {
      RunningGroup old = before.get(group.key());
      boolean unchanged = sameOptions && old != null && old.group().equals(group);
      if (after.put(group.key(), unchanged ? old : create(group, newOptions)) != null) {
        throw new IllegalArgumentException(
            "groupname: \"" + group.name() + "\" is repeated in " + group.file());
      }
    }
    options = newOptions;
    after.forEach((key, group) -> replace(before.get(key), group));
    before.forEach((key, group) -> retire(after.containsKey(key), group));
    groups = after;
    started = true;
  }

  private RunningGroup create(RuleGroup group, RuleOptions newOptions) {
    boolean restore = !started;
    return new RunningGroup(
        group,
        RunningRule.of(group, evaluator, newOptions, decisions, !restore),
        scheduler,
        times,
        () -> samples.open(newOptions.tenant(), SERIES_KEY + group.key()),
        alerts,
        restore ? new StateRestorer(series, newOptions) : null,
        newOptions.threads(),
        () -> readiness.evaluated(group.key()));
  }

  private static void replace(@Nullable RunningGroup before, RunningGroup after) {
    if (before == after) {
      return;
    }
    if (before != null) {
      before.stop();
      after.takeOver(before);
    }
    after.start();
  }

  /** Waits two intervals before series end: a renamed group may go on with them. */
  private void retire(boolean replaced, RunningGroup group) {
    if (!replaced) {
      group.stop();
      scheduler.at(
          scheduler.instant().plus(group.group().interval().multipliedBy(2)),
          "end of series of rule group " + group.group().name(),
          group::endSeries);
    }
  }

  /** All groups in the order of the configuration, as their last evaluations left them. */
  public List<GroupStatus> status() {
    return groups.values().stream().map(RunningGroup::status).toList();
  }

  /** How long evaluations take, of all groups together. */
  public RuleTimes times() {
    return times;
  }

  /** Lets evaluations that run come to their end and starts no others. */
  @Override
  public void close() {
    groups.values().forEach(RunningGroup::stop);
  }
}
