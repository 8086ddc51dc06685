package io.atalaya.server.cli;

import io.atalaya.collect.check.CheckConfig;
import java.time.Duration;
import java.util.List;

/** Evaluates checks once, without a server. */
@FunctionalInterface
public interface CheckRunner {
  /** What one evaluation found. */
  enum State {
    UP,
    DEGRADED,
    /** Could not be found out, for a reason that lies with us. */
    UNKNOWN,
    DOWN
  }

  /**
   * One result.
   *
   * @param state what was found
   * @param reason why it is not up; empty if it is
   * @param duration how long it took, retries included
   */
  record Outcome(State state, String reason, Duration duration) {}

  /** Evaluates all of them, side by side; outcome {@code i} is that of check {@code i}. */
  List<Outcome> evaluate(List<CheckConfig> checks);
}
