package io.atalaya.query.promqltest;

import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescription;
import io.atalaya.query.parse.SeriesDescriptionParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads scripts. */
final class ScriptParser {
  private static final Pattern LOAD = Pattern.compile("^load(?:_(with_nhcb))?\\s+(.+?)$");
  private static final Pattern INSTANT =
      Pattern.compile(
          "^eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+" + "(?:at\\s+(.+?))?\\s+(.+)$");
  private static final Pattern RANGE =
      Pattern.compile(
          "^eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)"
              + "\\s+step\\s+(.+?)\\s+(.+)$");
  private static final Pattern RANGE_VECTOR =
      Pattern.compile("^expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)$");
  private static final String EXPECT_STRING = "expect string ";

  private static final SeriesDescriptionParser SERIES =
      new SeriesDescriptionParser((a, b) -> combined(a, b, true), (a, b) -> combined(a, b, false));

  private final List<String> lines = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private int next;

  private ScriptParser(String script) {
    for (String line : script.split("\n", -1)) {
      String stripped = line.strip();
      lines.add(stripped.startsWith("#") ? "" : stripped);
    }
  }

  private static io.atalaya.model.Histogram combined(
      io.atalaya.model.Histogram a, io.atalaya.model.Histogram b, boolean add) {
    FloatHistogram result = FloatHistogram.of(a);
    if (add) {
      result.add(FloatHistogram.of(b));
    } else {
      result.subtract(FloatHistogram.of(b));
    }
    return result.toHistogram();
  }

  static List<Command> parse(String script) {
    ScriptParser parser = new ScriptParser(script);
    parser.parse();
    return parser.commands;
  }

  private void parse() {
    while (next < lines.size()) {
      String line = lines.get(next);
      String word = line.split("[\t ]+", 2)[0].toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        next++;
      } else if (word.equals("clear")) {
        next++;
        commands.add(new Command.Clear());
      } else if (word.startsWith("load")) {
        load();
      } else if (word.startsWith("eval")) {
        new EvalParser().parse();
      } else {
        throw new IllegalArgumentException("line " + (next + 1) + ": invalid command " + line);
      }
    }
  }

  private void load() {
    Matcher m = LOAD.matcher(lines.get(next++));
    if (!m.matches()) {
      throw new IllegalArgumentException("line " + next + ": invalid load command");
    }
    List<Command.Loaded> series = new ArrayList<>();
    List<@Nullable Long> starts = null;
    while (next < lines.size() && !lines.get(next).isEmpty()) {
      String line = lines.get(next++);
      int space = line.replace('\t', ' ').indexOf(' ');
      if (space > 0 && line.substring(0, space).endsWith("@st")) {
        starts = StartTimeSequence.parse(line.substring(space + 1));
      } else {
        series.add(new Command.Loaded(SERIES.parse(line), starts));
        starts = null;
      }
    }
    commands.add(
        new Command.Load(PromDuration.parseMillis(m.group(2)), m.group(1) != null, series));
  }

  /** Reads one evaluation and what is expected of it. */
  private final class EvalParser {
    private final int line = next + 1;
    private final List<Expectation> expectations = new ArrayList<>();
    private final List<Command.Expected> expected = new ArrayList<>();
    private boolean isRange;
    private String expression = "";
    private long start;
    private long end;
    private long step;
    private boolean scalar;
    private boolean rangeVector;
    private @Nullable String text;

    void parse() {
      head(lines.get(next++));
      while (next < lines.size() && !lines.get(next).isEmpty()) {
        if (!body(lines.get(next++))) {
          break;
        }
      }
      commands.add(
          new Command.Eval(
              line,
              expression,
              isRange,
              start,
              end,
              step,
              expectations,
              scalar,
              rangeVector,
              text,
              expected));
    }

    private void head(String head) {
      Matcher instant = INSTANT.matcher(head);
      Matcher range = RANGE.matcher(head);
      if (instant.matches()) {
        modifier(instant.group(1));
        start = duration(instant.group(2));
        end = start;
        expression = instant.group(3);
      } else if (range.matches()) {
        modifier(range.group(1));
        isRange = true;
        start = duration(range.group(2));
        end = duration(range.group(3));
        step = duration(range.group(4));
        expression = range.group(5);
      } else {
        throw new IllegalArgumentException("line " + line + ": invalid evaluation " + head);
      }
    }

    private void modifier(@Nullable String modifier) {
      if (modifier != null) {
        expectations.add(Expectation.parse("expect " + modifier));
      }
    }

    /** Whether more lines may follow. */
    private boolean body(String body) {
      Matcher vector = RANGE_VECTOR.matcher(body);
      if (body.startsWith("expected_fail_message")) {
        fail("msg:" + body.substring("expected_fail_message".length()));
        return false;
      }
      if (body.startsWith("expected_fail_regexp")) {
        fail("regex:" + body.substring("expected_fail_regexp".length()));
        return false;
      }
      if (vector.matches()) {
        rangeVector = true;
        start = duration(vector.group(1));
        end = duration(vector.group(2));
        step = duration(vector.group(3));
      } else if (body.startsWith(EXPECT_STRING)) {
        text = literal(body.substring(EXPECT_STRING.length()));
      } else if (body.split(" ", 2)[0].equals("expect")) {
        expectations.add(Expectation.parse(body));
      } else {
        return value(body);
      }
      return true;
    }

    private void fail(String how) {
      expectations.removeIf(e -> e.kind() == Expectation.Kind.FAIL);
      expectations.add(Expectation.parse("expect fail " + how));
    }

    private boolean value(String body) {
      SequenceValue number = NumberLine.parse(body);
      if (number != null) {
        scalar = true;
        expected.add(new Command.Expected(Labels.empty(), List.of(number)));
        return false;
      }
      SeriesDescription series = SERIES.parse(body);
      expected.removeIf(e -> e.labels().equals(series.labels()));
      expected.add(new Command.Expected(series.labels(), series.values()));
      return true;
    }
  }

  private static String literal(String quoted) {
    PromqlParser parser = new PromqlParser(Set.of(PromqlFeature.values()));
    return ((StringLiteral) parser.parse(quoted)).value();
  }

  private static long duration(@Nullable String text) {
    return text == null ? 0 : PromDuration.parseMillis(text);
  }
}
