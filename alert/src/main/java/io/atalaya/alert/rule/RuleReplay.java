package io.atalaya.alert.rule;

import io.atalaya.model.Evaluator;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.time.Instant;
import java.util.List;

/**
 * Rules evaluated at instants that the caller chooses, for tests of rules: no clock runs, nobody is
 * told of the alerts, and there is no state of before to restore. For one thread.
 */
public final class RuleReplay {
  private final ChosenTime time = new ChosenTime();
  private final List<RunningGroup> groups;

  /** The instant of the evaluation; nothing can be scheduled. */
  private static final class ChosenTime implements Scheduler {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public Task at(Instant when, String what, Runnable task) {
      throw new UnsupportedOperationException("no clock runs here");
    }
  }

  /**
   * Rules without any state.
   *
   * @param wanted in the order of evaluation
   * @param samples where recorded series go
   * @throws io.atalaya.model.QueryException if an expression is no PromQL
   * @throws io.atalaya.alert.template.TemplateException if a text is no template
   */
  public RuleReplay(
      List<RuleGroup> wanted, Evaluator evaluator, SampleSink samples, RuleOptions options) {
    groups = wanted.stream().map(group -> create(group, evaluator, samples, options)).toList();
  }

  private RunningGroup create(
      RuleGroup group, Evaluator evaluator, SampleSink samples, RuleOptions options) {
    return new RunningGroup(
        group,
        RunningRule.of(group, evaluator, options, record -> {}, true),
        time,
        new RuleTimes(time),
        () -> samples.open(options.tenant(), group.key()),
        changes -> {},
        null,
        null,
        () -> {});
  }

  /** Evaluates all groups, each as if this were its instant. */
  public void evaluate(Instant at) {
    time.now = at;
    groups.forEach(group -> group.evaluateAt(at));
  }

  /** All groups as the last evaluation left them. */
  public List<GroupStatus> status() {
    return groups.stream().map(RunningGroup::status).toList();
  }
}
