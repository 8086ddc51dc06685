package io.atalaya.query.fuzz;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random well-typed expressions over {@link RandomData}. */
public final class RandomExpressions {
  /** Parts of the language that not everybody to compare with knows. */
  public enum Part {
    FILL,
    TRIM,
    EXTENDED_RANGES,
    INFO,
    LIMIT_RATIO,
    NEW_FUNCTIONS,
    /** Arithmetic where a duration is expected. */
    DURATIONS,
    /** What is not worth telling a naive evaluator: {@link UnusualExpressions}. */
    UNUSUAL,
    /** Several names in one selector, which range queries and instant queries treat differently. */
    MANY_NAMES
  }

  private static final List<String> COUNTERS =
      List.of("requests_total", "requests_total", "errors_total", "latency_bucket");
  private static final List<String> GAUGES = List.of("temperature", "up", "limit", "temperature");
  private static final List<String> HISTOGRAMS = List.of("size", "memory", "waiting", "mixed");
  private static final List<String> RANGES = List.of("1m", "90s", "2m", "5m", "10m", "45s");
  private static final List<String> COMPUTED =
      List.of(
          "step() + 1m",
          "2 * 45s",
          "max_of(step(), 2m)",
          "min_of(range() + 1s, 5m)",
          "(1m + 30s)",
          "10m / 3",
          "5m % 70",
          "2 ^ 7",
          "-1 * -90",
          "step() * 4 + 1");
  private static final List<String> OFFSETS = List.of("30s", "1m", "-1m", "5m", "7s", "-20s");
  private static final List<String> MATHEMATICS =
      List.of(
          "abs", "ceil", "floor", "exp", "sqrt", "ln", "log2", "log10", "sgn", "sin", "cos", "tan",
          "asin", "acos", "atan", "sinh", "cosh", "tanh", "deg", "rad");
  private static final List<String> DATES =
      List.of("minute", "hour", "day_of_week", "day_of_month", "day_of_year", "month", "year");
  private static final List<String> RATES =
      List.of("rate", "increase", "delta", "irate", "idelta", "rate", "rate");
  private static final List<String> OVER_TIME =
      List.of(
          "sum_over_time",
          "avg_over_time",
          "min_over_time",
          "max_over_time",
          "count_over_time",
          "stddev_over_time",
          "stdvar_over_time",
          "last_over_time",
          "present_over_time",
          "absent_over_time",
          "mad_over_time",
          "ts_of_min_over_time",
          "ts_of_max_over_time",
          "ts_of_last_over_time",
          "changes",
          "resets",
          "deriv");
  private static final List<String> AGGREGATIONS =
      List.of("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "sum", "sum");
  private static final List<String> GROUPINGS =
      List.of(
          "",
          " by (job)",
          " by (job, instance)",
          " by (instance)",
          " without (instance)",
          " without (code, le)",
          " by (le, job)",
          " by (nothing)",
          " without ()");
  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%", "^", "atan2");
  private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");
  private static final List<String> MATCHINGS =
      List.of(
          "",
          "",
          "on (job, instance)",
          "on (job)",
          "ignoring (code)",
          "ignoring (code, instance, team)",
          "on (job) group_left ()",
          "on (job) group_left (team)",
          "on (job, instance) group_left (version)",
          "ignoring (code) group_left ()",
          "on (job) group_right ()",
          "on (job, instance) group_right (version)");

  private final Random random;
  private final Set<Part> parts;

  private final UnusualExpressions unusual;

  public RandomExpressions(Random random, Set<Part> parts) {
    this.random = random;
    this.parts = Set.copyOf(parts);
    unusual = new UnusualExpressions(random, this::vector);
  }

  /** An expression for a range query. */
  public String next() {
    if (parts.contains(Part.UNUSUAL) && chance(0.1)) {
      return unusual.next(parts.contains(Part.NEW_FUNCTIONS));
    }
    return chance(0.05) ? scalar(3) : vector(1 + random.nextInt(3));
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private String vector(int depth) {
    if (depth <= 0) {
      return chance(0.7) ? selector() : rate(0);
    }
    return switch (random.nextInt(19)) {
      case 0, 1 -> rate(depth);
      case 2, 3 -> overTime(depth);
      case 4, 5, 6 -> aggregation(depth);
      case 7, 8 -> join(depth);
      case 9 -> withScalar(depth);
      case 10 -> setOperation(depth);
      case 11 -> ofElements(depth);
      case 12 -> ofHistograms(depth);
      case 13 -> quantile(depth);
      case 14 -> ofLabels(depth);
      case 15 -> chance(0.5) ? "-" + vector(depth - 1) : "(" + vector(depth - 1) + ")";
      case 16 -> chosen(depth);
      case 17 -> special(depth);
      default -> ofParts(depth);
    };
  }

  private String selector() {
    return matchers(name()) + modifiers();
  }

  private String name() {
    if (parts.contains(Part.MANY_NAMES) && chance(0.05)) {
      return "";
    }
    return switch (random.nextInt(6)) {
      case 0, 1 -> one(COUNTERS);
      case 2, 3 -> one(GAUGES);
      case 4 -> one(HISTOGRAMS);
      default -> chance(0.9) ? "build_info" : "nothing";
    };
  }

  private String matchers(String name) {
    String matcher =
        switch (random.nextInt(9)) {
          case 0 -> "job=\"a\"";
          case 1 -> "job=~\"a|b\"";
          case 2 -> "instance!=\"0\"";
          case 3 -> "code!~\"5.*\", instance=~\"[12]\"";
          case 4 -> "job=\"b\", instance=\"1\"";
          default -> "";
        };
    if (name.isEmpty()) {
      return "{__name__=~\"temperature|up|errors_total\", job=\"a\"}";
    }
    return matcher.isEmpty() ? name : name + "{" + matcher + "}";
  }

  private String modifiers() {
    String offset = chance(0.15) ? " offset " + one(OFFSETS) : "";
    return chance(0.1) ? at() + offset : offset;
  }

  private String at() {
    return switch (random.nextInt(3)) {
      case 0 -> " @ start()";
      case 1 -> " @ end()";
      default ->
          " @ " + (RandomData.FROM / 1000 + random.nextInt(2400)) + (chance(0.2) ? ".5" : "");
    };
  }

  private String range(String name, int depth) {
    if (depth > 0 && chance(0.25)) {
      String step = one(List.of("", "30s", "1m", "45s", "20s"));
      return "(" + vector(depth - 1) + ")[" + length() + ":" + step + "]" + modifiers();
    }
    String extension = "";
    if (parts.contains(Part.EXTENDED_RANGES) && chance(0.2)) {
      extension = chance(0.5) ? " anchored" : " smoothed";
    }
    return matchers(name) + "[" + length() + "]" + extension + modifiers();
  }

  private String length() {
    return parts.contains(Part.DURATIONS) && chance(0.2) ? one(COMPUTED) : one(RANGES);
  }

  private String rate(int depth) {
    String name = chance(0.7) ? one(COUNTERS) : chance(0.5) ? one(HISTOGRAMS) : name();
    return one(RATES) + "(" + range(name, depth) + ")";
  }

  private String overTime(int depth) {
    String range = range(chance(0.3) ? one(HISTOGRAMS) : name(), depth);
    return switch (random.nextInt(12)) {
      case 0 -> "quantile_over_time(" + scalar(0) + ", " + range + ")";
      case 1 -> "predict_linear(" + range + ", " + one(List.of("60", "600", "-30")) + ")";
      case 2 -> "double_exponential_smoothing(" + range + ", 0.3, 0.6)";
      case 3 -> newFunction(range);
      default -> one(OVER_TIME) + "(" + range + ")";
    };
  }

  private String newFunction(String range) {
    String function = one(List.of("first_over_time", "ts_of_first_over_time", "changes"));
    return (parts.contains(Part.NEW_FUNCTIONS) ? function : "max_over_time") + "(" + range + ")";
  }

  private String aggregation(int depth) {
    String inner = vector(depth - 1);
    String grouping = one(GROUPINGS);
    return switch (random.nextInt(9)) {
      case 0 -> "quantile" + grouping + " (" + scalar(0) + ", " + inner + ")";
      case 1 -> "count_values" + grouping + " (\"value\", " + one(GAUGES) + " > bool 10)";
      default -> one(AGGREGATIONS) + grouping + " (" + inner + ")";
    };
  }

  private String chosen(int depth) {
    String k = one(List.of("1", "2", "3", "5", "0", "1.7", "100"));
    return switch (random.nextInt(3)) {
      case 0 -> "limitk" + one(GROUPINGS) + " (" + k + ", " + matchers(name()) + ")";
      case 1 -> "bottomk" + one(GROUPINGS) + " (" + k + ", " + vector(depth - 1) + ")";
      default -> "topk" + one(GROUPINGS) + " (" + k + ", " + vector(depth - 1) + ")";
    };
  }

  private String join(int depth) {
    String matching = one(MATCHINGS);
    String left = vector(depth - 1);
    String right = vector(depth - 1);
    if (chance(0.6)) {
      left = chance(0.5) ? "requests_total" : "rate(requests_total[2m])";
      right =
          matching.contains("version") ? "build_info" : one(List.of("limit", "errors_total", "up"));
      if (matching.contains("group_right")) {
        String swap = left;
        left = right;
        right = swap;
      }
    }
    String bool = "";
    String operator = one(ARITHMETIC);
    if (chance(0.35)) {
      operator = one(COMPARISONS);
      bool = chance(0.4) ? " bool" : "";
    }
    return "("
        + left
        + ") "
        + operator
        + bool
        + " "
        + matching
        + fill(matching)
        + " ("
        + right
        + ")";
  }

  private String fill(String matching) {
    if (!parts.contains(Part.FILL) || chance(0.8)) {
      return "";
    }
    boolean grouped = matching.contains("group");
    return grouped ? " fill(0)" : one(List.of(" fill(0)", " fill_left(1)", " fill_right(NaN)"));
  }

  private String withScalar(int depth) {
    String left = "(" + vector(depth - 1) + ")";
    String right = scalar(depth - 1);
    boolean swapped = chance(0.3);
    String a = swapped ? right : left;
    String b = swapped ? left : right;
    if (parts.contains(Part.TRIM) && chance(0.1)) {
      return one(HISTOGRAMS) + one(List.of(" </ ", " >/ ")) + one(List.of("1", "0", "2.5", "-1"));
    }
    return chance(0.6)
        ? a + " " + one(ARITHMETIC) + " " + b
        : a + " " + one(COMPARISONS) + (chance(0.4) ? " bool " : " ") + b;
  }

  private String setOperation(int depth) {
    String matching = one(List.of("", "", "on (job)", "ignoring (code)", "on (job, instance)"));
    String operator = one(List.of("and", "or", "unless"));
    return "("
        + vector(depth - 1)
        + ") "
        + operator
        + " "
        + matching
        + " ("
        + vector(depth - 1)
        + ")";
  }

  private String ofElements(int depth) {
    String inner = vector(depth - 1);
    return switch (random.nextInt(8)) {
      case 0 -> "clamp(" + inner + ", " + scalar(0) + ", " + scalar(0) + ")";
      case 1 -> "clamp_min(" + inner + ", " + scalar(0) + ")";
      case 2 -> "clamp_max(" + inner + ", " + scalar(0) + ")";
      case 3 -> "round(" + inner + (chance(0.5) ? ", 0.5)" : ")");
      case 4 -> "timestamp(" + inner + ")";
      case 5 -> one(DATES) + "(timestamp(" + inner + "))";
      default -> one(MATHEMATICS) + "(" + inner + ")";
    };
  }

  private String ofHistograms(int depth) {
    String inner =
        chance(0.5)
            ? one(HISTOGRAMS)
            : chance(0.5) ? "rate(" + one(HISTOGRAMS) + "[5m])" : vector(depth - 1);
    return switch (random.nextInt(7)) {
      case 0 -> "histogram_fraction(" + scalar(0) + ", " + scalar(0) + ", " + inner + ")";
      case 1 -> "histogram_avg(" + inner + ")";
      case 2 -> "histogram_stddev(" + inner + ")";
      case 3 -> "histogram_stdvar(" + inner + ")";
      case 4 -> "histogram_sum(" + inner + ")";
      case 5 -> one(List.of("sum", "avg")) + one(GROUPINGS) + " (" + inner + ")";
      default -> "histogram_count(" + inner + ")";
    };
  }

  private String quantile(int depth) {
    String inner =
        switch (random.nextInt(4)) {
          case 0 -> "rate(latency_bucket[2m])";
          case 1 -> "sum by (le) (rate(latency_bucket[5m]))";
          case 2 -> one(HISTOGRAMS);
          default -> vector(depth - 1);
        };
    String q = one(List.of("0.5", "0.9", "0.99", "0", "1", "0.25", "-1", "1.2", "NaN"));
    return "histogram_quantile(" + q + ", " + inner + ")";
  }

  private String ofLabels(int depth) {
    String inner = vector(depth - 1);
    return switch (random.nextInt(4)) {
      case 0 -> "label_join(" + inner + ", \"both\", \"-\", \"job\", \"instance\")";
      case 1 -> "sort_by_label(" + inner + ", \"job\")";
      case 2 -> "label_replace(" + inner + ", \"job\", \"x$1\", \"job\", \"(a|b)\")";
      default -> "label_replace(" + inner + ", \"digit\", \"$1\", \"code\", \"(.).*\")";
    };
  }

  private String special(int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> "absent(" + (chance(0.5) ? "nothing{job=\"x\"}" : selector()) + ")";
      case 1 -> "sort(" + vector(depth - 1) + ")";
      case 2 -> "sort_desc(" + vector(depth - 1) + ")";
      case 3 -> "vector(" + scalar(depth - 1) + ")";
      case 4 -> one(DATES) + "()";
      default -> "absent_over_time(" + matchers(name()) + "[" + one(RANGES) + "])";
    };
  }

  private String ofParts(int depth) {
    if (parts.contains(Part.INFO) && chance(0.2)) {
      return "info(" + vector(depth - 1) + ", {__name__=\"build_info\"})";
    }
    if (parts.contains(Part.LIMIT_RATIO) && chance(0.2)) {
      return "limit_ratio(" + one(List.of("0.5", "-0.5", "0.1")) + ", " + selector() + ")";
    }
    return overTime(depth);
  }

  private String scalar(int depth) {
    if (depth > 0 && chance(0.5)) {
      return switch (random.nextInt(4)) {
        case 0 -> "scalar(" + vector(depth - 1) + ")";
        case 1 -> "(" + scalar(depth - 1) + " " + one(ARITHMETIC) + " " + scalar(depth - 1) + ")";
        case 2 -> "(time() % 60)";
        default -> "-" + scalar(depth - 1);
      };
    }
    return one(List.of("0", "1", "2", "0.5", "10", "-3", "0.9", "100", "Inf", "NaN", "1.5"));
  }
}
