package io.atalaya.server.ruletest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.query.EngineOptions;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.ruletest.RuleTests.CaseResult;
import io.atalaya.server.ruletest.RuleTests.FileResult;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleTestsTest {
  private static final String RULES =
      """
      groups:
        - name: b
          rules: [{record: doubled, expr: 2 * base}]
        - name: a
          rules:
            - {record: base, expr: sum(x)}
            - alert: High
              expr: x > 2
              for: 2m
              labels: {severity: page}
              annotations: {text: 'x is {{ $value }} at {{ $externalLabels.site }}'}
      """;

  @TempDir Path directory;

  @BeforeEach
  void writeRules() throws IOException {
    Files.writeString(directory.resolve("rules.yml"), RULES);
  }

  private static RuleTests tests(boolean diff, Pattern... run) {
    return new RuleTests(
        new RuleTests.Options(
            EngineOptions.DEFAULT,
            PromqlExpressions.with(Set.of()),
            List.of(run),
            diff,
            true,
            true));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static String test(String alertTime, String annotation, String value) {
    return """
    rule_files: [rule?.yml]
    evaluation_interval: 1m
    group_eval_order: [a, b]
    tests:
      - name: first
        interval: 1m
        external_labels: {site: north}
        input_series: [{series: 'x{a="1"}', values: '1 3x10'}]
        alert_rule_test:
          - eval_time: %s
            alertname: High
            exp_alerts:
              - exp_labels: {severity: page, a: "1"}
                exp_annotations: {text: '%s'}
        promql_expr_test:
          - {expr: doubled, eval_time: 1m, exp_samples: [{labels: doubled, value: %s}]}
    """
        .formatted(alertTime, annotation, value);
  }

  @Test
  void whatIsAsExpectedPassesAndTheOrderOfGroupsCounts() throws IOException {
    Path file = write("good.yml", test("3m30s", "x is 3 at north", "6"));

    FileResult result = tests(false).run(file);

    assertThat(result.cases()).extracting(CaseResult::faults).containsExactly(List.of());
    assertThat(result.good()).isTrue();
    assertThat(result.cases().getFirst().dump())
        .anyMatch(line -> line.startsWith("{__name__=\"x\""));
  }

  @Test
  void whatDiffersIsTold() throws IOException {
    Path file = write("bad.yml", test("2m", "", "7"));

    List<String> faults = tests(true).run(file).cases().getFirst().faults();

    assertThat(faults).hasSize(2);
    assertThat(faults.get(0))
        .contains("name: first")
        .contains("alertname: High, time: 2m")
        .contains("- Labels:{a=\"1\", alertname=\"High\", severity=\"page\"}");
    assertThat(faults.get(1))
        .contains("expr: \"doubled\", time: 1m")
        .contains("- {__name__=\"doubled\"} 7")
        .contains("+ {__name__=\"doubled\"} 6");
  }

  @Test
  void onlyTheTestsAskedForRun() throws IOException {
    Path file = write("good.yml", test("3m", "x is 3 at north", "6"));

    assertThat(tests(false, Pattern.compile("sec")).run(file).cases()).isEmpty();
    assertThat(tests(false, Pattern.compile("^fi")).run(file).cases()).hasSize(1);
  }

  @Test
  void aFileThatCannotBeReadSaysWhere() throws IOException {
    Path file = write("odd.yml", "rule_files: []\ntest: []\n");

    assertThat(tests(false).run(file).fault()).contains("odd.yml:2:1: unknown key test");
    assertThat(tests(false).run(directory.resolve("none.yml")).fault()).contains("cannot read");
  }

  @Test
  void theReportIsXmlWhateverIsInIt() throws IOException {
    Path file = write("bad.yml", test("2m", "<&\\\"", "7"));
    FileResult result = tests(false).run(file);

    String xml = JunitReport.of(List.of(result), Instant.EPOCH);

    assertThat(xml)
        .contains("tests=\"1\" failures=\"1\" errors=\"0\" timestamp=\"1970-01-01T00:00:00\"")
        .contains("<testcase name=\"first\"><failure>")
        .contains("&lt;&amp;");
  }

  /** {@code start_timestamp} is newer than the promtool of distributions. */
  @Test
  void everyFileOfTheCorpusHasTheVerdictOfPromtool() throws Exception {
    Path corpus = Path.of(System.getProperty("atalaya.shared", ""), "corpora", "promtool");
    Optional<Path> promtool = InstalledProgram.find("promtool");
    assumeTrue(Files.isDirectory(corpus), "the corpus of rule tests is not there");
    assumeTrue(promtool.isPresent(), "promtool is not on the path");
    Map<String, Boolean> theirs = new TreeMap<>();
    Map<String, Boolean> ours = new TreeMap<>();
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        if (text.contains("tests:") && !text.contains("start_timestamp")) {
          String name = file.getFileName().toString();
          theirs.put(name, passes(promtool.get(), file));
          ours.put(name, tests(false).run(file).good());
        }
      }
    }

    assertThat(ours).hasSizeGreaterThan(8).isEqualTo(theirs);
  }

  private static boolean passes(Path promtool, Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(promtool.toString(), "test", "rules", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }
}
