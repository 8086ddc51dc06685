package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;

/** What one evaluation says once it is known whether it can say anything about the target. */
enum Finding {
  UP,
  DEGRADED,
  DOWN,
  /** It fails, and so does something it depends on. */
  UNREACHABLE,
  /** Nothing can be said, for a reason of our own. */
  UNKNOWN;

  static Finding of(Verdict verdict) {
    return switch (verdict) {
      case UP -> UP;
      case DEGRADED -> DEGRADED;
      case DOWN -> DOWN;
      case UNKNOWN -> UNKNOWN;
    };
  }
}
