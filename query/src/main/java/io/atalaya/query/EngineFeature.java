package io.atalaya.query;

import java.util.Arrays;
import java.util.Optional;

/** Ways to evaluate that are off unless asked for, with the names Prometheus gives them. */
public enum EngineFeature {
  /**
   * Names are dropped at the end of a query only, so that {@code label_replace} still sees them.
   */
  DELAYED_NAME_REMOVAL("promql-delayed-name-removal"),

  /** The label {@code __type__} tells whether a metric is a counter. */
  TYPE_AND_UNIT_LABELS("type-and-unit-labels"),

  /** Statistics of a query may have its samples by step. */
  PER_STEP_STATS("promql-per-step-stats"),

  /** Start times of counters count as resets. */
  USE_START_TIMESTAMPS("use-start-timestamps");

  private final String flag;

  EngineFeature(String flag) {
    this.flag = flag;
  }

  /** The feature of that name. */
  public static Optional<EngineFeature> ofFlag(String flag) {
    return Arrays.stream(values()).filter(f -> f.flag.equals(flag)).findFirst();
  }
}
