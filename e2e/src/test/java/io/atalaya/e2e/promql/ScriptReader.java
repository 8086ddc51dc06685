package io.atalaya.e2e.promql;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescription;
import io.atalaya.query.parse.SeriesDescriptionParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads scripts, as far as they can be run over HTTP. */
final class ScriptReader {
  private static final Pattern INSTANT =
      Pattern.compile("eval(?:_(\\w+))?\\s+instant\\s+(?:at\\s+(\\S+)\\s+)?(.+)");
  private static final Pattern RANGE =
      Pattern.compile(
          "eval(?:_(\\w+))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)\\s+(.+)");

  /** What ends the lines below a command: the next command, or nothing. */
  private static final Pattern COMMAND = Pattern.compile("^(clear|load|eval|$)");

  private static final Pattern EXPECT =
      Pattern.compile("expect\\s+(\\w+)(?:\\s+(msg|regex):(.+))?");
  private static final Pattern NUMBER = Pattern.compile("(?i)[+-]?(inf|nan|[0-9.][0-9a-fx.e+-]*)");

  private static final SeriesDescriptionParser SERIES =
      new SeriesDescriptionParser((a, b) -> sum(a, b, true), (a, b) -> sum(a, b, false));

  private final List<String> lines;
  private final List<Step> steps = new ArrayList<>();
  private int next;

  private ScriptReader(String script) {
    lines =
        script.lines().map(String::strip).map(line -> line.startsWith("#") ? "" : line).toList();
  }

  private static Histogram sum(Histogram a, Histogram b, boolean plus) {
    FloatHistogram result = FloatHistogram.of(a);
    if (plus) {
      result.add(FloatHistogram.of(b));
    } else {
      result.subtract(FloatHistogram.of(b));
    }
    return result.toHistogram();
  }

  static List<Step> read(String script) {
    ScriptReader reader = new ScriptReader(script);
    while (reader.next < reader.lines.size()) {
      reader.step();
    }
    return reader.steps;
  }

  private void step() {
    String line = lines.get(next++);
    if (line.startsWith("clear")) {
      steps.add(new Step.Clear());
    } else if (line.startsWith("load")) {
      load(line);
    } else if (line.startsWith("eval")) {
      eval(line, next);
    }
  }

  private List<String> body() {
    List<String> body = new ArrayList<>();
    while (next < lines.size() && !COMMAND.matcher(lines.get(next)).find()) {
      body.add(lines.get(next++));
    }
    return body;
  }

  private void load(String head) {
    List<String> body = body();
    if (head.startsWith("load_")) {
      steps.add(new Step.Impossible("made of classic histograms"));
    } else if (body.stream().anyMatch(line -> line.split("\\s", 2)[0].endsWith("@st"))) {
      steps.add(new Step.Impossible("start times, which remote write 1.0 does not know"));
    } else {
      long step = PromDuration.parseMillis(head.substring("load".length()).strip());
      Map<Labels, SeriesDescription> series = new LinkedHashMap<>();
      body.stream().map(SERIES::parse).forEach(s -> series.put(s.labels(), s));
      steps.add(new Step.Load(step, List.copyOf(series.values())));
    }
  }

  private void eval(String head, int line) {
    List<Step.Rule> rules = new ArrayList<>();
    List<SeriesDescription> expected = new ArrayList<>();
    boolean text = false;
    for (String row : body()) {
      Matcher expect = EXPECT.matcher(row);
      if (row.startsWith("expect string") || row.startsWith("expect range vector")) {
        text = true;
      } else if (row.startsWith("expected_fail_message")) {
        rules.add(new Step.Rule("fail", false, row.substring(21).strip()));
      } else if (row.startsWith("expected_fail_regexp")) {
        rules.add(new Step.Rule("fail", true, row.substring(20).strip()));
      } else if (expect.matches()) {
        rules.add(rule(expect));
      } else {
        expected.add(series(row));
      }
    }
    if (!text) {
      steps.add(eval(head, line, rules, expected));
    }
  }

  private static Step.Rule rule(Matcher expect) {
    String text = expect.group(3) == null ? "" : expect.group(3).strip();
    return new Step.Rule(expect.group(1), "regex".equals(expect.group(2)), text);
  }

  private static SeriesDescription series(String row) {
    return NUMBER.matcher(row).matches()
        ? new SeriesDescription(Labels.empty(), SERIES.parse("{} " + row).values())
        : SERIES.parse(row);
  }

  private static Step.Eval eval(
      String head, int line, List<Step.Rule> rules, List<SeriesDescription> expected) {
    Matcher range = RANGE.matcher(head);
    Matcher instant = INSTANT.matcher(head);
    if (range.matches()) {
      addModifier(range.group(1), rules);
      return new Step.Eval(
          line,
          range.group(5),
          PromDuration.parseMillis(range.group(2)),
          PromDuration.parseMillis(range.group(3)),
          PromDuration.parseMillis(range.group(4)),
          rules,
          expected);
    }
    if (!instant.matches()) {
      throw new IllegalArgumentException("line " + line + ": " + head);
    }
    addModifier(instant.group(1), rules);
    long at = instant.group(2) == null ? 0 : PromDuration.parseMillis(instant.group(2));
    return new Step.Eval(line, instant.group(3), at, at, 0, rules, expected);
  }

  private static void addModifier(
      @org.jspecify.annotations.Nullable String modifier, List<Step.Rule> rules) {
    if (modifier != null && rules.stream().noneMatch(r -> r.kind().equals(modifier))) {
      rules.add(new Step.Rule(modifier, false, ""));
    }
  }

  /** How many samples a series has at most. */
  static int length(List<SeriesDescription> series) {
    return series.stream().mapToInt(s -> s.values().size()).max().orElse(0);
  }

  /** Whether a series has both floats and histograms. */
  static boolean isMixed(SeriesDescription series) {
    return series.values().stream().anyMatch(SequenceValue.HistogramValue.class::isInstance)
        && series.values().stream().anyMatch(SequenceValue.FloatValue.class::isInstance);
  }
}
