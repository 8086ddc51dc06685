package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import java.time.Instant;

/** Holds the state of one check; the only one to change it. For one thread at a time. */
final class Judge {
  private final Judgement rules;
  private CheckState state = CheckState.UNKNOWN;
  private CheckState beforeUnknown = CheckState.UNKNOWN;
  private Instant since;
  private int failures;
  private int successes;

  Judge(Judgement rules, Instant now) {
    this.rules = rules;
    this.since = now;
  }

  /** Takes the verdict of one evaluation. */
  void take(Verdict verdict, Instant now) {
    switch (verdict) {
      case UP, DEGRADED -> good(verdict, now);
      case DOWN -> bad(now);
      case UNKNOWN -> {
        if (state != CheckState.UNKNOWN) {
          beforeUnknown = state;
        }
        become(CheckState.UNKNOWN, now);
      }
    }
  }

  private void good(Verdict verdict, Instant now) {
    failures = 0;
    successes++;
    boolean wasDown = known() == CheckState.DOWN;
    become(
        wasDown && successes < rules.successThreshold()
            ? CheckState.DOWN
            : CheckState.ofGood(verdict),
        now);
  }

  private void bad(Instant now) {
    successes = 0;
    failures++;
    boolean enough = failures >= rules.failureThreshold();
    become(enough ? CheckState.DOWN : known(), now);
  }

  /** The last state in which something was known. */
  private CheckState known() {
    return state == CheckState.UNKNOWN ? beforeUnknown : state;
  }

  private void become(CheckState next, Instant now) {
    if (next != state) {
      state = next;
      since = now;
    }
  }

  CheckState state() {
    return state;
  }

  Instant since() {
    return since;
  }

  int failures() {
    return failures;
  }
}
