package io.atalaya.alert.rule;

import io.atalaya.model.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule and what became of its last evaluation.
 *
 * @param rule as configured
 * @param labels the rule's labels and those of its group
 * @param health whether it works
 * @param lastError why it does not; empty if it does
 * @param lastEvaluation when it was last evaluated, or null
 * @param evaluationTime how long that took
 * @param alerts its alerts that are pending or fire, by labels; none for a recording rule
 */
public record RuleStatus(
    Rule rule,
    Map<String, String> labels,
    Health health,
    String lastError,
    @Nullable Instant lastEvaluation,
    Duration evaluationTime,
    List<AlertStatus> alerts) {
  public RuleStatus {
    alerts = List.copyOf(alerts);
  }

  /** Whether a rule works. */
  public enum Health {
    /** It was not evaluated yet. */
    UNKNOWN("unknown"),
    OK("ok"),
    ERROR("err");

    private final String text;

    Health(String text) {
      this.text = text;
    }

    /** The name in the API. */
    public String text() {
      return text;
    }
  }

  /** The most serious state of its alerts. */
  public AlertState state() {
    return alerts.stream()
        .map(AlertStatus::state)
        .max(Comparator.naturalOrder())
        .orElse(AlertState.INACTIVE);
  }
}
