package io.atalaya.model;

import java.time.Instant;
import java.util.Map;

/**
 * One decision that a stage took: what {@code explain}, {@code simulate} and {@code backtest} tell
 * of.
 *
 * @param at when
 * @param step which stage decided
 * @param subject what it was about: an alert's fingerprint text, or a group key
 * @param outcome short word for the result, such as {@code firing}, {@code silenced}, {@code
 *     delivered}
 * @param reason one sentence for people
 * @param details figures and names that led to it, without secrets
 */
public record DecisionRecord(
    Instant at,
    Step step,
    String subject,
    String outcome,
    String reason,
    Map<String, String> details) {
  /** Who decided, in the order of the flow. */
  public enum Step {
    CHECK,
    RULE,
    ROUTE,
    GROUP,
    INHIBIT,
    SILENCE,
    MUTE,
    NOTIFY,
    ACTION
  }

  public DecisionRecord {
    details = Map.copyOf(details);
  }
}
