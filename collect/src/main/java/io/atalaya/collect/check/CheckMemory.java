package io.atalaya.collect.check;

import java.time.Instant;
import java.util.Map;

/**
 * What was held to be true of the checks before this process began, so that a restart neither tells
 * of a recovery nor counts failures from zero. Implemented by whoever can read the stored series.
 */
@FunctionalInterface
public interface CheckMemory {
  /** The last states, by name of the check; asked once. */
  Map<String, Held> recall();

  /**
   * One state.
   *
   * @param state up, degraded or down
   * @param since since when, as far as is known
   */
  record Held(CheckState state, Instant since) {}
}
