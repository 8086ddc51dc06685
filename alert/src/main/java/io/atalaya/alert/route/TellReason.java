package io.atalaya.alert.route;

import io.atalaya.alert.outbox.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Why a receiver is told of a group now, or why not: Alertmanager's deduplication. */
enum TellReason {
  FIRST("first notification"),
  NEW_ALERTS("new alerts added"),
  SOME_RESOLVED("some alerts resolved"),
  ALL_RESOLVED("all alerts resolved"),
  REPEAT("repeat interval elapsed"),
  NONE("nothing new, and the repeat interval is not over"),
  NEVER_TOLD("all alerts resolved before anything was told");

  private final String text;

  TellReason(String text) {
    this.text = text;
  }

  /** For people. */
  String text() {
    return text;
  }

  boolean tells() {
    return this != NONE && this != NEVER_TOLD;
  }

  /**
   * Decides.
   *
   * @param told what the receiver knows
   * @param firing fingerprints of the group's alerts that fire
   * @param resolved fingerprints of those that do not
   * @param sendResolved whether the receiver wants to hear of ends
   */
  static TellReason of(
      Optional<Told> told,
      Set<Long> firing,
      Set<Long> resolved,
      boolean sendResolved,
      Duration repeatInterval,
      Instant now) {
    if (told.isEmpty()) {
      return firing.isEmpty() ? NEVER_TOLD : FIRST;
    }
    Told known = told.get();
    if (!known.firing().containsAll(firing)) {
      return known.firing().isEmpty() ? FIRST : NEW_ALERTS;
    }
    if (firing.isEmpty()) {
      // Without regard to sendResolved: the knowledge has to change in any case.
      return known.firing().isEmpty() ? NEVER_TOLD : ALL_RESOLVED;
    }
    if (sendResolved && !known.resolved().containsAll(resolved)) {
      return SOME_RESOLVED;
    }
    return known.at().isBefore(now.minus(repeatInterval)) ? REPEAT : NONE;
  }
}
