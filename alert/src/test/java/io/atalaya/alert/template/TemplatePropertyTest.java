package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.GoFloat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a template is, it ends within its limits, with a text or with the one exception. */
class TemplatePropertyTest {
  private static final Limits LIMITS = new Limits(10_000, 2_000, 5_000, 60);

  @Property(tries = 700)
  void soupOfTokensEndsWell(@ForAll("soup") String text) {
    assertEndsWell(text);
  }

  @Property(tries = 700)
  void wellFormedTemplatesEndWell(@ForAll("body") String text) {
    assertEndsWell(text);
  }

  @Property(tries = 500)
  void anyFormatEndsWell(@ForAll("format") String format, @ForAll("operand") String operand) {
    assertEndsWell("{{printf `" + format + "` " + operand + " " + operand + "}}");
  }

  private static void assertEndsWell(String text) {
    try {
      String result = TemplateCases.execute(text, TemplateCases.data(), LIMITS);
      assertThat(result.length()).isLessThanOrEqualTo(LIMITS.outputChars());
    } catch (TemplateException e) {
      assertThat(e).hasMessageStartingWith("template: t:");
    }
  }

  @Provide
  Arbitrary<String> soup() {
    List<String> pieces =
        List.of(
            "{{",
            "}}",
            "{{-",
            "-}}",
            " ",
            " ",
            "\n",
            "(",
            ")",
            "|",
            ",",
            ":=",
            "=",
            ".",
            "$",
            "$x",
            ".text",
            ".map",
            ".words",
            ".x",
            "nil",
            "true",
            "1",
            "-1",
            "0x",
            "1.5e",
            "'a'",
            "'",
            "\"",
            "\"s\"",
            "`",
            "if",
            "else",
            "end",
            "range",
            "with",
            "define",
            "block",
            "template",
            "break",
            "continue",
            "\"n\"",
            "printf",
            "index",
            "slice",
            "len",
            "and",
            "eq",
            "call",
            "/*",
            "*/",
            "é",
            "世",
            "\u0000",
            "@",
            "\\",
            "text");
    return Arbitraries.of(pieces).list().ofMaxSize(30).map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> body() {
    return body(4);
  }

  private Arbitrary<String> body(int depth) {
    return statement(depth).list().ofMinSize(1).ofMaxSize(4).map(s -> String.join("", s));
  }

  private Arbitrary<String> statement(int depth) {
    Arbitrary<String> flat =
        Arbitraries.oneOf(
            Arbitraries.of("text", " ", "\n", "<b>"),
            pipeline().map(p -> "{{" + p + "}}"),
            pipeline().map(p -> "{{$v := " + p + "}}{{$v}}"),
            pipeline().map(p -> "{{template \"n\" " + p + "}}"));
    if (depth == 0) {
      return flat;
    }
    Arbitrary<String> inner = Arbitraries.lazy(() -> body(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(4, flat),
        Tuple.of(1, Combinators.combine(pipeline(), inner, inner).as(TemplatePropertyTest::branch)),
        Tuple.of(
            1,
            Combinators.combine(pipeline(), inner)
                .as((p, b) -> "{{range $i, $e := " + p + "}}" + b + "{{$e}}{{end}}")),
        Tuple.of(1, Combinators.combine(pipeline(), inner).as(TemplatePropertyTest::with)),
        Tuple.of(1, inner.map(b -> "{{block \"n\" .}}" + b + "{{end}}")));
  }

  private static String branch(String pipeline, String then, String otherwise) {
    return "{{if " + pipeline + "}}" + then + "{{else}}" + otherwise + "{{end}}";
  }

  private static String with(String pipeline, String body) {
    return "{{with " + pipeline + "}}" + body + "{{end}}";
  }

  private Arbitrary<String> pipeline() {
    return call().list().ofMinSize(1).ofMaxSize(3).map(calls -> String.join(" | ", calls));
  }

  private Arbitrary<String> call() {
    Arbitrary<String> function =
        Arbitraries.of(FunctionSet.LANGUAGE.functions().keySet().stream().sorted().toList());
    Arbitrary<String> known =
        Arbitraries.of(AlertmanagerFunctions.SET.functions().keySet().stream().sorted().toList());
    Arbitrary<String> called = Arbitraries.oneOf(function, known);
    return Arbitraries.oneOf(
        operand(),
        Combinators.combine(called, operand().list().ofMaxSize(3))
            .as((f, operands) -> f + " " + String.join(" ", operands)));
  }

  @Provide
  Arbitrary<String> operand() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            ".",
            "$",
            ".yes",
            ".zero",
            ".seven",
            ".pi",
            ".text",
            ".html",
            ".unicode",
            ".words",
            ".none",
            ".numbers",
            ".map",
            ".labels",
            ".deep.er",
            ".time",
            ".duration",
            ".twice",
            ".missing",
            "nil",
            "true",
            "0",
            "1",
            "-3",
            "2.5",
            "1e300",
            "9223372036854775807",
            "\"\"",
            "\"a\"",
            "\"%v %d %q\"",
            "\"2006-01-02T15:04:05Z07:00\"",
            "\"(a|b)*\"",
            "(.time.Add .duration)",
            ".time.Year",
            "(.time.Truncate 7)",
            ".duration.Hours",
            "(list 1 .words)",
            "(dict \"a\" .map)",
            "(printf \"%300d\" 1)"),
        Arbitraries.integers().map(i -> Integer.toString(i)),
        Arbitraries.doubles().map(v -> GoFloat.format(v, 'e', GoFloat.SHORTEST)));
  }

  @Provide
  Arbitrary<String> format() {
    List<String> pieces =
        List.of(
            "%",
            "%",
            "-",
            "+",
            "#",
            " ",
            "0",
            "5",
            "12",
            ".",
            ".3",
            "*",
            "[1]",
            "[2]",
            "[9]",
            "[",
            "v",
            "d",
            "s",
            "q",
            "x",
            "X",
            "f",
            "g",
            "e",
            "t",
            "T",
            "c",
            "U",
            "b",
            "o",
            "text",
            "é",
            "999999",
            "9999999999");
    return Arbitraries.of(pieces).list().ofMaxSize(12).map(parts -> String.join("", parts));
  }
}
