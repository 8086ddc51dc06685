package io.atalaya.query.function;

import io.atalaya.query.number.Circular;
import io.atalaya.query.number.Hyperbolic;
import io.atalaya.query.number.Logarithms;
import io.atalaya.query.number.Powers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Functions of the floats of a vector, one by one; histograms have no result. By name. */
public final class ElementFunctions {
  private static final Map<String, ElementFunction> BY_NAME = table();

  private ElementFunctions() {}

  public static Optional<ElementFunction> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Map<String, ElementFunction> table() {
    Map<String, ElementFunction> table = new HashMap<>();
    addMathematics(table);
    addTrigonometry(table);
    addBounds(table);
    DateFunctions.table().forEach((name, f) -> add(table, name, f));
    return Map.copyOf(table);
  }

  private static void add(
      Map<String, ElementFunction> table, String name, DoubleUnaryOperator function) {
    table.put(name, (v, scalars) -> function.applyAsDouble(v));
  }

  private static void addMathematics(Map<String, ElementFunction> table) {
    add(table, "abs", Math::abs);
    add(table, "ceil", Math::ceil);
    add(table, "floor", Math::floor);
    add(table, "exp", Powers::exp);
    add(table, "sqrt", Math::sqrt);
    add(table, "ln", Logarithms::log);
    add(table, "log2", Logarithms::log2);
    add(table, "log10", Logarithms::log10);
    add(table, "sgn", v -> v < 0 ? -1 : v > 0 ? 1 : v);
  }

  private static void addTrigonometry(Map<String, ElementFunction> table) {
    add(table, "sin", Circular::sin);
    add(table, "cos", Circular::cos);
    add(table, "tan", Circular::tan);
    add(table, "asin", Circular::asin);
    add(table, "acos", Circular::acos);
    add(table, "atan", Circular::atan);
    add(table, "sinh", Hyperbolic::sinh);
    add(table, "cosh", Hyperbolic::cosh);
    add(table, "tanh", Hyperbolic::tanh);
    add(table, "asinh", Hyperbolic::asinh);
    add(table, "acosh", Hyperbolic::acosh);
    add(table, "atanh", Hyperbolic::atanh);
    add(table, "rad", v -> v * Math.PI / 180);
    add(table, "deg", v -> v * 180 / Math.PI);
  }

  private static void addBounds(Map<String, ElementFunction> table) {
    table.put("clamp", (v, s) -> Arithmetic.max(s[0], Arithmetic.min(s[1], v)));
    table.put("clamp_min", (v, s) -> Arithmetic.max(s[0], v));
    table.put("clamp_max", (v, s) -> Arithmetic.min(s[0], v));
    table.put("round", ElementFunctions::round);
  }

  /** To the nearest multiple, ties up; dividing by the inverse costs less accuracy. */
  private static double round(double v, double[] scalars) {
    double inverse = 1 / (scalars.length > 0 ? scalars[0] : 1);
    return Math.floor(v * inverse + 0.5) / inverse;
  }
}
