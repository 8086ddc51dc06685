package io.atalaya.server.cli;

import io.atalaya.collect.check.CheckConfig;
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
 * @param checks what was asked
 * @param outcomes what each answered
 */
record CheckReport(Instant at, List<CheckConfig> checks, List<Observation> outcomes) {
  CheckReport {
    if (checks.size() != outcomes.size()) {
      throw new IllegalArgumentException(
          outcomes.size() + " outcomes of " + checks.size() + " checks");
    }
  }

  /** The worst of all. */
  ExitCode exitCode() {
    if (has(Observation.Verdict.DOWN)) {
      return ExitCode.DOWN;
    }
    boolean well = !has(Observation.Verdict.DEGRADED) && !has(Observation.Verdict.UNKNOWN);
    return well ? ExitCode.OK : ExitCode.DEGRADED;
  }

  private boolean has(Observation.Verdict verdict) {
    return outcomes.stream().anyMatch(outcome -> outcome.verdict() == verdict);
  }

  String table() {
    int width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < checks.size(); i++) {
      CheckConfig check = checks.get(i);
      Observation outcome = outcomes.get(i);
      String line =
          String.format(
              Locale.ROOT,
              "%-8s  %-" + Math.max(1, width) + "s  %7.3f s  %s  %s",
              outcome.verdict(),
              check.name(),
              outcome.durationNanos() / 1e9,
              check.target(),
              outcome.message());
      table.append(line.stripTrailing()).append('\n');
    }
    return table.toString();
  }

  String json() {
    return JsonText.of(this::write) + "\n";
  }

  private void write(JsonOut out) throws IOException {
    out.object().field("time", at.toString());
    out.field("status", exitCode().name().toLowerCase(Locale.ROOT)).name("checks").array();
    for (int i = 0; i < checks.size(); i++) {
      write(out, checks.get(i), outcomes.get(i));
    }
    out.end().end();
  }

  private static void write(JsonOut out, CheckConfig check, Observation seen) throws IOException {
    out.object()
        .field("name", check.name())
        .field("kind", check.kind())
        .field("target", check.target())
        .field("state", seen.verdict().name().toLowerCase(Locale.ROOT))
        .field("reason", seen.reason())
        .field("message", seen.message())
        .field("seconds", seen.durationNanos() / 1e9)
        .end();
  }
}
