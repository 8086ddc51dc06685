package io.atalaya.server.cli;

import io.atalaya.collect.check.CheckState;
import io.atalaya.collect.check.CheckStatus;
import io.atalaya.collect.check.Observation;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What one evaluation of all checks found, as a table for people or as JSON:
 *
 * <pre>
 *   UP    shop   0.123 s  https://shop.example.org
 *   DOWN  mail  10.000 s  mail.example.org:25  connection timed out
 * </pre>
 *
 * @param at when it began
 * @param checks how each check is
 */
record CheckReport(Instant at, List<CheckStatus> checks) {
  private static final int MIN_STATE_WIDTH = 8;

  CheckReport {
    checks = List.copyOf(checks);
  }

  /** The worst of all. What is in maintenance is meant to be as it is. */
  ExitCode exitCode() {
    if (has(CheckState.DOWN)) {
      return ExitCode.DOWN;
    }
    boolean well =
        checks.stream()
            .allMatch(c -> c.state() == CheckState.UP || c.state() == CheckState.MAINTENANCE);
    return well ? ExitCode.OK : ExitCode.DEGRADED;
  }

  private boolean has(CheckState state) {
    return checks.stream().anyMatch(check -> check.state() == state);
  }

  String table() {
    int width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
    int states =
        checks.stream().mapToInt(c -> c.state().text().length()).max().orElse(MIN_STATE_WIDTH);
    String format =
        "%-"
            + Math.max(MIN_STATE_WIDTH, states)
            + "s  %-"
            + Math.max(1, width)
            + "s  %7.3f s  %s  %s";
    StringBuilder table = new StringBuilder();
    for (CheckStatus check : checks) {
      String line =
          String.format(
              Locale.ROOT,
              format,
              check.state(),
              check.name(),
              seconds(check),
              check.target(),
              remark(check));
      table.append(line.stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static double seconds(CheckStatus check) {
    Observation last = check.last();
    return last == null ? 0 : last.durationNanos() / 1e9;
  }

  /** Why it is as it is, and which maintenance is going on. */
  private static String remark(CheckStatus check) {
    String why = check.explanation().replaceAll("\\p{Cntrl}", " ");
    return check.maintenance().isEmpty() ? why : "(" + check.maintenance() + ") " + why;
  }

  String json() {
    return JsonText.of(this::write) + "\n";
  }

  private void write(JsonOut out) throws IOException {
    out.object().field("time", at.toString());
    out.field("status", exitCode().name().toLowerCase(Locale.ROOT)).name("checks").array();
    for (CheckStatus check : checks) {
      write(out, check);
    }
    out.end().end();
  }

  private static void write(JsonOut out, CheckStatus check) throws IOException {
    Observation last = check.last();
    out.object()
        .field("name", check.name())
        .field("kind", check.kind())
        .field("target", check.target())
        .field("state", check.state().text())
        .field("reason", last == null ? "" : last.reason())
        .field("message", check.explanation())
        .field("seconds", seconds(check))
        .field("failures", check.failures())
        .field("maintenance", check.maintenance())
        .end();
  }
}
