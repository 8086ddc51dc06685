package io.atalaya.query.fuzz;

import java.util.List;
import java.util.Random;

/** Text that is almost PromQL: something left out, put in, exchanged or repeated. */
public final class MutatedText {
  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ",",
          ":",
          "@",
          "=",
          "=~",
          "!=",
          "==",
          "<",
          ">=",
          "+",
          "-",
          "*",
          "/",
          "%",
          "^",
          "\"",
          "'",
          "`",
          "\\",
          "#",
          "5m",
          "1e",
          "0x",
          ".",
          "1",
          "-1",
          "Inf",
          "NaN",
          "by",
          "on",
          "ignoring",
          "group_left",
          "bool",
          "offset",
          "without",
          "and",
          "or",
          "unless",
          "start()",
          "end()",
          "sum",
          "rate",
          "x",
          "é",
          "\n",
          " ",
          "_",
          "1h30m",
          "atan2",
          "[5m]",
          "[5m:1m]",
          "{a=\"b\"}",
          "count_values",
          "topk",
          "\"quoted\"",
          "__name__");

  private MutatedText() {}

  /** The text after one to three mutations. */
  public static String of(String text, Random random) {
    String mutated = text;
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutated = once(mutated, random);
    }
    return mutated;
  }

  private static String once(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + 1 + random.nextInt(4));
    String before = text.substring(0, from);
    String after = text.substring(to);
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    return switch (random.nextInt(5)) {
      case 0 -> before + after;
      case 1 -> before + piece + text.substring(from);
      case 2 -> before + " " + piece + " " + text.substring(from);
      case 3 -> before + text.substring(from, to) + text.substring(from);
      default -> before + piece + after;
    };
  }
}
