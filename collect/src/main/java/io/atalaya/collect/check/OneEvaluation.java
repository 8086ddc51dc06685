package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One evaluation of each of some checks, side by side and without any memory of others: for a
 * command that asks once. Retries count, thresholds do not. Such a command asks with a program that
 * has just begun, so few begin at once, and a timeout while it is short of CPU says nothing.
 */
public final class OneEvaluation {
  private final ProbeContext context;
  private final Scheduler scheduler;

  /** A check, and what its last attempt saw. */
  public record Result(CheckConfig check, Observation seen) {}

  public OneEvaluation(Network network, Scheduler scheduler) {
    this(new ProbeContext(network, scheduler), scheduler);
  }

  OneEvaluation(ProbeContext context, Scheduler scheduler) {
    this.context = context;
    this.scheduler = scheduler;
  }

  /** Starts; the results come in the order of the checks, once all are there. */
  public CompletableFuture<List<Result>> of(List<CheckConfig> checks) {
    Overload overload = new Overload(scheduler);
    Turns turns = new Turns(scheduler);
    List<CompletableFuture<Result>> all =
        checks.stream().map(check -> start(check, overload, turns)).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, fault) -> overload.close())
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Result> start(CheckConfig check, Overload overload, Turns turns) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    Prober prober = overload.watching(check.prober(context));
    turns.queue("check " + check.name(), () -> attempt(check, prober, 0, result));
    return result;
  }

  private void attempt(
      CheckConfig check, Prober prober, int attempt, CompletableFuture<Result> result) {
    Observation seen = Attempts.make(prober, check);
    Judgement rules = check.basics().judgement();
    if (seen.verdict() == Verdict.DOWN && attempt < rules.retryAttempts()) {
      scheduler.at(
          scheduler.instant().plus(rules.retryDelay()),
          "check " + check.name(),
          () -> attempt(check, prober, attempt + 1, result));
    } else {
      result.complete(new Result(check, seen));
    }
  }
}
