package io.atalaya.query.reference;

import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations between two vectors at one time: every element meets every other. */
final class NaiveJoin {
  private final BinaryExpr expr;
  private final VectorMatching matching;
  private final long millis;
  private final boolean delayedNames;

  NaiveJoin(BinaryExpr expr, long millis, boolean delayedNames) {
    this.expr = expr;
    this.matching = Objects.requireNonNull(expr.matching());
    this.millis = millis;
    this.delayedNames = delayedNames;
  }

  List<Element> of(List<Element> left, List<Element> right) {
    return switch (expr.op()) {
      case AND -> left.stream().filter(e -> hasPartner(e, right)).toList();
      case UNLESS -> left.stream().filter(e -> !hasPartner(e, right)).toList();
      case OR -> or(left, right);
      case ADD, SUB, MUL, DIV, MOD, POW, ATAN2 -> join(left, right);
      case EQL, NEQ, LTE, LSS, GTE, GTR, TRIM_LOWER, TRIM_UPPER -> join(left, right);
    };
  }

  private List<Element> or(List<Element> left, List<Element> right) {
    List<Element> out = new ArrayList<>(left);
    right.stream().filter(e -> !hasPartner(e, left)).forEach(out::add);
    return out;
  }

  private boolean hasPartner(Element e, List<Element> others) {
    return others.stream().anyMatch(o -> key(o).equals(key(e)));
  }

  /** What must be equal for two elements to meet. */
  private Labels key(Element e) {
    if (matching.on()) {
      return e.labels().only(matching.labels());
    }
    Set<String> dropped = new HashSet<>(matching.labels());
    dropped.add(Labels.METRIC_NAME);
    return e.labels().without(dropped.toArray(String[]::new));
  }

  private List<Element> join(List<Element> left, List<Element> right) {
    boolean anyFill = matching.hasFill();
    if ((left.isEmpty() && right.isEmpty()) || ((left.isEmpty() || right.isEmpty()) && !anyFill)) {
      return List.of();
    }
    boolean swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    List<Element> many = swapped ? right : left;
    List<Element> one = swapped ? left : right;
    requireUniqueKeys(one, swapped);
    List<Element> out = new ArrayList<>();
    Set<List<Labels>> used = new HashSet<>();
    Set<Labels> usedKeys = new HashSet<>();
    for (Element m : many) {
      Element partner = partner(m, one, matching.fillRight());
      if (partner != null) {
        pair(m, partner, swapped, used, usedKeys, out);
      }
    }
    Double fill = matching.fillLeft();
    for (Element o : one) {
      if (fill != null && !usedKeys.contains(key(o))) {
        Element filled = new Element(key(o), false, Point.of(millis, fill));
        pair(filled, o, swapped, used, usedKeys, out);
      }
    }
    return out;
  }

  private void requireUniqueKeys(List<Element> one, boolean swapped) {
    for (int i = 0; i < one.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (key(one.get(i)).equals(key(one.get(j)))) {
          throw new QueryException(
              QueryException.Kind.EXECUTION,
              "found duplicate series for the match group "
                  + key(one.get(i))
                  + " on the "
                  + (swapped ? "left" : "right"));
        }
      }
    }
  }

  private @Nullable Element partner(Element m, List<Element> one, @Nullable Double fill) {
    for (Element o : one) {
      if (key(o).equals(key(m))) {
        return o;
      }
    }
    return fill == null ? null : new Element(key(m), false, Point.of(millis, fill));
  }

  private void pair(
      Element m,
      Element o,
      boolean swapped,
      Set<List<Labels>> used,
      Set<Labels> usedKeys,
      List<Element> out) {
    Point l = swapped ? o.point() : m.point();
    Point r = swapped ? m.point() : o.point();
    Outcome outcome = apply(expr.op(), l, r);
    if (outcome == null) {
      return;
    }
    Labels labels = resultLabels(m.labels(), o.labels());
    if (matching.cardinality() == Cardinality.ONE_TO_ONE && usedKeys.contains(key(m))) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "multiple matches for labels: many-to-one matching must be explicit"
              + " (group_left/group_right)");
    }
    if (!used.add(List.of(key(m), labels))) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "multiple matches for labels: grouping labels must ensure unique matches");
    }
    usedKeys.add(key(m));
    if (expr.returnBool()) {
      out.add(new Element(labels, true, Point.of(millis, outcome.keep ? 1 : 0)));
    } else if (outcome.keep) {
      out.add(new Element(labels, false, outcome.point.at(millis)));
    }
  }

  private Labels resultLabels(Labels many, Labels one) {
    Labels.Builder labels = many.toBuilder();
    boolean comparison = expr.op().isComparison();
    if (!comparison || (expr.returnBool() && !delayedNames)) {
      labels.remove(Labels.METRIC_NAME);
    }
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      Labels kept =
          matching.on()
              ? labels.build().only(matching.labels())
              : labels.build().without(matching.labels().toArray(String[]::new));
      labels = kept.toBuilder();
    }
    for (String name : matching.include()) {
      labels.set(name, one.get(name));
    }
    return labels.build();
  }

  /** What an operator makes of two samples. */
  record Outcome(Point point, boolean keep) {}

  /** The result, or null if the operator does not know samples of these kinds. */
  static @Nullable Outcome apply(BinaryOperator op, Point l, Point r) {
    if (l.isFloat() && r.isFloat()) {
      return op.isComparison()
          ? new Outcome(l, holds(op, l.value(), r.value()))
          : new Outcome(Point.of(0, arithmetic(op, l.value(), r.value())), true);
    }
    if (!l.isFloat() && !r.isFloat()) {
      return ofHistograms(op, l.requireHistogram(), r.requireHistogram());
    }
    if (op == BinaryOperator.MUL) {
      NaiveHistogram h = l.isFloat() ? r.requireHistogram() : l.requireHistogram();
      return some(h.times(l.isFloat() ? l.value() : r.value()));
    }
    return op == BinaryOperator.DIV && r.isFloat()
        ? some(l.requireHistogram().over(r.value()))
        : null;
  }

  private static Outcome some(NaiveHistogram h) {
    return new Outcome(new Point(0, 0, h), true);
  }

  private static @Nullable Outcome ofHistograms(
      BinaryOperator op, NaiveHistogram l, NaiveHistogram r) {
    try {
      return switch (op) {
        case ADD -> some(l.plus(r));
        case SUB -> some(l.minus(r).withHint(ResetHint.GAUGE));
        case EQL -> new Outcome(new Point(0, 0, l), l.sameAs(r));
        case NEQ -> new Outcome(new Point(0, 0, l), !l.sameAs(r));
        case MUL, DIV, MOD, POW, ATAN2, LTE, LSS, GTE, GTR -> null;
        case TRIM_LOWER, TRIM_UPPER, AND, OR, UNLESS -> null;
      };
    } catch (NaiveHistogram.IncompatibleException e) {
      return null;
    }
  }

  static double arithmetic(BinaryOperator op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MOD -> a % b;
      case POW -> a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
      case ATAN2 -> Math.atan2(a, b);
      case EQL, NEQ, LTE, LSS, GTE, GTR -> holds(op, a, b) ? 1 : 0;
      case TRIM_LOWER, TRIM_UPPER, AND, OR, UNLESS ->
          throw new IllegalArgumentException(op + " is not for numbers");
    };
  }

  private static boolean holds(BinaryOperator op, double a, double b) {
    return switch (op) {
      case EQL -> a == b;
      case NEQ -> a != b;
      case LTE -> a <= b;
      case LSS -> a < b;
      case GTE -> a >= b;
      case GTR -> a > b;
      case ADD, SUB, MUL, DIV, MOD, POW, ATAN2, TRIM_LOWER, TRIM_UPPER, AND, OR, UNLESS ->
          throw new IllegalArgumentException(op + " compares nothing");
    };
  }
}
