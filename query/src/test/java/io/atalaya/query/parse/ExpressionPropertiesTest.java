package io.atalaya.query.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.query.ast.Expr;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Whatever the tree, printing keeps it; whatever the text, parsing ends in a tree or an error. */
class ExpressionPropertiesTest {
  private final PromqlParser parser = new PromqlParser(EnumSet.allOf(PromqlFeature.class));

  @Property(tries = 1000)
  @Domain(ExpressionDomain.class)
  @Domain(DomainContext.Global.class)
  void printingAndParsingGivesTheSameTree(@ForAll Expr expr) {
    String line = Printer.print(expr);
    assertThat(Trees.bare(parser.parse(line))).as(line).isEqualTo(Trees.bare(expr));
    String lines = PrettyPrinter.print(expr, 20);
    assertThat(Trees.bare(parser.parse(lines))).as(lines).isEqualTo(Trees.bare(expr));
  }

  @Property(tries = 1000)
  @Domain(ExpressionDomain.class)
  @Domain(DomainContext.Global.class)
  void positionsOfChildrenLieInThoseOfTheirParents(@ForAll Expr expr) {
    String line = Printer.print(expr);
    assertNested(parser.parse(line), 0, line.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertNested(Expr expr, int from, byte[] line) {
    assertThat(expr.position().start()).isGreaterThanOrEqualTo(from);
    assertThat(expr.position().end())
        .isGreaterThan(expr.position().start())
        .isLessThanOrEqualTo(line.length);
    for (Expr child : expr.children()) {
      assertNested(child, expr.position().start(), line);
      assertThat(child.position().end()).isLessThanOrEqualTo(expr.position().end());
    }
  }

  @Property(tries = 3000)
  void garbageIsRefusedWithAnErrorThatLiesInside(@ForAll("garbage") String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    try {
      assertThat(Printer.print(parser.parse(text))).isNotEmpty();
    } catch (PromqlSyntaxException e) {
      for (SyntaxError error : e.errors()) {
        assertThat(error.position().start()).isBetween(0, bytes);
        assertThat(error.position().end()).isBetween(error.position().start(), bytes);
      }
    }
  }

  @Property(tries = 1000)
  void garbledSeriesAreRefusedWithAnError(@ForAll("seriesGarbage") String text) {
    SeriesDescriptionParser series = new SeriesDescriptionParser((a, b) -> a, (a, b) -> a);
    try {
      assertThat(series.parse(text).values()).isNotNull();
    } catch (PromqlSyntaxException e) {
      assertThat(e.errors()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> garbage() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "foo",
            "sum",
            "by",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            "5m",
            "1",
            "0x",
            ".",
            "e",
            "_",
            "\"",
            "'",
            "`",
            "\\",
            "=",
            "=~",
            "!",
            "~",
            "<",
            ">",
            "/",
            "+",
            "-",
            "*",
            "^",
            "%",
            ",",
            ":",
            "@",
            " ",
            "\n",
            "#",
            "offset",
            "step()",
            "range",
            "max_of",
            "start()",
            "bool",
            "on",
            "ignoring",
            "group_left",
            "fill",
            "fill_left(1)",
            "anchored",
            "rate",
            "label_replace",
            "a=\"b\"",
            "é",
            "😀",
            "\ud800",
            "\ufffd",
            "inf",
            "and");
    Arbitrary<String> joined = pieces.list().ofMaxSize(25).map(list -> String.join("", list));
    return Arbitraries.oneOf(joined, Arbitraries.strings().ofMaxLength(40));
  }

  @Provide
  Arbitrary<String> seriesGarbage() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "foo",
            "{a=\"b\"}",
            " ",
            "1",
            "_",
            "x",
            "x3",
            "+",
            "-",
            "stale",
            "{{",
            "}}",
            "sum:",
            "buckets:",
            "[",
            "]",
            "schema:",
            "5",
            "-1",
            "counter_reset_hint:",
            "gauge",
            "inf",
            "offset:",
            "n_offset:3",
            "z_bucket_w:.5",
            "99999999999999999999",
            "custom_values:[1]",
            "custom_values:[2 1]",
            "schema:99",
            "schema:-53",
            "{{schema:");
    return pieces.list().ofMaxSize(20).map(list -> String.join("", list));
  }
}
