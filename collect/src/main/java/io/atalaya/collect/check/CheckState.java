package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import java.util.Locale;

/**
 * What is held to be true of a check's target, judged over several evaluations.
 *
 * <pre>
 *   UNKNOWN   → UP, DEGRADED   first good evaluation
 *   UP        ⇄ DEGRADED       each good evaluation says which
 *   any       → DOWN           failure_threshold failed evaluations in a row
 *   DOWN      → UP, DEGRADED   success_threshold good evaluations in a row
 *   any       → UNKNOWN        an evaluation that can say nothing, for a reason of our own
 * </pre>
 */
public enum CheckState {
  UP,
  DEGRADED,
  DOWN,
  UNKNOWN;

  /** The word in labels and APIs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CheckState ofGood(Verdict verdict) {
    return verdict == Verdict.DEGRADED ? DEGRADED : UP;
  }
}
