package io.atalaya.collect.check;

import java.util.Locale;

/**
 * What is held to be true of a check's target, judged over several evaluations.
 *
 * <pre>
 *   UNKNOWN   → UP, DEGRADED   first good evaluation
 *   UP        ⇄ DEGRADED       each good evaluation says which
 *   any       → DOWN           failure_threshold failed evaluations among failure_window
 *   DOWN      → UP, DEGRADED   success_threshold good evaluations in a row
 *   any       → FLAPPING       too many changes between good and DOWN; ends when it is steady
 *   not DOWN  → UNREACHABLE    a failed evaluation while something it depends on fails too
 *   any       → MAINTENANCE    while a maintenance window is open
 *   any       → UNKNOWN        an evaluation that can say nothing, for a reason of our own
 *   any       → PAUSED         somebody does not want it asked; UNKNOWN follows
 * </pre>
 *
 * After the three before the last, what was held before counts again, until an evaluation says
 * otherwise. After a pause nothing is held: the check is judged anew.
 */
public enum CheckState {
  UP,
  DEGRADED,
  DOWN,
  FLAPPING,
  UNREACHABLE,
  MAINTENANCE,
  UNKNOWN,
  PAUSED;

  /** The word in labels and APIs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
