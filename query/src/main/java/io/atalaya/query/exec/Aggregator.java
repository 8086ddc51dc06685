package io.atalaya.query.exec;

import io.atalaya.query.ast.AggregateOperator;

/** One aggregation: what the states of all its groups share. For one thread. */
final class Aggregator {
  private final Evaluation evaluation;
  private final AggregateOperator op;
  private final int steps;
  private final double[] param;
  private final boolean partial;
  private final AggregationNotes notes;
  private final ExactSums.Scratch scratch;

  /**
   * An aggregation without groups yet.
   *
   * @param param the operator's parameter by step, if it has one
   * @param partial whether its states are to be merged with others
   */
  Aggregator(
      Evaluation evaluation,
      AggregateOperator op,
      int steps,
      double[] param,
      boolean partial,
      AggregationNotes notes) {
    this.evaluation = evaluation;
    this.op = op;
    this.steps = steps;
    this.param = param;
    this.partial = partial;
    this.notes = notes;
    scratch = new ExactSums.Scratch(steps);
  }

  GroupState newState() {
    return switch (op) {
      case SUM -> new SumState(this, false);
      case AVG -> new SumState(this, true);
      case COUNT -> new CountState(steps, false);
      case GROUP -> new CountState(steps, true);
      case MIN -> new ExtremeState(this, false);
      case MAX -> new ExtremeState(this, true);
      case STDVAR -> new VarianceState(this, false);
      case STDDEV -> new VarianceState(this, true);
      case QUANTILE -> new QuantileState(this);
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO, COUNT_VALUES ->
          throw new IllegalArgumentException(op + " gives more than one series");
    };
  }

  int steps() {
    return steps;
  }

  double[] param() {
    return param;
  }

  boolean isPartial() {
    return partial;
  }

  AggregationNotes notes() {
    return notes;
  }

  ExactSums.Scratch scratch() {
    return scratch;
  }

  /** Counts samples that a state keeps, until the end of the query. */
  void hold(long samples) {
    evaluation.budget().hold(samples);
  }

  void checkpoint() {
    evaluation.checkpoint();
  }
}
