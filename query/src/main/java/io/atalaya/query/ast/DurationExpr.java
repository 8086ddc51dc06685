package io.atalaya.query.ast;

/**
 * A length of time: a literal, or an expression that has a value once the step and the range of the
 * query are known. All values are seconds in floating point.
 */
public sealed interface DurationExpr {
  /** Where it stands in the query; of a parenthesised operation, what is inside. */
  PositionRange position();

  /**
   * A number, its sign included.
   *
   * @param seconds fits 64-bit nanoseconds
   * @param duration whether it was written as a duration such as {@code 5m}, not as a bare number
   */
  record Literal(double seconds, boolean duration, PositionRange position) implements DurationExpr {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The whole nanoseconds that Prometheus takes a range, an offset or a step of this to be. */
    public long nanos() {
      // Half away from zero, as Go rounds; Math.round would take -0.5 up.
      double nanos = seconds * NANOS_PER_SECOND;
      return nanos < 0 ? -Math.round(-nanos) : Math.round(nanos);
    }

    /** {@link #nanos()} in milliseconds, cut off: what the engine counts in. */
    public long millis() {
      return nanos() / NANOS_PER_MILLI;
    }
  }

  /** {@code step()}: the distance of the query's evaluations. */
  record Step(PositionRange position) implements DurationExpr {}

  /** {@code range()}: from the query's first evaluation to the last. */
  record Range(PositionRange position) implements DurationExpr {}

  /** The operand with the other sign. */
  record Negation(DurationExpr operand, PositionRange position) implements DurationExpr {}

  /** Two durations with an operator; see {@link DurationOperator#isPrefix()}. */
  record Binary(DurationOperator op, DurationExpr left, DurationExpr right, PositionRange position)
      implements DurationExpr {}

  /** A duration in parentheses, kept so that printing gives back what was written. */
  record Paren(DurationExpr inner, PositionRange position) implements DurationExpr {}
}
