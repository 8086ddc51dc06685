package io.atalaya.collect.check;

import static io.atalaya.collect.check.CheckState.DEGRADED;
import static io.atalaya.collect.check.CheckState.DOWN;
import static io.atalaya.collect.check.CheckState.FLAPPING;
import static io.atalaya.collect.check.CheckState.MAINTENANCE;
import static io.atalaya.collect.check.CheckState.PAUSED;
import static io.atalaya.collect.check.CheckState.UNKNOWN;
import static io.atalaya.collect.check.CheckState.UNREACHABLE;
import static io.atalaya.collect.check.CheckState.UP;

import java.time.Instant;

/**
 * Holds the state of one check; the only one to change it. For one thread at a time.
 *
 * <p>Beneath the state that is shown lies the one that is <em>held</em>: unknown, up, degraded or
 * down, by the thresholds alone. What says nothing about the target (a fault of ours, something it
 * depends on, a failure while work is planned) changes only what is shown. So a target that was
 * down is not told to have recovered because we lost our network.
 */
final class Judge {
  private final Judgement rules;
  private final Recent failed;
  private final Recent changes;
  private CheckState held = UNKNOWN;
  private CheckState shown = UNKNOWN;
  private Instant since;
  private int failures;
  private int successes;
  private int steady;
  private boolean flapping;
  private boolean maintained;

  Judge(Judgement rules, Instant now) {
    this.rules = rules;
    this.failed = new Recent(rules.failureWindow());
    this.changes = new Recent(rules.flapping().window());
    this.since = now;
  }

  /** Goes on from what was held before a restart or a change of the configuration. */
  void resume(CheckState before, Instant heldSince) {
    if (before == UP || before == DEGRADED || before == DOWN) {
      held = before;
      shown = before;
      since = heldSince;
    }
  }

  /** Is not asked any more, and forgets what it holds. */
  void pause(Instant now) {
    held = UNKNOWN;
    failures = 0;
    successes = 0;
    steady = 0;
    flapping = false;
    maintained = false;
    failed.clear();
    changes.clear();
    become(PAUSED, now);
  }

  /** Takes what one evaluation found. */
  void take(Finding found, boolean inMaintenance, Instant now) {
    if (inMaintenance && !maintained) {
      failed.clear();
      failures = 0;
    }
    maintained = inMaintenance;
    CheckState before = held;
    switch (found) {
      case UP -> good(UP);
      case DEGRADED -> good(DEGRADED);
      case DOWN -> bad(inMaintenance);
      case UNREACHABLE, UNKNOWN -> {}
    }
    boolean counts = found == Finding.UP || found == Finding.DEGRADED || found == Finding.DOWN;
    if (counts && !inMaintenance) {
      watchFlapping(before != UNKNOWN && (before == DOWN) != (held == DOWN));
    }
    become(inMaintenance ? MAINTENANCE : shownFor(found), now);
  }

  private void good(CheckState which) {
    failures = 0;
    successes++;
    failed.add(false);
    if (held != DOWN) {
      held = which;
    } else if (successes >= rules.successThreshold()) {
      held = which;
      failed.clear();
    }
  }

  private void bad(boolean inMaintenance) {
    successes = 0;
    if (!inMaintenance) {
      failures++;
      failed.add(true);
      held = failed.count() >= rules.failureThreshold() ? DOWN : held;
    }
  }

  private void watchFlapping(boolean changed) {
    int limit = rules.flapping().changes();
    changes.add(changed);
    steady = changed ? 0 : steady + 1;
    if (flapping && steady >= rules.flapping().steady()) {
      flapping = false;
      changes.clear();
    } else if (limit > 0 && changes.count() >= limit) {
      flapping = true;
    }
  }

  private CheckState shownFor(Finding found) {
    CheckState known = flapping ? FLAPPING : held;
    return switch (found) {
      case UP, DEGRADED, DOWN -> known;
      case UNREACHABLE -> held == DOWN ? known : UNREACHABLE;
      case UNKNOWN -> UNKNOWN;
    };
  }

  private void become(CheckState next, Instant now) {
    if (next != shown) {
      shown = next;
      since = now;
    }
  }

  CheckState state() {
    return shown;
  }

  /**
   * Whether it is down as far as is known: also while nothing new can be said about it, but not
   * while work is planned.
   */
  boolean down() {
    return shown == DOWN || (shown == UNKNOWN && held == DOWN && !flapping);
  }

  /** The state by the thresholds alone. */
  CheckState held() {
    return held;
  }

  Instant since() {
    return since;
  }

  /** Failed evaluations in a row. */
  int failures() {
    return failures;
  }
}
