package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attempts that never throw: a bug of ours makes the check unknown, not its target down. */
final class Attempts {
  private static final Logger log = LoggerFactory.getLogger(Attempts.class);

  private Attempts() {}

  static Observation make(Prober prober, CheckConfig check) {
    try {
      return prober.probe();
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      // Errors too: a check that ended without a word would be the worst of all answers.
      log.error("Check {} failed for a reason of our own", check.name(), e);
      return new Observation(Verdict.UNKNOWN, "internal", "internal error: " + e, 0, List.of());
    }
  }
}
