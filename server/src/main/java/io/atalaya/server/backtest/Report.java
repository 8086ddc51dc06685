package io.atalaya.server.backtest;

import io.atalaya.alert.simulate.Backtest;
import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Says what became of rules: as a table, or as JSON.
 *
 * @param from the first instant
 * @param to the last
 * @param runs one, or one for each threshold
 */
public record Report(Instant from, Instant to, List<Run> runs) {
  public Report {
    runs = List.copyOf(runs);
  }

  /**
   * One run.
   *
   * @param threshold the threshold that was tried; empty if none was
   * @param swept the alert it was tried for; empty if none
   */
  public record Run(String threshold, String swept, Backtest.Result result) {
    /** The rules to tell of: all, or the one whose threshold is tried. */
    private List<Backtest.RuleResult> shown() {
      return result.rules().stream()
          .filter(rule -> swept.isEmpty() || rule.rule().alert().equals(swept))
          .toList();
    }
  }

  /** Prints a table with a line for each rule, and one for all of them. */
  public void print(PrintWriter out) {
    out.println(
        "from "
            + from.truncatedTo(ChronoUnit.SECONDS)
            + " to "
            + to.truncatedTo(ChronoUnit.SECONDS));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("alert", "threshold", "fired", "minutes", "alert minutes", "notifications"));
    for (Run run : runs) {
      run.shown().forEach(rule -> rows.add(row(run.threshold(), rule)));
      if (run.swept().isEmpty()) {
        rows.add(List.of("all", "", "", "", "", counts(run.result().notifications())));
      }
    }
    printAligned(out, rows);
    runs.stream()
        .flatMap(run -> run.result().failures().stream())
        .map(Report::line)
        .distinct()
        .forEach(out::println);
  }

  private static String line(Backtest.Failure failure) {
    return "FAILED  rule %s of group %s at %d evaluations: %s"
        .formatted(failure.rule(), failure.group(), failure.evaluations(), failure.error());
  }

  private static List<String> row(String threshold, Backtest.RuleResult rule) {
    return List.of(
        rule.rule().alert(),
        threshold,
        Integer.toString(rule.fired()),
        minutes(rule.firing()).toPlainString(),
        minutes(rule.alertTime()).toPlainString(),
        counts(rule.notifications()));
  }

  private static String counts(Map<String, Integer> byReceiver) {
    return byReceiver.isEmpty()
        ? "none"
        : byReceiver.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  /** With one decimal, and none if that is 0. */
  private static BigDecimal minutes(Duration time) {
    BigDecimal exact = BigDecimal.valueOf(time.toMillis());
    BigDecimal minutes = exact.divide(BigDecimal.valueOf(60_000), 1, RoundingMode.HALF_UP);
    return minutes.stripTrailingZeros().scale() <= 0 ? minutes.setScale(0) : minutes;
  }

  /** The first and the last column to the left, figures to the right; empty columns left out. */
  private static void printAligned(PrintWriter out, List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows.subList(1, rows.size())) {
      Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length()));
    }
    Arrays.setAll(
        widths, i -> widths[i] == 0 ? 0 : Math.max(widths[i], rows.getFirst().get(i).length()));
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        if (widths[i] > 0) {
          String gap = " ".repeat(widths[i] - row.get(i).length());
          boolean left = i == 0 || i == columns - 1;
          line.append(left ? row.get(i) + gap : gap + row.get(i)).append("  ");
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** The same as one JSON object. */
  public String json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object().field("from", from.toString()).field("to", to.toString());
      out.name("runs").array();
      for (Run run : runs) {
        write(out, run);
      }
      out.end().end();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void write(JsonOut out, Run run) throws IOException {
    out.object();
    if (!run.swept().isEmpty()) {
      out.field("sweep", run.swept()).field("threshold", run.threshold());
    }
    out.name("rules").array();
    for (Backtest.RuleResult rule : run.result().rules()) {
      out.object()
          .field("group", rule.rule().group())
          .field("alert", rule.rule().alert())
          .field("expr", rule.rule().expression())
          .field("for_seconds", rule.rule().holdFor().toMillis() / 1000.0)
          .field("fired", rule.fired())
          .field("firing_minutes", rule.firing().toMillis() / 60_000.0)
          .field("alert_minutes", rule.alertTime().toMillis() / 60_000.0);
      write(out.name("notifications"), rule.notifications());
      out.end();
    }
    write(out.end().name("notifications"), run.result().notifications());
    out.name("failures").array();
    for (Backtest.Failure failure : run.result().failures()) {
      out.object()
          .field("group", failure.group())
          .field("rule", failure.rule())
          .field("evaluations", failure.evaluations())
          .field("error", failure.error())
          .end();
    }
    out.end().end();
  }

  private static void write(JsonOut out, Map<String, Integer> counts) throws IOException {
    out.object();
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      out.field(entry.getKey(), entry.getValue());
    }
    out.end();
  }
}
