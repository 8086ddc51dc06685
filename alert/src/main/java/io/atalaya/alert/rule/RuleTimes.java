package io.atalaya.alert.rule;

import io.atalaya.model.DurationSummary;
import java.time.InstantSource;

/**
 * How long evaluations take.
 *
 * @param rules of single rules
 * @param groups of whole groups
 */
public record RuleTimes(DurationSummary rules, DurationSummary groups) {
  RuleTimes(InstantSource clock) {
    this(new DurationSummary(clock), new DurationSummary(clock));
  }
}
