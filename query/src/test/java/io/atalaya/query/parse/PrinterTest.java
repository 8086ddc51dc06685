package io.atalaya.query.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrinterTest {
  private final PromqlParser parser = new PromqlParser(EnumSet.allOf(PromqlFeature.class));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "sum(x)by(a,\"b c\")|sum by (a, \"b c\") (x)",
        "sum by()(x)|sum(x)",
        "sum without()(x)|sum without () (x)",
        "count_values without(a)(\"v\",x)|count_values without (a) (\"v\", x)",
        "TOPK(3,x)|topk(3, x)",
        "a+on()b|a + on () b",
        "a+ignoring()b|a + b",
        "a+ignoring(x)group_left b|a + ignoring (x) group_left () b",
        "a+on(x)group_right(y)b|a + on (x) group_right (y) b",
        "a>bool 1|a > bool 1",
        "a+fill(5)b|a + fill (5) b",
        "a+fill_right(1e30)fill_left(-0.00001)b|a + fill_left (-1e-05) fill_right (1e+30) b",
        "a+fill_left(inf)b|a + fill_left (+Inf) b",
        "x{b=\"1\",a=~\"2\"}|x{a=~\"2\",b=\"1\"}",
        "{__name__=\"x\"}|{__name__=\"x\"}",
        "{\"x y\",'ü'!=`\"`}|{\"ü\"!=\"\\\"\",__name__=\"x y\"}",
        "x{}|x",
        "x[1.5]|x[1s500ms]",
        "x[90m]@1.5 offset 3600|x[1h30m] @ 1.500 offset 1h",
        "x offset -1w|x offset -1w",
        "x@end()smoothed offset step()|x @ end() smoothed offset step()",
        "x[5m]@start()anchored|x[5m] anchored @ start()",
        "x[((5m))+ -2*step()]|x[(5m) + -2 * step()]",
        "x[max_of(1m,range()/10)]|x[max_of(1m, range() / 10)]",
        "x[5m:]offset 1m|x[5m:] offset 1m",
        "x[5m:step()*2]|x[5m:step() * 2]",
        "-x|-x",
        "+ -1|-1",
        "- -x|--x",
        "-(1)|-(1)",
        "1e100|10000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "000000000000000000",
        "1e-7|0.0000001",
        "-0|-0",
        "nan|NaN",
        "-inf|-Inf",
        "1.0|1",
        "0x10|16",
        "90d|90d",
        "365d|1y",
        "1y1d|366d",
        "1500ms|1s500ms",
        "'a\\'\"\\n\\x07\\u00a0é'|\"a'\\\"\\n\\a\\u00a0é\"",
        "label_join(x,\"a\",\",\",\"b\")|label_join(x, \"a\", \",\", \"b\")",
        "time()|time()",
      })
  void printsAsPrometheusDoes(String query, String printed) {
    assertThat(Printer.print(parser.parse(query))).isEqualTo(printed);
  }

  @Test
  void keepsShortExpressionsOnALine() {
    assertThat(PrettyPrinter.print(parser.parse("sum(rate(x[5m]))by(job)")))
        .isEqualTo("sum by (job) (rate(x[5m]))");
  }

  @Test
  void spreadsLongExpressionsOverLines() {
    String query =
        "histogram_quantile(0.99, sum by (le, job) (rate(request_duration_seconds_bucket"
            + "{job=\"api\", code!~\"5..\"}[5m]))) > on (job) group_left () (limit_seconds"
            + "{environment=\"production\", kind=\"quantile\"} or vector(0.5))";
    assertThat(PrettyPrinter.print(parser.parse(query)))
        .isEqualTo(
            """
              histogram_quantile(
                0.99,
                sum by (le, job) (rate(request_duration_seconds_bucket{code!~"5..",job="api"}[5m]))
              )
            > on (job) group_left ()
              (limit_seconds{environment="production",kind="quantile"} or vector(0.5))\
            """);
  }

  @Test
  void neverSplitsSelectors() {
    String selector = "x{a=\"" + "y".repeat(200) + "\"}[5m]";
    assertThat(PrettyPrinter.print(parser.parse("-rate(" + selector + ")")))
        .isEqualTo("-rate(\n  " + selector + "\n)");
  }
}
