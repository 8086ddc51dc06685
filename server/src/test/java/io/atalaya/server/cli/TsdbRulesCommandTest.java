package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording rules over samples of the past. */
class TsdbRulesCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long FIRST_SECONDS = NOW.getEpochSecond() - 86_400;

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String data;

  @BeforeEach
  void fillTheStore() throws IOException {
    data = dir.resolve("data").toString();
    StringBuilder lines = new StringBuilder("# TYPE m gauge\n");
    for (int series = 1; series <= 2; series++) {
      for (int i = 0; i < 800; i++) {
        lines.append("m{i=\"" + series + "\"} " + i * series + " " + (FIRST_SECONDS + i * 15L));
        lines.append('\n');
      }
    }
    Path text = Files.writeString(dir.resolve("m.om"), lines + "# EOF\n");
    answer("tsdb", "create-blocks-from", "openmetrics", text.toString(), data);
  }

  private int run(String... args) {
    Surroundings surroundings =
        new Surroundings(
            Map.of(), new PrintWriter(out), new PrintWriter(err), new VirtualScheduler(NOW), "1");
    CheckRunner checks = (configuration, remembers) -> List::of;
    return new Cli(surroundings, options -> 0, checks, PromqlExpressions.with(Set.of())).run(args);
  }

  private String answer(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    assertThat(run(args)).as(err.toString()).isZero();
    return out.toString();
  }

  private String rules(String text) throws IOException {
    return Files.writeString(dir.resolve("rules.yml"), text).toString();
  }

  private String[] command(String rules, String start, String end) {
    return new String[] {
      "tsdb", "create-blocks-from", "rules", rules, "--data", data, "--start", start, "--end", end
    };
  }

  private static final String RULES =
      """
      groups:
      - name: g
        interval: 5m
        rules:
        - record: all:sum
          expr: sum(m)
          labels: {by: rule}
        - record: all:doubled
          expr: 2 * all:sum
        - alert: Ignored
          expr: m > 0
      """;

  @Test
  void rulesRecordThePastAndSeeWhatOthersRecorded() throws IOException {
    String from = Instant.ofEpochSecond(FIRST_SECONDS + 400).toString();
    String to = Instant.ofEpochSecond(FIRST_SECONDS + 7500).toString();
    assertThat(answer(command(rules(RULES), from, to))).contains("stored 48 samples");
    List<String> sums =
        answer("tsdb", "dump", "--data", data, "--match", "{__name__=~\"all:.+\"}")
            .lines()
            .toList();
    assertThat(sums).hasSize(48);
    // At 600 s, 40 scrapes are over: 40 * 1 + 40 * 2.
    assertThat(sums)
        .contains(
            "{__name__=\"all:sum\", by=\"rule\"} 120 " + (FIRST_SECONDS + 600) + "000",
            "{__name__=\"all:doubled\", by=\"rule\"} 240 " + (FIRST_SECONDS + 600) + "000",
            "{__name__=\"all:sum\", by=\"rule\"} 1500 " + (FIRST_SECONDS + 7500) + "000");
  }

  @Test
  void doingItAgainChangesNothing() throws IOException {
    answer(command(rules(RULES), "1d", "22h"));
    String before = answer("tsdb", "dump", "--data", data);
    answer(command(rules(RULES), "1d", "22h"));
    assertThat(answer("tsdb", "dump", "--data", data)).isEqualTo(before);
  }

  @Test
  void whatIsWrongIsToldWithAnExitCode() throws IOException {
    String rules = rules(RULES);
    assertThat(run("tsdb", "create-blocks-from", "rules", rules, "--data", data)).isEqualTo(64);
    assertThat(err.toString()).contains("say from when, with --start");
    assertThat(
            run(
                command(
                    rules("groups: [{name: g, rules: [{record: x, expr: 'sum('}]}]"), "1d", "1h")))
        .isEqualTo(78);
    String failing = "groups: [{name: g, rules: [{record: x, expr: 'm + on () m'}]}]";
    assertThat(run(command(rules(failing), "1d", "22h"))).isEqualTo(1);
    assertThat(err.toString()).contains("failed: x: ");
    assertThat(run(command(rules, "1h", "1d"))).isEqualTo(64);
  }
}
