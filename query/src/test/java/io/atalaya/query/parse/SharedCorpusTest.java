package io.atalaya.query.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.query.ast.Expr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Prometheus' own parser tests and the expressions of public dashboards and rules. */
class SharedCorpusTest {
  private static final Set<PromqlFeature> TESTED =
      EnumSet.of(
          PromqlFeature.EXPERIMENTAL_FUNCTIONS,
          PromqlFeature.DURATION_EXPR,
          PromqlFeature.EXTENDED_RANGE_SELECTORS);

  /** The width that Prometheus' tests of its pretty-printer set. */
  private static final int NARROW = 10;

  private final PromqlParser parser = new PromqlParser(TESTED);
  private final PromqlParser everything = new PromqlParser(EnumSet.allOf(PromqlFeature.class));

  @Test
  void agreesWithPrometheusOnEveryCaseOfItsParserTests() {
    List<String> problems = new ArrayList<>();
    for (Corpus.Row row : Corpus.lines("promql-parser.jsonl")) {
      problems.addAll(problemsOf(row));
    }
    assertThat(problems).isEmpty();
  }

  private List<String> problemsOf(Corpus.Row row) {
    String input = row.text("input");
    String source = row.text("source");
    boolean ownFeatures = "parser".equals(source);
    try {
      Expr expr = (ownFeatures ? parser : everything).parse(input);
      if (row.flag("fail")) {
        return List.of("accepted: " + input);
      }
      String output = row.has("output") ? row.text("output") : null;
      String printed =
          "prettier".equals(source) ? PrettyPrinter.print(expr, NARROW) : Printer.print(expr);
      return output == null || output.equals(printed)
          ? List.of()
          : List.of(source + ": " + input + "\nwant " + output + "\ngot  " + printed);
    } catch (PromqlSyntaxException e) {
      return problemsOfErrors(input, row, e);
    }
  }

  private static List<String> problemsOfErrors(
      String input, Corpus.Row row, PromqlSyntaxException e) {
    if (!row.flag("fail")) {
      return List.of("refused: " + input + ": " + e.getMessage());
    }
    List<String> problems = new ArrayList<>();
    int i = 0;
    for (Corpus.Row want : row.rows("errors")) {
      SyntaxError got = i < e.errors().size() ? e.errors().get(i) : null;
      boolean same =
          got != null
              && got.message().equals(want.text("msg"))
              && got.position().start() == want.number("start")
              && got.position().end() == want.number("end");
      if (!same) {
        problems.add(input + "\nwant " + want + "\ngot  " + got);
      }
      i++;
    }
    return problems;
  }

  @Test
  void printsEveryPublicExpressionSoThatItReadsBackTheSame() {
    List<String> problems = new ArrayList<>();
    for (Corpus.Row row : Corpus.lines("promql-expressions.jsonl")) {
      String input = row.text("expr");
      Expr expr = everything.parse(input);
      String printed = Printer.print(expr);
      Expr again = everything.parse(printed);
      Expr fromPretty = everything.parse(PrettyPrinter.print(expr));
      if (!Trees.same(expr, again) || !Trees.same(expr, fromPretty)) {
        problems.add(input + "\n" + printed);
      }
    }
    assertThat(problems).isEmpty();
  }
}
