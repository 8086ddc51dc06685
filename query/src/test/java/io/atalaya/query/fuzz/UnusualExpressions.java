package io.atalaya.query.fuzz;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Expressions as few people write them: other spellings, precedence without parentheses, parameters
 * that are expressions, names where they are not expected.
 */
final class UnusualExpressions {
  private static final List<String> NUMBERS =
      List.of("0x1F", "1e3", "5m", "1h30m", ".5", "1_000", "+Inf", "017", "-0", "1e-320", "2.");
  private static final List<String> REPLACEMENTS =
      List.of("$1", "${1}x", "$name", "$$", "", "a", "$2$1", "\\xff", "é");
  private static final List<String> REGEXES =
      List.of("(.*)", "(a|b)", "(?P<name>.+)", ".", "", "(.)?(.)?", "[^a]", "(?i)A");
  private static final List<String> LABELS =
      List.of("job", "instance", "new", "__name__", "le", "dotted.name", "on");
  private static final List<String> OPERATORS =
      List.of("+", "-", "*", "/", "%", "^", "atan2", "==", "> bool", "and", "or", "unless");

  private final Random random;
  private final IntFunction<String> vectors;

  /**
   * A generator.
   *
   * @param vectors gives an instant vector of some depth
   */
  UnusualExpressions(Random random, IntFunction<String> vectors) {
    this.random = random;
    this.vectors = vectors;
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String vector() {
    return vectors.apply(random.nextInt(2));
  }

  String next(boolean newFunctions) {
    return switch (random.nextInt(newFunctions ? 16 : 15)) {
      case 0 -> "sort_by_label_desc(" + vector() + ", \"job\", \"instance\")";
      case 1 -> "SUM # of all\n BY (job) (" + vector() + ")";
      case 2 -> vector() + " * " + one(NUMBERS);
      case 3 -> "count_values by (job) (\"" + one(LABELS) + "\", " + vector() + ")";
      case 4 -> "{\"temperature\", \"job\"=\"a\", instance!~'0|1'}";
      case 5 -> replaced();
      case 6 -> "label_join(" + vector() + ", \"" + one(LABELS) + "\", \"\", \"job\", \"no\")";
      case 7 -> "absent_over_time((" + vector() + ")[5m:])";
      case 8 -> "quantile_over_time(scalar(" + vector() + "), temperature[5m])";
      case 9 -> "topk(scalar(count(up)), " + vector() + ")";
      case 10 -> "histogram_quantile(0.5, {__name__=~\"latency_bucket|size\"})";
      case 11 -> "(" + vector() + ")[" + one(List.of("5m:1m", "3m:", "90s:20s")) + "]";
      case 12 -> unparenthesised();
      case 13 -> one(List.of("temperature[3m]", "mixed[2m]", "\"text\"", "-up offset 1m", "1 + 2"));
      case 14 -> "sum by (\"job\", on) (" + vector() + ")";
      default -> "histogram_quantiles(" + vector() + ", \"q\", 0.1, 0.5, NaN)";
    };
  }

  private String replaced() {
    return "label_replace(%s, \"%s\", \"%s\", \"%s\", \"%s\")"
        .formatted(vector(), one(LABELS), one(REPLACEMENTS), one(LABELS), one(REGEXES));
  }

  /** Operations in a row, whose order their precedence tells. */
  private String unparenthesised() {
    StringBuilder out = new StringBuilder(random.nextBoolean() ? "-up" : "up");
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      String operator = one(OPERATORS);
      boolean set = operator.equals("and") || operator.equals("or") || operator.equals("unless");
      String operand = one(List.of("up", "limit", "temperature", "vector(2)", "errors_total"));
      out.append(' ').append(operator).append(' ');
      out.append(set || random.nextBoolean() ? operand : one(NUMBERS));
    }
    return out.toString();
  }
}
