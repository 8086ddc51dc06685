package io.atalaya.query.ast;

import static io.atalaya.query.ast.ValueType.MATRIX;
import static io.atalaya.query.ast.ValueType.SCALAR;
import static io.atalaya.query.ast.ValueType.STRING;
import static io.atalaya.query.ast.ValueType.VECTOR;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The signatures of all functions of Prometheus 3.14, the experimental ones included. */
public final class FunctionTable {
  private static final int ANY_NUMBER = -1;
  private static final int MAX_QUANTILES = 10;

  private static final Map<String, FunctionSignature> BY_NAME = new Builder().all().build();

  private FunctionTable() {}

  /** The function of that name; names are in lower case and must match exactly. */
  public static Optional<FunctionSignature> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** All functions, sorted by name. */
  public static Collection<FunctionSignature> all() {
    return BY_NAME.values();
  }

  /** Fills the table, shape by shape. */
  private static final class Builder {
    private final Map<String, FunctionSignature> functions = new TreeMap<>();

    Builder all() {
      mathematics();
      vectors();
      histograms();
      timesAndDates();
      ranges();
      queryConstants();
      return this;
    }

    Map<String, FunctionSignature> build() {
      return Collections.unmodifiableMap(functions);
    }

    private void mathematics() {
      ofVector("abs", "ceil", "exp", "floor", "ln", "log10", "log2", "sgn", "sqrt");
      ofVector("acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "deg", "rad");
      ofVector("sin", "sinh", "tan", "tanh");
      add("clamp", VECTOR, VECTOR, SCALAR, SCALAR);
      add("clamp_max", VECTOR, VECTOR, SCALAR);
      add("clamp_min", VECTOR, VECTOR, SCALAR);
      addVariadic("round", 1, VECTOR, SCALAR);
      add("pi", SCALAR);
    }

    private void vectors() {
      ofVector("absent", "sort", "sort_desc");
      add("scalar", SCALAR, VECTOR);
      add("vector", VECTOR, SCALAR);
      add("label_replace", VECTOR, VECTOR, STRING, STRING, STRING, STRING);
      addVariadic("label_join", ANY_NUMBER, VECTOR, STRING, STRING, STRING);
      addExperimentalVariadic("sort_by_label", ANY_NUMBER, VECTOR, STRING);
      addExperimentalVariadic("sort_by_label_desc", ANY_NUMBER, VECTOR, STRING);
      addExperimentalVariadic("info", 1, VECTOR, VECTOR);
    }

    private void histograms() {
      ofVector("histogram_avg", "histogram_count", "histogram_sum");
      ofVector("histogram_stddev", "histogram_stdvar");
      add("histogram_fraction", VECTOR, SCALAR, SCALAR, VECTOR);
      add("histogram_quantile", VECTOR, SCALAR, VECTOR);
      addExperimentalVariadic(
          "histogram_quantiles", MAX_QUANTILES - 1, VECTOR, STRING, SCALAR, SCALAR);
    }

    private void timesAndDates() {
      add("time", SCALAR);
      ofVector("timestamp");
      addExperimental("start_timestamp", VECTOR, VECTOR);
      for (String name :
          List.of(
              "days_in_month",
              "day_of_month",
              "day_of_week",
              "day_of_year",
              "hour",
              "minute",
              "month",
              "year")) {
        addVariadic(name, 1, VECTOR);
      }
    }

    private void ranges() {
      ofMatrix("changes", "delta", "deriv", "idelta", "increase", "irate", "rate", "resets");
      ofMatrix("absent_over_time", "avg_over_time", "count_over_time", "first_over_time");
      ofMatrix("last_over_time", "max_over_time", "min_over_time", "present_over_time");
      ofMatrix("stddev_over_time", "stdvar_over_time", "sum_over_time");
      add("predict_linear", VECTOR, MATRIX, SCALAR);
      add("quantile_over_time", VECTOR, SCALAR, MATRIX);
      addExperimental("double_exponential_smoothing", VECTOR, MATRIX, SCALAR, SCALAR);
      for (String name :
          List.of(
              "mad_over_time",
              "ts_of_first_over_time",
              "ts_of_last_over_time",
              "ts_of_max_over_time",
              "ts_of_min_over_time")) {
        addExperimental(name, VECTOR, MATRIX);
      }
    }

    private void queryConstants() {
      for (String name : List.of("start", "end", "range", "step")) {
        addExperimental(name, SCALAR);
      }
      addExperimental("max_of", SCALAR, SCALAR, SCALAR);
      addExperimental("min_of", SCALAR, SCALAR, SCALAR);
    }

    private void ofVector(String... names) {
      for (String name : names) {
        add(name, VECTOR, VECTOR);
      }
    }

    private void ofMatrix(String... names) {
      for (String name : names) {
        add(name, VECTOR, MATRIX);
      }
    }

    private void add(String name, ValueType returns, ValueType... takes) {
      put(new FunctionSignature(name, List.of(takes), 0, returns, false));
    }

    private void addVariadic(String name, int variadic, ValueType... takes) {
      put(new FunctionSignature(name, List.of(takes), variadic, VECTOR, false));
    }

    private void addExperimental(String name, ValueType returns, ValueType... takes) {
      put(new FunctionSignature(name, List.of(takes), 0, returns, true));
    }

    private void addExperimentalVariadic(String name, int variadic, ValueType... takes) {
      put(new FunctionSignature(name, List.of(takes), variadic, VECTOR, true));
    }

    private void put(FunctionSignature function) {
      functions.put(function.name(), function);
    }
  }
}
