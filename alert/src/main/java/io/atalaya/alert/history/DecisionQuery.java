package io.atalaya.alert.history;

import io.atalaya.model.DecisionRecord;
import java.time.Instant;
import java.util.Set;

/**
 * Which decisions are wanted.
 *
 * @param subjects fingerprints and group keys; none for all
 * @param steps who decided; none for everybody
 * @param since not before this
 * @param until not after this
 * @param limit how many at most, the newest
 */
public record DecisionQuery(
    Set<String> subjects, Set<DecisionRecord.Step> steps, Instant since, Instant until, int limit) {
  public DecisionQuery {
    subjects = Set.copyOf(subjects);
    steps = Set.copyOf(steps);
  }

  boolean wants(DecisionRecord decision) {
    return (subjects.isEmpty() || subjects.contains(decision.subject()))
        && (steps.isEmpty() || steps.contains(decision.step()))
        && !decision.at().isBefore(since)
        && !decision.at().isAfter(until);
  }
}
