package io.atalaya.bench.store;

import java.io.PrintStream;
import java.util.Locale;

/** Prints figures, each beside its target and what others reach. */
final class Figures {
  private static final String LINE = "%-58s %10s  %-10s %-6s %s%n";

  private final PrintStream out;

  Figures(PrintStream out) {
    this.out = out;
  }

  void title(String text) {
    out.printf(Locale.ROOT, "%n" + LINE, text, "ours", "target", "", "for comparison");
  }

  /** A figure that should be at most its target. */
  void atMost(String what, double ours, double target, String unit, String comparison) {
    String verdict = ours <= target ? "met" : "MISSED";
    out.printf(
        Locale.ROOT, LINE, what + ", " + unit, number(ours), "≤ " + target, verdict, comparison);
    out.flush();
  }

  /** A figure without a target. */
  void plain(String what, double ours, String unit, String comparison) {
    out.printf(Locale.ROOT, LINE, what + ", " + unit, number(ours), "", "", comparison);
    out.flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
  }
}
