package io.atalaya.query.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.atalaya.model.Matcher;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorSelector;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromqlParserTest {
  private final PromqlParser parser = new PromqlParser(EnumSet.allOf(PromqlFeature.class));
  private final PromqlParser plain = new PromqlParser(PromqlFeature.defaults());
  private final PromqlParser bare = new PromqlParser(Set.of());

  private <T extends Expr> T parse(Class<T> type, String query) {
    return type.cast(parser.parse(query));
  }

  private static String errorOf(PromqlParser parser, String query) {
    PromqlSyntaxException e =
        catchThrowableOfType(PromqlSyntaxException.class, () -> parser.parse(query));
    assertThat(e).as(query).isNotNull();
    return String.valueOf(e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0x1f, 31",
    "0X_1f, 31",
    "017, 15",
    "089, 89",
    "1_000_000, 1000000",
    ".5, 0.5",
    "5., 5",
    "1e3, 1000",
    "1.5e-3, 0.0015",
    "1_2.5_0e0_1, 125",
    "+1, 1",
    "-1, -1",
    "--1, 1",
    "5m, 300",
    "1h30m, 5400",
    "250ms, 0.25",
    "1y, 31536000",
    "-5m, -300",
    "9223372036854775808, 9223372036854775808",
    "0xffffffff, 4294967295",
  })
  void readsNumbersAsGoDoes(String query, double value) {
    assertThat(parse(NumberLiteral.class, query).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "Inf", "INF", "+Inf"})
  void readsInfinityInAnyCase(String query) {
    assertThat(parse(NumberLiteral.class, query).value()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "-NaN"})
  void readsNotANumberInAnyCase(String query) {
    assertThat(parse(NumberLiteral.class, query).value()).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"a\\tb\"|a\tb",
        "'it\\'s'|it's",
        "`raw \\n`|raw \\n",
        "\"\\x41\\101\\u0042\\U0001F600\"|AAB😀",
        "\"\\xf0\\x9f\\x98\\x80\"|😀",
      })
  void unquotesStrings(String query, String value) {
    assertThat(parse(StringLiteral.class, query).value()).isEqualTo(value);
  }

  @Test
  void unquotesControlCharacters() {
    assertThat(parse(StringLiteral.class, "'\\a\\b\\f\\n\\r\\v\\\\'").value())
        .isEqualTo("\u0007\b\f\n\r\u000b\\");
  }

  @Test
  void keepsMatchersInTheOrderWrittenAndTheNameLast() {
    VectorSelector selector =
        parse(VectorSelector.class, "up{job=\"x\", \"a b\"!~'y.*', c!=``, d=~\"z\"}");
    assertThat(selector.name()).isEqualTo("up");
    assertThat(selector.matchers())
        .containsExactly(
            Matcher.equal("job", "x"),
            Matcher.of(Matcher.Type.NOT_REGEX, "a b", "y.*"),
            Matcher.of(Matcher.Type.NOT_EQUAL, "c", ""),
            Matcher.of(Matcher.Type.REGEX, "d", "z"),
            Matcher.equal("__name__", "up"));
    assertThat(selector.type()).isEqualTo(ValueType.VECTOR);
  }

  @Test
  void readsAQuotedMetricNameInsideBraces() {
    VectorSelector selector = parse(VectorSelector.class, "{\"my.metric\", x=\"y\",}");
    assertThat(selector.name()).isEmpty();
    assertThat(selector.matchers())
        .containsExactly(Matcher.equal("__name__", "my.metric"), Matcher.equal("x", "y"));
  }

  @Test
  void countsPositionsInBytes() {
    BinaryExpr sum = parse(BinaryExpr.class, "a{b=\"é😀\"} +\n  c");
    assertThat(sum.left().position()).isEqualTo(new PositionRange(0, 13));
    assertThat(sum.right().position()).isEqualTo(new PositionRange(18, 19));
    assertThat(sum.position()).isEqualTo(new PositionRange(0, 19));
    assertThat(sum.right().position().startIn("a{b=\"é😀\"} +\n  c")).isEqualTo("2:3");
  }

  @Test
  void extendsPositionsOverModifiers() {
    MatrixSelector matrix = parse(MatrixSelector.class, " foo{}[5m] offset 1m @ 10 ");
    assertThat(matrix.position()).isEqualTo(new PositionRange(1, 25));
    assertThat(matrix.selector().position()).isEqualTo(new PositionRange(1, 6));
    AggregateExpr sum = parse(AggregateExpr.class, "(sum(foo) by (a) )".substring(1, 16));
    assertThat(sum.position()).isEqualTo(new PositionRange(0, 15));
    Call call = parse(Call.class, "abs( foo offset (5m) )");
    assertThat(call.args().getFirst().position()).isEqualTo(new PositionRange(5, 20));
  }

  @Test
  void putsModifiersOfARangeOnItsSelector() {
    MatrixSelector matrix = parse(MatrixSelector.class, "foo[1.5] anchored @ start() offset -90s");
    VectorSelector selector = matrix.selector();
    assertThat(matrix.range()).isInstanceOf(DurationExpr.Literal.class);
    assertThat(((DurationExpr.Literal) matrix.range()).millis()).isEqualTo(1500);
    assertThat(selector.at()).isEqualTo(new AtModifier.Start());
    assertThat(selector.extension()).isEqualTo(RangeExtension.ANCHORED);
    DurationExpr.Literal offset = (DurationExpr.Literal) Objects.requireNonNull(selector.offset());
    assertThat(offset.millis()).isEqualTo(-90_000);
  }

  @Test
  void treatsAnOffsetOfZeroAsNone() {
    assertThat(parse(VectorSelector.class, "foo offset 0s offset 5m").offset()).isNotNull();
    assertThat(parse(VectorSelector.class, "foo offset 0s").offset()).isNull();
  }

  @Test
  void roundsTimesToMilliseconds() {
    assertThat(parse(VectorSelector.class, "foo @ 1603774568.1236").at())
        .isEqualTo(new AtModifier.Timestamp(1603774568124L));
    assertThat(parse(VectorSelector.class, "foo @ -0.0005").at())
        .isEqualTo(new AtModifier.Timestamp(-1));
    assertThat(parse(Subquery.class, "foo[5m:] @ end()").at()).isEqualTo(new AtModifier.End());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a + b * c ^ d ^ e|(a + (b * (c ^ (d ^ e))))",
        "a - b - c|((a - b) - c)",
        "a or b and c unless d|(a or ((b and c) unless d))",
        "-a ^ b|-(a ^ b)",
        "-a * b|(-a * b)",
        "a ^ -b * c|((a ^ -b) * c)",
        "a == bool b + c atan2 d|(a == bool (b + (c atan2 d)))",
        "a > b < c|((a > b) < c)",
        "a </ b >/ c|((a </ b) >/ c)",
        "-a offset 5m|-a offset 5m",
        "a offset 5m - b|(a offset 5m - b)",
        "a offset -5m ^ b|(a offset -5m ^ b)",
        "a offset step() + b|(a offset step() + b)",
        "a offset -step() + b|(a offset -step() + b)",
        "a offset -(5m) + b|(a offset -(5m) + b)",
        "a offset max_of(5m, 1m) + b|(a offset max_of(5m, 1m) + b)",
        "a offset (5m) + 3|a offset (5m) + 3",
        "a offset - -5m + 3|a offset 5m + 3",
      })
  void bindsOperatorsLikeTheGrammar(String query, String grouped) {
    assertThat(grouped(parser.parse(query))).isEqualTo(grouped);
  }

  private static String grouped(Expr expr) {
    if (expr instanceof BinaryExpr e) {
      return "(%s %s %s)".formatted(grouped(e.left()), Printer.operator(e), grouped(e.right()));
    }
    if (expr instanceof UnaryExpr e) {
      return e.sign().symbol() + grouped(e.expr());
    }
    return Printer.print(expr);
  }

  @Test
  void readsAllModifiersOfAVectorMatch() {
    BinaryExpr join =
        parse(
            BinaryExpr.class,
            "a > bool on (x, \"y z\",) group_right (w) fill_right (-1) fill_left (1m) b");
    assertThat(join.op()).isEqualTo(BinaryOperator.GTR);
    assertThat(join.returnBool()).isTrue();
    assertThat(join.matching())
        .isEqualTo(
            new VectorMatching(
                VectorMatching.Cardinality.ONE_TO_MANY,
                true,
                List.of("x", "y z"),
                List.of("w"),
                60.0,
                -1.0));
  }

  @Test
  void matchesSetOperatorsManyToMany() {
    VectorMatching matching = parse(BinaryExpr.class, "a and b").matching();
    assertThat(matching).isNotNull();
    assertThat(Objects.requireNonNull(matching).cardinality())
        .isEqualTo(VectorMatching.Cardinality.MANY_TO_MANY);
    assertThat(parse(BinaryExpr.class, "a + 1").matching()).isNull();
  }

  @Test
  void readsGroupingBeforeOrAfterTheArguments() {
    AggregateExpr before = parse(AggregateExpr.class, "topk by (sum, on) (3, foo)");
    AggregateExpr after = parse(AggregateExpr.class, "TOPK(3, foo) by (sum, on)");
    assertThat(before.op()).isEqualTo(AggregateOperator.TOPK);
    assertThat(before.grouping()).containsExactly("sum", "on");
    assertThat(Trees.same(before, after)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum",
        "by",
        "offset + offset",
        "and and and",
        "fill + fill",
        "start",
        "step",
        "without",
        "fill_left{a=\"b\"}",
        "anchored anchored",
        "max_of",
        "sum - avg",
        "foo # comment\n + # more\n bar",
        "{a=\"b\", # comment\n c=\"d\"}",
        "sum by (by, bool, ignoring, start) (x)",
        "foo:bar:baz{}",
        "min_of(1, 2)",
      })
  void takesKeywordsAsNamesWhereNothingElseFits(String query) {
    assertThat(Trees.same(parser.parse(query), parser.parse(query))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "|unknown position: parse error: no expression found in input",
        "foo bar|1:5: parse error: unexpected identifier \"bar\"",
        "sum(foo bar)|1:9: parse error: unexpected identifier \"bar\" in aggregation",
        "sum by (x) foo|1:12: parse error: unexpected identifier \"foo\" in aggregation",
        "abs(foo bar)|1:9: parse error: unexpected identifier \"bar\"",
        "abs(foo, *)|1:8: parse error: trailing commas not allowed in function call args",
        "foo[5m|1:7: parse error: unclosed left bracket",
        "foo[5m foo]|1:8: parse error: unexpected character: 'f', expected ':'",
        "foo[5m:5m:]|1:10: parse error: unexpected colon ':'",
        "foo[5m:5m(]|1:10: parse error: unexpected \"(\" in subquery selector, expected \"]\"",
        "foo[step():1m]|1:12: parse error: unexpected colon before duration in duration"
            + " expression",
        "foo offset bar|1:12: parse error: unexpected identifier \"bar\" in offset, expected"
            + " number, duration, step(), or range()",
        "foo @ start(|1:13: parse error: unclosed left parenthesis",
        "foo @ bar|1:7: parse error: unexpected identifier \"bar\" in @, expected timestamp",
        "a - on(b) group_left * c|1:22: parse error: unexpected <op:*> in grouping opts,"
            + " expected \"(\"",
        "foo == bool|1:12: parse error: unexpected end of input",
        "foo !|1:5: parse error: unexpected character after '!': '�'",
        "foo{a=\"b\" c=\"d\"}|1:11: parse error: unexpected identifier \"c\" in label"
            + " matching, expected \",\" or \"}\"",
        "rate(foo[5m]) by (x)|1:15: parse error: unexpected <by>",
        "\"a very long string\" \"b\"|1:22: parse error: unexpected string \"\\\"b\\\"\"",
        "foo \"a very long string\"|1:5: parse error: unexpected string \"\\\"a very lo\"...",
        "0x1p|1:1: parse error: bad number or duration syntax: \"0x1\"",
        "1_ + 1|1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"1_\":"
            + " invalid syntax",
        "5mx|1:1: parse error: bad number or duration syntax: \"5mx\"",
        "foo[5y1hs]|1:5: parse error: unknown unit \"hs\" in duration \"5y1hs\"",
        "foo[5m1h]|1:5: parse error: not a valid duration string: \"5m1h\"",
        "foo[0s]|1:5: parse error: duration must be greater than 0",
        "foo[1m-1m:0]|1:11: parse error: duration must be greater than 0",
        "foo[5m/0s]|1:7: parse error: division by zero",
        "foo[5m]offset 1m[5m:]|1:1: parse error: subquery is only allowed on instant vector,"
            + " got matrix instead",
        "{a=\"\", b!=\"x\"}|1:1: parse error: vector selector must contain at least one"
            + " non-empty matcher",
        "info(foo, bar)|1:11: parse error: expected label selectors only, got vector selector"
            + " instead",
        "foo offset 300y|1:12: parse error: duration out of range",
        "sum by (\"\") (foo)|1:9: parse error: invalid label name for grouping: \"\"",
        "1 + \u00a0|1:5: parse error: unexpected character: '\\u00a0'",
      })
  void tellsErrorsInPrometheusWords(String query, String error) {
    assertThat(errorOf(parser, query == null ? "" : query)).isEqualTo(error);
  }

  @Test
  void collectsAllErrorsOfTypes() {
    PromqlSyntaxException e =
        catchThrowableOfType(
            PromqlSyntaxException.class, () -> parser.parse("floor(rate(foo), 2) + \"a\""));
    assertThat(e.errors())
        .extracting(error -> error.textIn("floor(rate(foo), 2) + \"a\""))
        .containsExactly(
            "1:1: parse error: expected 1 argument(s) in call to \"floor\", got 2",
            "1:12: parse error: expected type range vector in call to function \"rate\","
                + " got instant vector",
            "1:23: parse error: binary expression must contain only scalar and instant"
                + " vector types");
    assertThat(e.reason()).isEqualTo(e.errors().getFirst().message());
    assertThat(e.position()).isEqualTo(new PositionRange(0, 19));
  }

  @Test
  void asksForTheFeatureThatWouldBeNeeded() {
    assertThat(errorOf(plain, "limitk(2, foo)"))
        .isEqualTo(
            "1:1: parse error: limitk() is experimental and must be enabled with"
                + " --enable-feature=promql-experimental-functions");
    assertThat(errorOf(plain, "mad_over_time(foo[5m])"))
        .isEqualTo("1:1: parse error: function \"mad_over_time\" is not enabled");
    assertThat(errorOf(plain, "foo[5m] anchored"))
        .isEqualTo("1:1: parse error: anchored modifier is experimental and not enabled");
    assertThat(errorOf(plain, "foo smoothed"))
        .isEqualTo("1:1: parse error: smoothed modifier is experimental and not enabled");
    assertThat(errorOf(plain, "foo + fill(1) bar"))
        .isEqualTo("1:1: parse error: binop fill modifiers are experimental and not enabled");
    assertThat(errorOf(bare, "foo[5m+1m]"))
        .isEqualTo("1:5: parse error: experimental duration expression is not enabled");
    assertThat(plain.parse("foo[5m+1m]")).isNotNull();
  }

  @Test
  void knowsFeaturesByTheirFlags() {
    for (PromqlFeature feature : PromqlFeature.values()) {
      assertThat(PromqlFeature.ofFlag(feature.flag())).contains(feature);
    }
    assertThat(PromqlFeature.ofFlag("no-such-feature")).isEmpty();
  }

  @Test
  void readsSelectorsForTheApi() {
    assertThat(parser.parseSelector("up{job=\"x\"}"))
        .containsExactly(Matcher.equal("job", "x"), Matcher.equal("__name__", "up"));
    assertThat(parser.parseSelector("{}")).isEmpty();
    PromqlSyntaxException e =
        catchThrowableOfType(PromqlSyntaxException.class, () -> parser.parseSelector("up[5m]"));
    assertThat(e).hasMessage("1:3: parse error: unexpected \"[\"");
  }
}
