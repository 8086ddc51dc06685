package io.atalaya.query.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesDescriptionParserTest {
  private final SeriesDescriptionParser parser =
      new SeriesDescriptionParser(
          (a, b) -> withSum(a, a.sum() + b.sum()), (a, b) -> withSum(a, a.sum() - b.sum()));

  /** Enough arithmetic to see that it is called. */
  private static Histogram withSum(Histogram h, double sum) {
    return new Histogram(
        h.schema(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.count(),
        sum,
        h.positiveSpans(),
        h.positiveCounts(),
        h.negativeSpans(),
        h.negativeCounts(),
        h.customBounds(),
        h.resetHint(),
        h.integer());
  }

  private List<String> valuesOf(String text) {
    return parser.parse("x " + text).values().stream().map(this::show).toList();
  }

  private String show(SequenceValue value) {
    return switch (value) {
      case SequenceValue.Omitted v -> "_";
      case SequenceValue.FloatValue v ->
          SampleValue.isStale(v.value()) ? "stale" : GoFloat.plain(v.value());
      case SequenceValue.HistogramValue v -> "{sum " + GoFloat.plain(v.value().sum()) + "}";
    };
  }

  private Histogram histogramOf(String text) {
    SequenceValue value = parser.parse("{} " + text).values().getFirst();
    return ((SequenceValue.HistogramValue) value).value();
  }

  @Test
  void readsLabels() {
    assertThat(parser.parse("up{job=\"x\", \"a b\"='c'} 1").labels())
        .isEqualTo(Labels.of("__name__", "up", "job", "x", "a b", "c"));
    assertThat(parser.parse("{\"my.metric\", a=\"b\"}").labels())
        .isEqualTo(Labels.of("__name__", "my.metric", "a", "b"));
    assertThat(parser.parse("").labels()).isEqualTo(Labels.empty());
    assertThat(SeriesDescriptionParser.parseMetric("sum{a=\"b\"}"))
        .isEqualTo(Labels.of("__name__", "sum", "a", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 2 3|1 2 3",
        "1 -1 +4  -2|1 -1 4 -2",
        "0x2 7|0 0 0 7",
        "_ _x3 1|_ _ _ _ 1",
        "1+2x3|1 3 5 7",
        "-3-10x2|-3 -13 -23",
        "1x0|1",
        "stale NaN Inf -inf|stale NaN +Inf -Inf",
        "1.5e1+.5x1|15 15.5",
        "{{}} {{ }}|{sum 0} {sum 0}",
        "{{sum:2}}x2|{sum 2} {sum 2} {sum 2}",
        "{{sum:2}}+{{sum:3}}x2 1|{sum 2} {sum 5} {sum 8} 1",
        "{{sum:2}}-{{sum:3}}x1|{sum 2} {sum -1}",
      })
  void writesOutValues(String text, String values) {
    assertThat(String.join(" ", valuesOf(text))).isEqualTo(values);
  }

  @Test
  void readsAllThatCanBeSaidOfAHistogram() {
    Histogram h =
        histogramOf(
            "{{schema:1  sum:-0.3 count:3.1 z_bucket:7.1 z_bucket_w:0.05 buckets:[5.1 10 -7 ]"
                + " offset:-3 n_buckets:[4.1 Inf] n_offset:5 counter_reset_hint:gauge }}");
    assertThat(h)
        .isEqualTo(
            new Histogram(
                1,
                0.05,
                7.1,
                3.1,
                -0.3,
                List.of(new Histogram.Span(-3, 3)),
                new double[] {5.1, 10, -7},
                List.of(new Histogram.Span(5, 2)),
                new double[] {4.1, Double.POSITIVE_INFINITY},
                new double[0],
                Histogram.ResetHint.GAUGE,
                false));
    Histogram custom = histogramOf("{{schema:-53 custom_values:[5 10] buckets:[1 2 3]}}");
    assertThat(custom.usesCustomBuckets()).isTrue();
    assertThat(custom.customBounds()).containsExactly(5, 10);
  }

  @Test
  void tellsWhetherAResetHintWasGiven() {
    List<SequenceValue> values =
        parser.parse("{} {{sum:1}} {{counter_reset_hint:unknown}}").values();
    assertThat(values)
        .map(v -> ((SequenceValue.HistogramValue) v).resetHintGiven())
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"m\"xx} 1|1:5: parse error: unexpected identifier \"xx\" in label set, expected \",\""
            + " or \"}\"",
        "{\"m\"=, x=\"y\"} 1|1:6: parse error: unexpected \",\" in label set, expected string",
        "x 1+1|1:6: parse error: unexpected end of input in series values",
        "x 1 _a4|1:6: parse error: unexpected identifier \"a4\"",
        "x foo|1:3: parse error: unexpected identifier \"foo\" in series values, expected number"
            + " or \"stale\"",
        "x 1x1.5|1:5: parse error: invalid repetition in series values: strconv.ParseUint:"
            + " parsing \"1.5\": invalid syntax",
        "{} {{schema:1 schema:1}}|1:1: parse error: duplicate key \"schema\" in histogram",
        "{} {{foo:1}}|1:6: parse error: bad histogram descriptor found: \"foo\"",
        "{} {{schema :1}}|1:6: parse error: missing `:` for histogram descriptor",
        "{} {{schema: 1}}|1:13: parse error: unexpected \" \" in series values",
        "{} {{buckets:[ 1]}}|1:15: parse error: unexpected \" \" in series values",
        "{} {{sum:1 count:x}}|1:18: parse error: bad histogram descriptor found: \"x\"",
        "{} {{sum:1:}}|1:11: parse error: unexpected \":\" in histogram description, expected"
            + " histogram description key, e.g. buckets:[5 10 7]",
        "{} {{buckets:[5 10 7] schema:1}}+{{buckets:[1 2 3] schema:0}}x2|1:63: parse error:"
            + " error combining histograms: cannot merge from schema 0 to 1",
        "x $|1:3: parse error: unexpected character in series sequence: '$'",
      })
  void tellsWhatIsWrong(String text, String error) {
    PromqlSyntaxException e =
        catchThrowableOfType(PromqlSyntaxException.class, () -> parser.parse(text));
    assertThat(e).as(text).isNotNull().hasMessage(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my_metric{a=\"b\"} -3-3 -3",
        "my_metric{a=\"b\"} -3 _-2",
        "my_metric{a=\"b\"} -3 3+3x4-4",
        "x {{sum:1",
        "x {{buckets:[1 2}}",
        "x {{z_bucket_w:-1}}",
        "x {{schema:-53 custom_values:[5 1] buckets:[1 2 3]}}",
        "x 1 # comment",
        "x 1.2.3",
      })
  void refuses(String text) {
    PromqlSyntaxException e =
        catchThrowableOfType(PromqlSyntaxException.class, () -> parser.parse(text));
    assertThat(e).as(text).isNotNull();
  }

  @Test
  void readsEverySeriesOfPrometheusScripts() throws IOException {
    Path scripts = Path.of(System.getProperty("atalaya.shared", "none"), "corpora/promqltest");
    assumeTrue(Files.exists(scripts), "no corpus " + scripts + " on this machine");
    List<String> problems = new ArrayList<>();
    int read = 0;
    try (Stream<Path> files = Files.list(scripts)) {
      for (Path file : files.sorted().toList()) {
        for (String series : loadedSeries(Files.readAllLines(file))) {
          read++;
          try {
            parser.parse(series);
          } catch (PromqlSyntaxException e) {
            problems.add(file.getFileName() + ": " + series + ": " + e.getMessage());
          }
        }
      }
    }
    assertThat(problems).isEmpty();
    assertThat(read).isGreaterThan(500);
  }

  /** The indented lines after {@code load}. */
  private static List<String> loadedSeries(List<String> lines) {
    List<String> series = new ArrayList<>();
    boolean loading = false;
    for (String line : lines) {
      String text = line.strip();
      if (text.startsWith("load")) {
        loading = true;
      } else if (text.isEmpty() || !Character.isWhitespace(line.charAt(0))) {
        loading = loading && text.startsWith("#");
      } else if (loading && !text.startsWith("#") && !text.contains("@st")) {
        series.add(text);
      }
    }
    return series;
  }
}
