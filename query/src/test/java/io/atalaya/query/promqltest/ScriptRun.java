package io.atalaya.query.promqltest;

import io.atalaya.model.Histogram;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineFeature;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.QueryOptions;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.parse.Printer;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One script being run against the engine. */
final class ScriptRun {
  private static final String TENANT = "default";
  private static final long MINUTE = 60_000;
  private static final Pattern QUERY_CONTEXT = Pattern.compile("(start|end|range|step)\\(\\)");

  private final TestStorage storage = new TestStorage();
  private final PromqlParser parser = new PromqlParser(EnumSet.allOf(PromqlFeature.class));
  private final Engine engine =
      new Engine(
          storage.source(),
          EngineOptions.DEFAULT
              .withLanguage(EnumSet.allOf(PromqlFeature.class))
              .withFeatures(
                  EnumSet.of(
                      EngineFeature.DELAYED_NAME_REMOVAL, EngineFeature.USE_START_TIMESTAMPS)),
          System::nanoTime);

  void run(Command command) {
    switch (command) {
      case Command.Clear c -> storage.clear();
      case Command.Load load -> storage.load(load);
      case Command.Eval eval -> evaluate(eval);
    }
  }

  private void evaluate(Command.Eval eval) {
    if (eval.isRange()) {
      QueryResult result =
          answer(
              eval,
              eval.expression(),
              () ->
                  engine.range(
                      TENANT,
                      eval.expression(),
                      eval.startMillis(),
                      eval.endMillis(),
                      eval.stepMillis(),
                      QueryOptions.DEFAULT));
      if (result != null) {
        new Comparison(eval).compare(result.value());
      }
      return;
    }
    long at = eval.endMillis();
    instant(eval, eval.expression(), at);
    String fixed = withFixedTimes(eval.expression(), at);
    if (fixed != null) {
      for (long time : otherTimes(at)) {
        instant(eval, fixed, time);
      }
    }
  }

  private @Nullable String withFixedTimes(String expression, long at) {
    FixedTimes times = new FixedTimes(at);
    Expr fixed = times.fix(parser.parse(expression));
    return times.dependsOnTime() ? null : Printer.print(fixed);
  }

  private static long[] otherTimes(long at) {
    return at == 0 ? new long[] {-1000, 0, 1000} : new long[] {-10 * at, 0, at / 5, at, 10 * at};
  }

  /** The answer, its annotations checked; null if the evaluation fails as expected. */
  private static @Nullable QueryResult answer(
      Command.Eval eval, String expression, Supplier<QueryResult> query) {
    QueryResult result;
    try {
      result = query.get();
    } catch (QueryException e) {
      checkFailure(eval, expression, e);
      return null;
    }
    if (eval.expects(Expectation.Kind.FAIL)) {
      throw new AssertionError("expected an error of " + expression + ", got " + result.value());
    }
    checkAnnotations(eval, expression, result);
    return result;
  }

  private static void checkFailure(Command.Eval eval, String expression, QueryException e) {
    String message = String.valueOf(e.getMessage());
    if (!eval.expects(Expectation.Kind.FAIL)) {
      throw new AssertionError("error evaluating " + expression + ": " + message, e);
    }
    for (Expectation expectation : eval.of(Expectation.Kind.FAIL)) {
      if (!expectation.matches(message)) {
        throw new AssertionError("expected error " + expectation + ", got: " + message, e);
      }
    }
  }

  private static void checkAnnotations(Command.Eval eval, String expression, QueryResult result) {
    checkAnnotations(eval, expression, Expectation.Kind.WARN, result.warnings());
    checkAnnotations(eval, expression, Expectation.Kind.INFO, result.infos());
    if (eval.expects(Expectation.Kind.NO_WARN) && !result.warnings().isEmpty()) {
      throw new AssertionError("unexpected warnings: " + result.warnings());
    }
    if (eval.expects(Expectation.Kind.NO_INFO) && !result.infos().isEmpty()) {
      throw new AssertionError("unexpected infos: " + result.infos());
    }
  }

  private static void checkAnnotations(
      Command.Eval eval, String expression, Expectation.Kind kind, List<String> actual) {
    List<Expectation> expected = eval.of(kind);
    for (Expectation e : expected) {
      if (actual.stream().noneMatch(e::matches)) {
        throw new AssertionError(
            "expected " + kind + " " + e + " of " + expression + ", found " + actual);
      }
    }
    for (String a : actual) {
      if (!expected.isEmpty() && expected.stream().noneMatch(e -> e.matches(a))) {
        throw new AssertionError("unexpected " + kind + " of " + expression + ": " + a);
      }
    }
  }

  private void instant(Command.Eval eval, String expression, long at) {
    QueryResult result =
        answer(
            eval, expression, () -> engine.instant(TENANT, expression, at, QueryOptions.DEFAULT));
    if (result == null) {
      return;
    }
    try {
      new Comparison(eval).compare(result.value());
    } catch (AssertionError e) {
      throw new AssertionError(expression + " at " + at + ": " + e.getMessage(), e);
    }
    boolean alsoAsRange =
        !eval.rangeVector() && eval.text() == null && !QUERY_CONTEXT.matcher(expression).find();
    if (alsoAsRange) {
      asMiddleOfRange(eval, expression, at);
    }
  }

  /** A range query around the time must give the same in its middle. */
  private void asMiddleOfRange(Command.Eval eval, String expression, long at) {
    QueryValue value =
        engine
            .range(TENANT, expression, at - MINUTE, at + MINUTE, MINUTE, QueryOptions.DEFAULT)
            .value();
    if (eval.expects(Expectation.Kind.ORDERED)) {
      return;
    }
    List<QueryValue.Series> series = ((QueryValue.Matrix) value).series();
    Comparison.checkSorted(series);
    List<QueryValue.Sample> samples = samplesAt(series, at);
    try {
      if (eval.scalar()) {
        new Comparison(eval).scalar(samples.getFirst().value());
      } else {
        new Comparison(eval).vector(samples);
      }
    } catch (AssertionError e) {
      throw new AssertionError(
          "as range query: " + expression + " at " + at + ": " + e.getMessage(), e);
    }
  }

  private static List<QueryValue.Sample> samplesAt(List<QueryValue.Series> series, long at) {
    List<QueryValue.Sample> samples = new ArrayList<>();
    for (QueryValue.Series s : series) {
      for (int i = 0; i < s.timesMillis().length; i++) {
        if (s.timesMillis()[i] == at) {
          @Nullable Histogram[] histograms = s.histograms();
          Histogram h = histograms == null ? null : histograms[i];
          samples.add(new QueryValue.Sample(s.labels(), s.values()[i], h));
        }
      }
    }
    return samples;
  }
}
