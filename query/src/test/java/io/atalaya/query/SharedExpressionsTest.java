package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.QueryException;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.fuzz.RandomSeries;
import io.atalaya.query.fuzz.SelectorData;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Evaluates the expressions of public dashboards and rules; none may fail for our own fault. */
class SharedExpressionsTest {
  private static final JsonType<Object> JSON = Jsonb.builder().build().type(Object.class);
  private static final long MINUTE = 60_000;

  private final PromqlParser parser = new PromqlParser(PromqlFeature.defaults());

  @Test
  void noExpressionOfTheCorpusEndsInAnInternalError() throws IOException {
    Path file =
        Path.of(System.getProperty("atalaya.shared", "missing"))
            .resolve("corpora/promql-expressions.jsonl");
    assumeTrue(Files.exists(file), "no shared corpora; set -Datalaya.shared");
    List<String> faults = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Map<?, ?> row = (Map<?, ?>) JSON.fromJson(line);
      String expression = (String) Objects.requireNonNull(row.get("expr"));
      try {
        engine(parser.parse(expression))
            .range("default", expression, 0, 10 * MINUTE, MINUTE, QueryOptions.DEFAULT);
      } catch (QueryException e) {
        if (e.kind() == QueryException.Kind.INTERNAL) {
          faults.add(expression + ": " + e.getMessage());
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  /** Over two series for each selector of the expression. */
  private static Engine engine(Expr expr) {
    MemorySource source = new MemorySource();
    RandomSeries.load(SelectorData.of(expr, 0), source);
    return new Engine(source, EngineOptions.DEFAULT, System::nanoTime);
  }
}
