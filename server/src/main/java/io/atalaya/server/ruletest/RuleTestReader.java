package io.atalaya.server.ruletest;

import io.atalaya.model.Labels;
import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlText;
import io.atalaya.server.ruletest.RuleTestFile.AlertTest;
import io.atalaya.server.ruletest.RuleTestFile.ExpectedAlert;
import io.atalaya.server.ruletest.RuleTestFile.ExpectedSample;
import io.atalaya.server.ruletest.RuleTestFile.ExpressionTest;
import io.atalaya.server.ruletest.RuleTestFile.InputSeries;
import io.atalaya.server.ruletest.RuleTestFile.TestGroup;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the keys of unit-test files. */
final class RuleTestReader {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Path file;
  private final List<String> warnings = new ArrayList<>();

  private RuleTestReader(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * A file and what is odd about it.
   *
   * @param warnings a sentence each
   */
  record Read(RuleTestFile file, List<String> warnings) {}

  /**
   * Reads a file.
   *
   * @throws RuleTestException if it is none
   */
  static Read read(Path file) {
    Problems problems = new Problems();
    RuleTestReader reader = new RuleTestReader(file);
    YamlMap document = document(file, problems);
    RuleTestFile read =
        Section.read(document, new Environment(Map.of()), problems, reader::file).orElse(null);
    if (read == null || problems.hasErrors()) {
      throw new RuleTestException(
          problems.all().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    return new Read(read, reader.warnings);
  }

  private static YamlMap document(Path file, Problems problems) {
    String text;
    try {
      if (Files.size(file) > YamlText.MAX_CHARS) {
        throw new RuleTestException(file + ": too large");
      }
      text = Files.readString(file);
    } catch (IOException e) {
      throw new RuleTestException("cannot read " + file + ": " + e);
    }
    List<YamlNode> documents =
        YamlText.read(file.toString(), text, problems).orElse(List.<YamlNode>of());
    if (problems.hasErrors()
        || documents.size() != 1
        || !(documents.getFirst() instanceof YamlMap map)) {
      throw new RuleTestException(
          problems.hasErrors() ? problems.all().getFirst().toString() : file + ": no tests in it");
    }
    return map;
  }

  private RuleTestFile file(Section s) {
    List<Path> rules = new ArrayList<>();
    s.literals("rule_files").forEach(pattern -> rules.addAll(matching(pattern)));
    Duration interval = s.duration("evaluation_interval", MINUTE);
    Duration every = interval.isZero() ? MINUTE : interval;
    List<String> order = s.literals("group_eval_order");
    for (int i = 0; i < order.size(); i++) {
      if (order.subList(0, i).contains(order.get(i))) {
        s.error("group_eval_order", "group name repeated in evaluation order: " + order.get(i));
      }
    }
    return new RuleTestFile(
        rules,
        every,
        order,
        s.flag("fuzzy_compare", false),
        s.sections("tests", test -> group(test, every)));
  }

  /** The files of a pattern, whose wildcards count in its last part only. */
  private List<Path> matching(String pattern) {
    Path path = file.resolveSibling(pattern).normalize();
    List<Path> found = new ArrayList<>();
    if (!pattern.matches(".*[*?\\[].*")) {
      found.addAll(Files.exists(path) ? List.of(path) : List.of());
    } else {
      String last = String.valueOf(path.getFileName());
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path.getParent(), last)) {
        files.forEach(found::add);
      } catch (IOException e) {
        found.clear();
      }
      found.sort(null);
    }
    if (found.isEmpty()) {
      warnings.add("no file match pattern " + path);
    }
    return found;
  }

  private static TestGroup group(Section s, Duration evaluation) {
    Duration interval = s.duration("interval", evaluation);
    return new TestGroup(
        s.literal("name", ""),
        interval.isZero() ? evaluation : interval,
        s.literal("start_timestamp").map(text -> start(s, text)).orElse(Instant.EPOCH),
        s.sections("input_series", i -> new InputSeries(i.required("series"), values(i))),
        s.sections("alert_rule_test", RuleTestReader::alert),
        s.sections("promql_expr_test", RuleTestReader::expression),
        Labels.of(s.literalMap("external_labels")),
        s.literal("external_url", ""));
  }

  private static String values(Section s) {
    return s.literal("values", "");
  }

  private static Instant start(Section s, String text) {
    try {
      return text.indexOf('T') > 0
          ? OffsetDateTime.parse(text).toInstant()
          : Instant.ofEpochMilli(new BigDecimal(text).movePointRight(3).longValueExact());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      s.error("start_timestamp", "cannot parse \"" + text + "\" to a valid timestamp");
      return Instant.EPOCH;
    }
  }

  private static AlertTest alert(Section s) {
    Duration at = s.duration("eval_time", Duration.ZERO);
    return new AlertTest(
        at,
        s.literal("alertname", ""),
        s.sections(
            "exp_alerts",
            a -> new ExpectedAlert(a.literalMap("exp_labels"), a.literalMap("exp_annotations"))));
  }

  private static ExpressionTest expression(Section s) {
    return new ExpressionTest(
        s.literal("expr", ""),
        s.duration("eval_time", Duration.ZERO),
        s.sections("exp_samples", RuleTestReader::sample));
  }

  private static ExpectedSample sample(Section s) {
    String histogram = s.literal("histogram", "");
    return new ExpectedSample(
        s.literal("labels", ""),
        number(s, s.literal("value", "0")),
        histogram.isEmpty() ? null : histogram);
  }

  private static double number(Section s, String text) {
    try {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "nan", ".nan" -> Double.NaN;
        case "inf", ".inf", "+inf", "+.inf" -> Double.POSITIVE_INFINITY;
        case "-inf", "-.inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text.replace("_", ""));
      };
    } catch (NumberFormatException e) {
      s.error("value", "\"" + text + "\" is no number");
      return 0;
    }
  }
}
