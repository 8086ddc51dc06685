package io.atalaya.alert.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of rules and what became of its last evaluation.
 *
 * @param group as configured
 * @param lastEvaluation when it was last evaluated, or null
 * @param evaluationTime how long that took
 * @param evaluations how often it was evaluated
 * @param missed evaluations left out because the one before took too long
 * @param failures evaluations of single rules that failed
 * @param rules in the order of evaluation
 */
public record GroupStatus(
    RuleGroup group,
    @Nullable Instant lastEvaluation,
    Duration evaluationTime,
    long evaluations,
    long missed,
    long failures,
    List<RuleStatus> rules) {
  public GroupStatus {
    rules = List.copyOf(rules);
  }
}
