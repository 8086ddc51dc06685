package io.atalaya.query.reference;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.ast.AggregateExpr;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Aggregations of one vector. */
final class NaiveAggregations {
  private final AggregateExpr expr;
  private final long millis;
  private final double param;

  /** An aggregation at one step; {@code param} is NaN for those without a number. */
  NaiveAggregations(AggregateExpr expr, long millis, double param) {
    this.expr = expr;
    this.millis = millis;
    this.param = param;
  }

  List<Element> of(List<Element> input) {
    return switch (expr.op()) {
      case TOPK, BOTTOMK, LIMITK -> chosen(input);
      case LIMIT_RATIO -> throw new UnclearException("no reference for limit_ratio");
      case SUM, AVG, COUNT, GROUP, MIN, MAX, STDDEV, STDVAR, QUANTILE, COUNT_VALUES ->
          byGroup(input);
    };
  }

  private List<Element> byGroup(List<Element> input) {
    List<Element> out = new ArrayList<>();
    groups(input)
        .forEach(
            (labels, group) -> {
              Point point = value(group);
              boolean drops = group.stream().anyMatch(Element::dropsName);
              if (point != null) {
                out.add(new Element(labels, drops, point));
              }
            });
    return out;
  }

  private Map<Labels, List<Element>> groups(List<Element> input) {
    Map<Labels, List<Element>> groups = new LinkedHashMap<>();
    for (Element e : input) {
      groups.computeIfAbsent(groupOf(e.labels()), l -> new ArrayList<>()).add(e);
    }
    return groups;
  }

  private Labels groupOf(Labels labels) {
    if (!expr.without()) {
      return labels.only(expr.grouping());
    }
    Set<String> dropped = new HashSet<>(expr.grouping());
    dropped.add(Labels.METRIC_NAME);
    return labels.without(dropped.toArray(String[]::new));
  }

  /** {@code count_values}: the value becomes a label first. */
  static List<Element> countValues(
      AggregateExpr expr, long millis, String label, List<Element> in) {
    List<Element> labelled = new ArrayList<>();
    for (Element e : in) {
      if (!e.point().isFloat()) {
        throw new UnclearException("no reference for histograms in count_values");
      }
      labelled.add(e.with(e.labels().with(label, text(e.point().value()))));
    }
    List<String> grouping = new ArrayList<>(expr.grouping());
    if (!expr.without()) {
      grouping.add(label);
    }
    AggregateExpr grouped =
        new AggregateExpr(
            expr.op(), expr.expr(), expr.param(), grouping, expr.without(), expr.position());
    return new NaiveAggregations(grouped, millis, Double.NaN)
        .byGroup(labelled).stream().map(e -> new Element(e.labels(), false, e.point())).toList();
  }

  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return Double.doubleToLongBits(value) == 0 ? "0" : "-0";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private @Nullable Point value(List<Element> group) {
    List<Double> floats =
        group.stream().map(Element::point).filter(Point::isFloat).map(Point::value).toList();
    return switch (expr.op()) {
      case COUNT, COUNT_VALUES -> Point.of(millis, group.size());
      case GROUP -> Point.of(millis, 1);
      case SUM, AVG -> total(group, floats);
      case MIN, MAX, STDDEV, STDVAR, QUANTILE ->
          floats.isEmpty() ? null : Point.of(millis, ofFloats(floats));
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO -> throw new IllegalStateException("no group value");
    };
  }

  private @Nullable Point total(List<Element> group, List<Double> floats) {
    boolean mean = expr.op() == io.atalaya.query.ast.AggregateOperator.AVG;
    if (floats.size() == group.size()) {
      return Point.of(millis, mean ? NaiveRanges.mean(floats) : NaiveRanges.sum(floats));
    }
    if (!floats.isEmpty()) {
      return null;
    }
    NaiveHistogram sum =
        NaiveRanges.sumOf(group.stream().map(e -> e.point().requireHistogram()).toList());
    if (sum == null) {
      return null;
    }
    return new Point(millis, 0, mean ? sum.over(group.size()) : sum);
  }

  private double ofFloats(List<Double> floats) {
    return switch (expr.op()) {
      case MIN -> floats.stream().filter(x -> !x.isNaN()).min(Double::compare).orElse(Double.NaN);
      case MAX -> floats.stream().filter(x -> !x.isNaN()).max(Double::compare).orElse(Double.NaN);
      case STDVAR -> variance(floats);
      case STDDEV -> Math.sqrt(variance(floats));
      case QUANTILE -> NaiveQuantiles.of(param, floats);
      case SUM, AVG, COUNT, GROUP, COUNT_VALUES, TOPK, BOTTOMK, LIMITK, LIMIT_RATIO ->
          throw new IllegalStateException("not of floats only: " + expr.op());
    };
  }

  /** After Welford: what rounding does to it is part of the answer. */
  private static double variance(List<Double> floats) {
    double mean = 0;
    double squares = 0;
    int count = 0;
    for (double x : floats) {
      double delta = x - mean;
      mean += delta / ++count;
      squares += delta * (x - mean);
    }
    return squares / count;
  }

  private List<Element> chosen(List<Element> input) {
    if (param < 1) {
      return List.of();
    }
    if (Double.isNaN(param)) {
      throw new QueryException(QueryException.Kind.EXECUTION, "Parameter value is NaN");
    }
    int k = (int) Math.min(param, input.size());
    List<Element> out = new ArrayList<>();
    for (List<Element> group : groups(input).values()) {
      out.addAll(best(group, k));
    }
    return out;
  }

  private List<Element> best(List<Element> group, int k) {
    if (expr.op() == io.atalaya.query.ast.AggregateOperator.LIMITK) {
      return group.subList(0, Math.min(k, group.size()));
    }
    int sign = expr.op() == io.atalaya.query.ast.AggregateOperator.TOPK ? -1 : 1;
    List<Element> sorted =
        group.stream().filter(e -> e.point().isFloat()).collect(Collectors.toList());
    sorted.sort((a, b) -> compare(sign, a.point().value(), b.point().value()));
    if (sorted.size() > k
        && compare(sign, sorted.get(k - 1).point().value(), sorted.get(k).point().value()) == 0) {
      throw new UnclearException("which of equals is among the first");
    }
    return sorted.subList(0, Math.min(k, sorted.size()));
  }

  private static int compare(int sign, double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return a == b ? 0 : sign * Double.compare(a, b);
  }
}
