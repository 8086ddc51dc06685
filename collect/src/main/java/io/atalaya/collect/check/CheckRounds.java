package io.atalaya.collect.check;

import io.atalaya.model.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * All checks of a plan, evaluated side by side, once or in rounds: for a command without a server.
 * For one caller at a time.
 */
public final class CheckRounds {
  private final CheckPlan plan;
  private final ProbeContext context;
  private final Scheduler scheduler;
  private final OneEvaluation evaluation;
  private final Map<String, Judge> judges = new HashMap<>();
  private final boolean remembers;

  /**
   * Rounds of a plan.
   *
   * @param remembers whether thresholds count over the rounds; else each round stands for itself
   */
  public CheckRounds(CheckPlan plan, ProbeContext context, Scheduler scheduler, boolean remembers) {
    this.plan = plan;
    this.context = context;
    this.scheduler = scheduler;
    this.evaluation = new OneEvaluation(context, scheduler);
    this.remembers = remembers;
  }

  /** Evaluates all; the states come in the order of the plan, once all are there. */
  public CompletableFuture<List<CheckStatus>> next() {
    Instant began = scheduler.instant();
    return evaluation.of(plan.checks()).thenApply(results -> judged(began, results));
  }

  private List<CheckStatus> judged(Instant began, List<OneEvaluation.Result> results) {
    Set<String> failing = new HashSet<>();
    for (OneEvaluation.Result result : results) {
      if (result.seen().verdict() == Observation.Verdict.DOWN) {
        failing.add(result.check().name());
      }
    }
    ConnectivityGuard guard =
        new ConnectivityGuard(plan.connectivity(), context.network(), scheduler);
    List<CheckStatus> statuses = new ArrayList<>();
    for (OneEvaluation.Result result : results) {
      statuses.add(judged(result, standing(result.check(), failing, guard), began));
    }
    return statuses;
  }

  /** A check of the same round. */
  private record Answered(String name, boolean fails) implements Standing.Parent {
    @Override
    public boolean failsSince(Instant began) {
      return fails;
    }
  }

  private Standing standing(CheckConfig check, Set<String> failing, ConnectivityGuard guard) {
    return new Standing(
        plan.maintenance().stream().filter(m -> m.concerns(check)).toList(),
        check.basics().dependsOn().stream()
            .map(name -> new Answered(name, failing.contains(name)))
            .toList(),
        guard);
  }

  private CheckStatus judged(OneEvaluation.Result result, Standing standing, Instant began) {
    CheckConfig check = result.check();
    Judge judge =
        remembers
            ? judges.computeIfAbsent(
                check.name(), _ -> new Judge(check.basics().judgement(), began))
            : new Judge(check.basics().judgement().atOnce(), began);
    boolean wasDown = judge.held() == CheckState.DOWN;
    Observation seen = result.seen();
    Ruling ruling = standing.rule(check, seen.verdict(), wasDown, began, began);
    judge.take(ruling.found(), ruling.inMaintenance(), began);
    return new CheckStatus(
        check,
        judge.state(),
        judge.since(),
        judge.failures(),
        ruling.note(),
        ruling.maintenance(),
        List.of(),
        began,
        seen,
        null);
  }
}
