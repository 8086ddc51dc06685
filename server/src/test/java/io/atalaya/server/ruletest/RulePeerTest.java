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
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same rules over the same series, evaluated by Prometheus' own code (in promtool) and by the
 * code that evaluates rules here: after every evaluation both must have the same recorded series,
 * the same {@code ALERTS} and {@code ALERTS_FOR_STATE}, and the same alerts with the same texts.
 *
 * <p>Rules and series are made from a seed: intervals, delays, gaps, series that end, limits,
 * offsets. What is expected is always wrong, because promtool says what there is only then. More of
 * them: {@code -Datalaya.rules.seeds=1000}.
 */
class RulePeerTest {
  private static final int STEPS = 24;
  private static final Pattern CASE =
      Pattern.compile(
          "(expr: \"[^\\n]*\", time: [0-9hms]+|alertname: \\w+, time: [0-9hms]+)(.*?)"
              + "(?=expr: \"|alertname: \\w+, time|$)",
          Pattern.DOTALL);
  private static final Pattern GOT = Pattern.compile("got:(.*)", Pattern.DOTALL);
  private static final Pattern SAMPLE = Pattern.compile("(\\{[^}]*\\}) ([-+.0-9eEINaf]+)");
  private static final Pattern ALERT =
      Pattern.compile("Labels:(\\{[^}]*\\})\\s+Annotations:(\\{[^}]*\\})");
  private static final Pattern FAILED = Pattern.compile("rule: (\\w+), time: (\\w+), err: (.*)");

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("atalaya.rules.seeds", 12));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bothHaveTheSameAfterEveryEvaluation(long seed) throws Exception {
    Optional<Path> promtool = InstalledProgram.find("promtool");
    assumeTrue(promtool.isPresent(), "promtool is not on the path");
    Random random = new Random(seed);
    Files.writeString(folder.resolve("rules.yml"), rules(random));
    Path file = Files.writeString(folder.resolve("test.yml"), test(random));

    Map<String, Set<String>> theirs = found(theirs(promtool.get(), file));
    Map<String, Set<String>> ours = found(ours(file));

    assertThat(differences(ours, theirs)).as(() -> rulesText()).isEmpty();
    assertThat(ours).isNotEmpty();
  }

  private static Map<String, String> differences(
      Map<String, Set<String>> ours, Map<String, Set<String>> theirs) {
    Map<String, String> different = new TreeMap<>();
    Set<String> keys = new TreeSet<>(ours.keySet());
    keys.addAll(theirs.keySet());
    for (String key : keys) {
      Set<String> here = new TreeSet<>(ours.getOrDefault(key, Set.of("not asked")));
      Set<String> there = new TreeSet<>(theirs.getOrDefault(key, Set.of("not asked")));
      if (!here.equals(there)) {
        different.put(key, "here " + without(here, there) + ", there " + without(there, here));
      }
    }
    return different;
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private String rulesText() {
    try {
      return Files.readString(folder.resolve("rules.yml"));
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }

  private static String rules(Random random) {
    StringBuilder out = new StringBuilder("groups:\n");
    int groups = 1 + random.nextInt(3);
    for (int g = 0; g < groups; g++) {
      out.append("- name: g").append(g).append('\n');
      out.append("  interval: ").append(pick(random, "30s", "1m", "30s")).append('\n');
      if (random.nextInt(4) == 0) {
        out.append("  limit: ").append(1 + random.nextInt(6)).append('\n');
      }
      if (random.nextInt(4) == 0) {
        out.append("  query_offset: ").append(pick(random, "15s", "1m", "2m")).append('\n');
      }
      if (random.nextInt(3) == 0) {
        out.append("  labels: {group: g").append(g).append(", job: over}\n");
      }
      out.append("  rules:\n");
      int rules = 1 + random.nextInt(4);
      for (int r = 0; r < rules; r++) {
        out.append(random.nextBoolean() ? recording(random, g, r) : alerting(random, g, r));
      }
    }
    return out.toString();
  }

  private static String expression(Random random) {
    return pick(
        random,
        "x",
        "x > 1",
        "sum by (job) (x)",
        "x offset 1m",
        "rate(x[2m])",
        "absent(x{a=\"0\"})",
        "max_over_time(x[90s]) > 0",
        "x > 0 unless on (a) y",
        "count({__name__=~\"r[0-9]_.*\"})",
        "ALERTS{alertstate=\"firing\"}",
        "r0_0 + 1",
        "vector(time() % 240) > 100");
  }

  private static String recording(Random random, int group, int rule) {
    String labels = random.nextBoolean() ? ", labels: {kind: made, a: ''}" : "";
    return "  - {record: r%d_%d, expr: '%s'%s}%n"
        .formatted(group, rule, expression(random), labels);
  }

  private static String alerting(Random random, int group, int rule) {
    StringBuilder out = new StringBuilder();
    out.append("  - alert: A%d_%d%n    expr: '%s'%n".formatted(group, rule, expression(random)));
    if (random.nextInt(3) > 0) {
      out.append("    for: ").append(pick(random, "30s", "1m", "90s", "2m")).append('\n');
    }
    if (random.nextBoolean()) {
      out.append("    keep_firing_for: ").append(pick(random, "30s", "1m", "2m")).append('\n');
    }
    if (random.nextBoolean()) {
      out.append("    labels: {severity: page, was: '{{ $value }}', job: mine}\n");
    }
    out.append("    annotations: {text: 'v {{ $value | humanize }} of {{ $labels.a }}'}\n");
    return out.toString();
  }

  private static String test(Random random) {
    StringBuilder out = new StringBuilder();
    out.append(
        "rule_files: [rules.yml]\n"
            + "evaluation_interval: 30s\n"
            + "group_eval_order: [g0, g1, g2]\n"
            + "tests:\n"
            + "- interval: 30s\n");
    out.append("  input_series:\n");
    for (String series : List.of("x{a=\"0\", job=\"j\"}", "x{a=\"1\", job=\"j\"}", "y{a=\"1\"}")) {
      out.append("  - series: '").append(series).append("'\n    values: '");
      for (int i = 0; i < STEPS; i++) {
        out.append(pick(random, "0 ", "1 ", "2 ", "2 ", "3 ", "_ ", "stale "));
      }
      out.append("'\n");
    }
    out.append("  promql_expr_test:\n");
    for (int i = 0; i < STEPS; i++) {
      out.append("  - expr: \"{__name__!=''}\"\n    eval_time: ").append(30 * i).append("s\n");
      out.append("    exp_samples: [{labels: nothing, value: 1}]\n");
    }
    out.append("  alert_rule_test:\n");
    for (int i = 0; i < STEPS; i += 3) {
      for (String alert : List.of("A0_0", "A0_1", "A1_0", "A2_1")) {
        out.append("  - alertname: ").append(alert);
        out.append("\n    eval_time: ").append(30 * i).append("s\n");
        out.append("    exp_alerts: [{exp_labels: {no: such}}]\n");
      }
    }
    return out.toString();
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String theirs(Path promtool, Path file) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(promtool.toString(), "test", "rules", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor()).isEqualTo(1);
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  private static String ours(Path file) {
    RuleTests tests =
        new RuleTests(
            new RuleTests.Options(
                EngineOptions.DEFAULT,
                PromqlExpressions.with(Set.of()),
                List.of(),
                false,
                true,
                true));
    List<String> faults = new ArrayList<>();
    tests.run(file).cases().forEach(result -> faults.addAll(result.faults()));
    return String.join("\n", faults);
  }

  /** What was found, by what was asked; rules that failed say so. */
  private static Map<String, Set<String>> found(String said) {
    Map<String, Set<String>> all = new TreeMap<>();
    Matcher failed = FAILED.matcher(said);
    while (failed.find()) {
      all.put(failed.group(1) + " " + time(failed.group(2)), Set.of(failed.group(3).strip()));
    }
    Matcher cases = CASE.matcher(said);
    while (cases.find()) {
      Matcher got = GOT.matcher(cases.group(2));
      Set<String> items = new TreeSet<>();
      if (got.find()) {
        addItems(got.group(1), items);
      }
      all.put(time(cases.group(1)), items);
    }
    return all;
  }

  /** Older versions write 2m0s for 2m. */
  private static String time(String text) {
    return text.replaceFirst("(?<=m)0s$", "");
  }

  private static void addItems(String got, Set<String> items) {
    Matcher sample = SAMPLE.matcher(got);
    while (sample.find()) {
      items.add(sample.group(1) + " " + Double.valueOf(sample.group(2).replace("Inf", "Infinity")));
    }
    Matcher alert = ALERT.matcher(got);
    while (alert.find()) {
      items.add(alert.group(1) + " " + alert.group(2));
    }
  }
}
