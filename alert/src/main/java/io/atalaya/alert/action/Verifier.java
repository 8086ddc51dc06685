package io.atalaya.alert.action;

import io.atalaya.alert.receiver.ActionConfig.Verification;
import io.atalaya.model.Evaluator;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.Scheduler;
import io.atalaya.model.StorageException;
import java.time.Instant;

/** Asks after a run whether it helped, again and again until it did or its time is over. */
final class Verifier {
  private final Scheduler scheduler;
  private final Evaluator evaluator;
  private final String tenant;

  Verifier(Scheduler scheduler, Evaluator evaluator, String tenant) {
    this.scheduler = scheduler;
    this.evaluator = evaluator;
    this.tenant = tenant;
  }

  /** Hears the verdict. */
  @FunctionalInterface
  interface Verdict {
    /**
     * The end of the verification.
     *
     * @param reason one sentence
     */
    void told(boolean helped, String reason);
  }

  /** Begins; the verdict comes later, on a thread of the scheduler. */
  void verify(Verification wanted, String targetLabel, String target, Verdict verdict) {
    Instant first = scheduler.instant().plus(wanted.after());
    Instant last = first.plus(wanted.within());
    scheduler.at(
        first, "verification of an action", () -> ask(wanted, targetLabel, target, last, verdict));
  }

  private void ask(
      Verification wanted, String targetLabel, String target, Instant last, Verdict verdict) {
    String trouble = "";
    try {
      if (holds(wanted.expression(), targetLabel, target)) {
        verdict.told(true, "it helped: " + wanted.expression());
        return;
      }
    } catch (QueryException | StorageException e) {
      trouble = "; the query failed: " + e.getMessage();
    }
    Instant next = scheduler.instant().plus(Verification.PAUSE);
    if (next.isAfter(last)) {
      verdict.told(false, "it did not help: no answer to " + wanted.expression() + trouble);
      return;
    }
    scheduler.at(
        next, "verification of an action", () -> ask(wanted, targetLabel, target, last, verdict));
  }

  private boolean holds(String expression, String targetLabel, String target) {
    QueryValue value =
        evaluator.prepare(expression).at(tenant, scheduler.instant().toEpochMilli()).value();
    return switch (value) {
      case QueryValue.Vector vector ->
          vector.samples().stream()
              .map(QueryValue.Sample::labels)
              .anyMatch(l -> !l.has(targetLabel) || l.get(targetLabel).equals(target));
      case QueryValue.Scalar scalar -> scalar.value() != 0;
      case QueryValue.Text _, QueryValue.Matrix _ -> false;
    };
  }
}
