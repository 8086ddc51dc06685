package io.atalaya.server.ruletest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.query.EngineOptions;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same unit test of rules, with very many texts, run by {@code promtool} and by us: every text
 * must come out the same, for each of several samples, in errors too.
 */
class RuleTemplatesPeerTest {
  /** One alert of each kind of sample. */
  private static final String TESTS =
      """
      rule_files: [rules.yml]
      evaluation_interval: 1m
      tests:
        - interval: 1m
          external_labels: {cluster: 'east & "west"', zone: ünï}
          external_url: http://mon.example.org:9090/path/prefix
          input_series:
            - {series: 'x{instance="a.example.org:9100", job="node"}', values: '1234567.891'}
            - {series: 'x{instance="[2001:db8::1]:9100", job="<b>"}', values: '-0.000123'}
            - {series: 'x{instance="10.0.0.1:80"}', values: 'NaN'}
            - {series: 'x{instance="é:1", job="it''s"}', values: '+Inf'}
            - {series: 'y{a="2"}', values: '21'}
            - {series: 'y{a="10", b="x"}', values: '11'}
            - {series: 'y{b="none"}', values: '0'}
            - {series: 'named{__value__="shown"}', values: '5'}
            - {series: 'h', values: '{{schema:0 sum:5 count:4 buckets:[1 2 1]}}'}
          alert_rule_test:
            - {eval_time: 0, alertname: Texts, exp_alerts: [{exp_labels: {wrong: "yes"}}]}
            - {eval_time: 0, alertname: Histogram, exp_alerts: [{exp_labels: {wrong: "yes"}}]}
      """;

  private static final Pattern ALERT =
      Pattern.compile("Labels:(\\{.*?\\})\\s+Annotations:\\{(t0000=\".*\")\\}");
  private static final Pattern ANNOTATION = Pattern.compile("(t\\d+)=(\"(?:[^\"\\\\]|\\\\.)*\")");

  @TempDir private Path folder;
  private final Optional<Path> promtool = InstalledProgram.find("promtool");

  @BeforeEach
  void requirePeer() {
    assumeTrue(promtool.isPresent(), "promtool is not on the path");
  }

  @Test
  void textsComeOutAsPromtoolHasThem() throws Exception {
    List<String> unknown = unknown();
    List<String> texts =
        TemplateTexts.of(Integer.getInteger("atalaya.templates.cases", 600)).stream()
            .filter(text -> unknown.stream().noneMatch(text::contains))
            .toList();
    Path tests = write(texts);

    Map<String, String> ours = alerts(String.join("\n", ownFaults(tests)));
    Map<String, String> theirs = alerts(run("test", "rules", tests.toString()));

    assertThat(theirs).hasSizeGreaterThan(4 * texts.size());
    List<String> differences = new ArrayList<>();
    theirs.forEach(
        (key, text) -> {
          String own = ours.getOrDefault(key, "\"\"");
          if (!text.equals(own) && !text.contains("{count:") && !text.contains("&{")) {
            int index = Integer.parseInt(key.substring(1, key.indexOf(' ')));
            differences.add(
                "%s\n  of     %s\n  theirs %s\n  ours   %s"
                    .formatted(texts.get(index), key, text, own));
          }
        });
    assertThat(differences).isEmpty();
  }

  /** Functions that are newer than this promtool. */
  private List<String> unknown() throws Exception {
    List<String> newer = List.of("now", "toDuration", "urlQueryEscape");
    String answer =
        run(
            "test",
            "rules",
            write(newer.stream().map(name -> "{{ " + name + " 1 }}").toList()).toString());
    return newer.stream().filter(name -> answer.contains("\"" + name + "\" not defined")).toList();
  }

  /** A file for each: one that cannot be read hides the others in it. */
  @Test
  void whatIsNoTemplateIsRefusedByBoth() throws Exception {
    for (String text : TemplateTexts.REFUSED) {
      Path tests = write(List.of("fine", text));
      assertThat(run("test", "rules", tests.toString())).as(text).contains("template");
      assertThat(ownFaults(tests)).as(text).anyMatch(fault -> fault.contains("template"));
    }
  }

  private Path write(List<String> texts) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n- name: g\n  rules:\n");
    for (String rule : List.of("alert: Texts, expr: x", "alert: Histogram, expr: h")) {
      rules.append("  - {").append(rule).append(", annotations: {\n");
      for (int i = 0; i < texts.size(); i++) {
        rules.append("      t%04d: %s,\n".formatted(i, quoted(texts.get(i))));
      }
      rules.append("    }}\n");
    }
    Files.writeString(folder.resolve("rules.yml"), rules);
    return Files.writeString(folder.resolve("tests.yml"), TESTS);
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }

  private static List<String> ownFaults(Path tests) {
    RuleTests.Options options =
        new RuleTests.Options(
            EngineOptions.DEFAULT, PromqlExpressions.with(Set.of()), List.of(), false, false, true);
    RuleTests.FileResult result = new RuleTests(options).run(tests);
    List<String> faults = new ArrayList<>(List.of(result.fault()));
    result.cases().forEach(each -> faults.addAll(each.faults()));
    return faults;
  }

  /** What either of them prints of each text of each alert. */
  private static Map<String, String> alerts(String report) {
    Map<String, String> found = new TreeMap<>();
    Matcher alert = ALERT.matcher(report);
    while (alert.find()) {
      Matcher annotation = ANNOTATION.matcher(alert.group(2));
      while (annotation.find()) {
        found.put(annotation.group(1) + " " + alert.group(1), annotation.group(2));
      }
    }
    return found;
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(promtool.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text;
    }
  }
}
