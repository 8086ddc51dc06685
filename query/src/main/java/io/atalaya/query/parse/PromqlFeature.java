package io.atalaya.query.parse;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Parts of the language that are switched on by name, with Prometheus' names. */
public enum PromqlFeature {
  /** Functions and aggregations marked experimental. */
  EXPERIMENTAL_FUNCTIONS("promql-experimental-functions"),

  /** Arithmetic where a duration is expected; always on since Prometheus 3.13. */
  DURATION_EXPR("promql-duration-expr"),

  /** {@code anchored} and {@code smoothed}. */
  EXTENDED_RANGE_SELECTORS("promql-extended-range-selectors"),

  /** {@code fill}, {@code fill_left} and {@code fill_right}. */
  BINOP_FILL_MODIFIERS("promql-binop-fill-modifiers");

  private final String flag;

  PromqlFeature(String flag) {
    this.flag = flag;
  }

  /** The name that {@code --enable-feature} takes. */
  public String flag() {
    return flag;
  }

  /** The feature of that name. */
  public static Optional<PromqlFeature> ofFlag(String flag) {
    return Arrays.stream(values()).filter(f -> f.flag.equals(flag)).findFirst();
  }

  /** What Prometheus 3.14 has on without being asked. */
  public static Set<PromqlFeature> defaults() {
    return EnumSet.of(DURATION_EXPR);
  }
}
