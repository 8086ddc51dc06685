package io.atalaya.query.exec;

import io.atalaya.model.QueryException;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.plan.Plan;
import java.util.Arrays;
import java.util.BitSet;

/** Aggregations: by groups, each group one series; or choosing series of each group. */
final class Aggregations {
  private final Evaluation evaluation;

  Aggregations(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  SeriesTable evaluate(Plan.Aggregate plan, Steps steps) {
    return switch (plan.op()) {
      case COUNT_VALUES -> ValueCounts.evaluate(evaluation, plan, steps);
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO ->
          SeriesChoice.evaluate(evaluation, plan, param(plan, steps), steps);
      case QUANTILE -> quantile(plan, steps);
      case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> grouped(plan, new double[0], steps);
    };
  }

  private double[] param(Plan.Aggregate plan, Steps steps) {
    Plan param = plan.param();
    if (param == null) {
      throw new QueryException(
          QueryException.Kind.INTERNAL, plan.op().text() + " without a parameter");
    }
    return evaluation.scalar(param, steps);
  }

  private SeriesTable quantile(Plan.Aggregate plan, Steps steps) {
    double[] q = param(plan, steps);
    SeriesTable quantiles = grouped(plan, q, steps);
    Plan param = plan.param();
    if (param != null) {
      noteInvalid(q, param.position(), plan.position());
    }
    return quantiles;
  }

  /** Of all steps, only the worst values are told. */
  private void noteInvalid(double[] q, PositionRange position, PositionRange source) {
    if (Arrays.stream(q).anyMatch(Double::isNaN)) {
      evaluation.annotations().add(Warnings.invalidQuantile(Double.NaN, position, source));
    }
    double greatest = Arrays.stream(q).filter(v -> v > 1).max().orElse(1);
    if (greatest > 1) {
      evaluation.annotations().add(Warnings.invalidQuantile(greatest, position, source));
    }
    double least = Arrays.stream(q).filter(v -> v < 0).min().orElse(0);
    if (least < 0) {
      evaluation.annotations().add(Warnings.invalidQuantile(least, position, source));
    }
  }

  private SeriesTable grouped(Plan.Aggregate plan, double[] param, Steps steps) {
    Shards shards = evaluation.settings().shards();
    Fragment fragment = shards == null ? null : Fragment.of(plan, steps, evaluation.settings());
    if (shards == null || fragment == null) {
      return aggregate(plan, param, steps, false).result();
    }
    PartialAggregate all = new PartialAggregate(aggregator(plan, param, steps, true));
    for (byte[] part : shards.evaluate(evaluation.settings().tenant(), fragment.toBytes())) {
      evaluation.checkpoint();
      all.merge(part);
    }
    evaluation.budget().countRead(all.samplesRead());
    evaluation.budget().countSeries(all.series());
    return all.result();
  }

  /** What the series that are here make of a fragment. */
  byte[] partial(Plan.Aggregate plan, Steps steps) {
    return aggregate(plan, new double[0], steps, true).toBytes(evaluation);
  }

  private Aggregator aggregator(Plan.Aggregate plan, double[] param, Steps steps, boolean partial) {
    AggregationNotes notes =
        new AggregationNotes(evaluation.annotations(), plan.op().text(), plan.expr().position());
    return new Aggregator(evaluation, plan.op(), steps.count(), param, partial, notes);
  }

  private PartialAggregate aggregate(
      Plan.Aggregate plan, double[] param, Steps steps, boolean partial) {
    SeriesTable input = evaluation.vector(plan.expr(), steps);
    Grouping grouping = new Grouping(evaluation, input, plan.grouping(), plan.without());
    evaluation.budget().hold((long) grouping.groups() * steps.count());
    Aggregator aggregator = aggregator(plan, param, steps, partial);
    GroupState[] states = new GroupState[grouping.groups()];
    for (int g = 0; g < states.length; g++) {
      evaluation.checkpointAtSeries(g);
      states[g] = aggregator.newState();
    }
    PartialAggregate all = new PartialAggregate(aggregator);
    BitSet seen = new BitSet();
    evaluation.scan(
        input,
        steps,
        (i, column) -> {
          int g = grouping.groupOf(i);
          if (!column.isEmpty() && !seen.get(g)) {
            seen.set(g);
            all.add(grouping.labels(g), input.labels(i), grouping.dropsName(g), states[g]);
          }
          aggregator.notes().series(input, i);
          states[g].add(column);
        });
    return all;
  }
}
