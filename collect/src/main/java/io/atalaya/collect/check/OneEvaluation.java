package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One evaluation of each of some checks, all at the same time and without any memory of others: for
 * a command that asks once. Retries count, thresholds do not.
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
    List<CompletableFuture<Result>> all = checks.stream().map(this::start).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Result> start(CheckConfig check) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    Prober prober = check.prober(context);
    String what = "check " + check.name();
    scheduler.at(scheduler.instant(), what, () -> attempt(check, prober, 0, result));
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
