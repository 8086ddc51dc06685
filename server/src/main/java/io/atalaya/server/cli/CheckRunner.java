package io.atalaya.server.cli;

import io.atalaya.collect.check.CheckStatus;
import io.atalaya.server.config.Configuration;
import java.util.List;

/** Evaluates checks without a server. */
@FunctionalInterface
public interface CheckRunner {
  /** Evaluates all of them, once each time it is called. */
  @FunctionalInterface
  interface Rounds {
    /** Asks now and says how they are, in the order of the configuration. */
    List<CheckStatus> next();
  }

  /**
   * Rounds of the checks of a configuration.
   *
   * @param remembers whether thresholds count over the rounds
   */
  Rounds begin(Configuration configuration, boolean remembers);
}
