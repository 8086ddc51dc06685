package io.atalaya.query.exec;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.annotation.Warnings;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.function.ClassicHistogram;
import io.atalaya.query.histogram.HistogramQuantiles;
import io.atalaya.query.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * {@code histogram_quantile}, {@code histogram_quantiles} and {@code histogram_fraction}: of native
 * histograms one by one, and of classic ones that are put together from the series that differ in
 * {@code le} only.
 */
final class BucketVectors {
  private static final String LE = "le";

  private final Evaluation evaluation;
  private final Steps steps;
  private final HeldTable input;
  private final PositionRange position;
  private final Map<Labels, Group> groups = new LinkedHashMap<>();

  private BucketVectors(Evaluation evaluation, Plan vector, Steps steps) {
    this.evaluation = evaluation;
    this.steps = steps;
    input = HeldTable.of(evaluation.vector(vector, steps), evaluation, steps);
    position = vector.position();
    for (int i = 0; i < input.size(); i++) {
      evaluation.checkpointAtSeries(i);
      sort(i);
    }
  }

  /** The series that may make up one histogram. */
  private static final class Group {
    private final Labels labels;
    private final List<Integer> classic = new ArrayList<>();
    private final List<Double> bounds = new ArrayList<>();
    private final List<Integer> natives = new ArrayList<>();

    Group(Labels labels) {
      this.labels = labels;
    }
  }

  private void sort(int i) {
    Labels labels = input.labels(i);
    Column column = input.column(i);
    boolean anyFloat = false;
    boolean anyHistogram = false;
    for (int step = 0; step < steps.count(); step++) {
      boolean histogram = column.histogram(step) != null;
      anyHistogram |= histogram;
      anyFloat |= !histogram && column.has(step);
    }
    if (anyFloat) {
      addClassic(i, labels);
    }
    if (anyHistogram) {
      group(labels).natives.add(i);
    }
  }

  private Group group(Labels labels) {
    return groups.computeIfAbsent(labels, Group::new);
  }

  private void addClassic(int i, Labels labels) {
    String le = labels.get(LE);
    Double bound = bound(le);
    if (bound == null) {
      String metric = metricName(labels);
      evaluation.annotations().add(Warnings.badBucketLabel(metric, le, position));
      return;
    }
    Group group = group(labels.without(LE));
    group.classic.add(i);
    group.bounds.add(bound);
  }

  private static @Nullable Double bound(String le) {
    OptionalDouble bound = GoFloat.parse(le);
    return bound.isPresent() ? bound.getAsDouble() : null;
  }

  private String metricName(Labels labels) {
    return evaluation.settings().delayedNameRemoval() ? labels.metricName() : "";
  }

  /** Something to ask of a histogram at a step. */
  private interface Question {
    double ofNative(int step, Histogram histogram, String metric);

    double ofClassic(int step, ClassicHistogram histogram, String metric);
  }

  private void answer(Question question, HeldTable out) {
    for (Group group : groups.values()) {
      Column result = new Column(steps.count());
      for (int step = 0; step < steps.count(); step++) {
        evaluation.checkpointAt(step);
        Found found = at(group, step);
        if (found != null) {
          result.set(step, ask(question, found, group, step));
        }
      }
      if (!result.isEmpty()) {
        out.add(group.labels, true, result);
      }
    }
  }

  /** A native histogram, or a classic one if that is null. */
  private record Found(@Nullable Histogram histogram, ClassicHistogram classic) {}

  /** What a group has at a step; null if that is nothing, or not one histogram. */
  private @Nullable Found at(Group group, int step) {
    ClassicHistogram classic = new ClassicHistogram();
    for (int k = 0; k < group.classic.size(); k++) {
      Column column = input.column(group.classic.get(k));
      if (column.has(step) && column.histogram(step) == null) {
        classic.add(group.bounds.get(k), column.value(step));
      }
    }
    Histogram histogram = null;
    for (int i : group.natives) {
      Histogram h = input.column(i).histogram(step);
      histogram = h == null ? histogram : h;
    }
    if (histogram != null && !classic.isEmpty()) {
      String metric = metricName(group.labels);
      evaluation.annotations().add(Warnings.mixedClassicAndNative(metric, position));
      return null;
    }
    return histogram == null && classic.isEmpty() ? null : new Found(histogram, classic);
  }

  private double ask(Question question, Found found, Group group, int step) {
    String metric = metricName(group.labels);
    Histogram histogram = found.histogram;
    return histogram == null
        ? question.ofClassic(step, found.classic, metric)
        : question.ofNative(step, histogram, metric);
  }

  static SeriesTable quantile(Evaluation evaluation, Plan.Call call, Steps steps) {
    Plan quantile = call.args().get(0);
    double[] q = evaluation.scalar(quantile, steps);
    noteInvalid(evaluation, q, quantile.position(), call.position());
    BucketVectors vectors = new BucketVectors(evaluation, call.args().get(1), steps);
    HeldTable out = new HeldTable();
    vectors.answer(vectors.new QuantileQuestion(q), out);
    return vectors.finished(out);
  }

  static SeriesTable quantiles(Evaluation evaluation, Plan.Call call, Steps steps) {
    List<Plan> args = call.args();
    String label = LabelFunctions.text(args.get(1));
    BucketVectors vectors = new BucketVectors(evaluation, args.getFirst(), steps);
    HeldTable out = new HeldTable();
    List<double[]> quantiles = new ArrayList<>();
    for (Plan quantile : args.subList(2, args.size())) {
      double[] q = evaluation.scalar(quantile, steps);
      noteInvalid(evaluation, q, quantile.position(), call.position());
      quantiles.add(q);
    }
    for (Group group : vectors.groups.values()) {
      vectors.answerAll(group, quantiles, label, out);
    }
    return vectors.finished(out);
  }

  /** A quantile that changes with the steps gives a series for each of its values. */
  private void answerAll(Group group, List<double[]> quantiles, String label, HeldTable out) {
    List<Map<String, Column>> results = new ArrayList<>();
    quantiles.forEach(q -> results.add(new LinkedHashMap<>()));
    for (int step = 0; step < steps.count(); step++) {
      evaluation.checkpointAt(step);
      Found found = at(group, step);
      for (int k = 0; found != null && k < quantiles.size(); k++) {
        double[] q = quantiles.get(k);
        results
            .get(k)
            .computeIfAbsent(GoFloat.openMetrics(q[step]), t -> new Column(steps.count()))
            .set(step, ask(new QuantileQuestion(q), found, group, step));
      }
    }
    for (Map<String, Column> result : results) {
      result.forEach((text, column) -> out.add(group.labels.with(label, text), true, column));
    }
  }

  static SeriesTable fraction(Evaluation evaluation, Plan.Call call, Steps steps) {
    double[] lower = evaluation.scalar(call.args().get(0), steps);
    double[] upper = evaluation.scalar(call.args().get(1), steps);
    BucketVectors vectors = new BucketVectors(evaluation, call.args().get(2), steps);
    HeldTable out = new HeldTable();
    vectors.answer(vectors.new FractionQuestion(lower, upper), out);
    return vectors.finished(out);
  }

  private SeriesTable finished(HeldTable out) {
    input.release(evaluation.budget());
    return evaluation.distinct().merged(evaluation.renamed(out), steps);
  }

  private static void noteInvalid(
      Evaluation evaluation, double[] q, PositionRange position, PositionRange source) {
    for (double v : q) {
      if (!(v >= 0 && v <= 1)) {
        evaluation.annotations().add(Warnings.invalidQuantile(v, position, source));
      }
    }
  }

  private final class QuantileQuestion implements Question {
    private final double[] q;

    QuantileQuestion(double[] q) {
      this.q = q;
    }

    @Override
    public double ofNative(int step, Histogram histogram, String metric) {
      HistogramQuantiles.Answer answer = HistogramQuantiles.quantile(q[step], histogram);
      switch (answer.nanEffect()) {
        case NONE -> {}
        case RESULT_IS_NAN -> evaluation.annotations().add(Infos.quantileIsNan(metric, position));
        case SKEWED -> evaluation.annotations().add(Infos.quantileIsSkewed(metric, position));
      }
      return answer.value();
    }

    @Override
    public double ofClassic(int step, ClassicHistogram histogram, String metric) {
      ClassicHistogram.Answer answer = histogram.quantile(q[step]);
      ClassicHistogram.Mending mending = answer.mending();
      if (!mending.isNone()) {
        evaluation
            .annotations()
            .add(
                Infos.forcedMonotonicity(
                    metric,
                    position,
                    steps.millis(step),
                    steps.count() - 1 - step,
                    mending.minBucket(),
                    mending.maxBucket(),
                    mending.maxDifference()));
      }
      return answer.value();
    }
  }

  private final class FractionQuestion implements Question {
    private final double[] lower;
    private final double[] upper;

    FractionQuestion(double[] lower, double[] upper) {
      this.lower = lower;
      this.upper = upper;
    }

    @Override
    public double ofNative(int step, Histogram histogram, String metric) {
      HistogramQuantiles.Answer answer =
          HistogramQuantiles.fraction(lower[step], upper[step], histogram);
      if (answer.nanEffect() != HistogramQuantiles.NanEffect.NONE) {
        evaluation.annotations().add(Infos.fractionExcludesNan(metric, position));
      }
      return answer.value();
    }

    @Override
    public double ofClassic(int step, ClassicHistogram histogram, String metric) {
      return histogram.fraction(lower[step], upper[step]);
    }
  }
}
