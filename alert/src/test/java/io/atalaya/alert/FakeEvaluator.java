package io.atalaya.alert;

import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.QueryValue.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers expressions with what a test put there; the expression {@code !} is no PromQL. */
public final class FakeEvaluator implements Evaluator {
  private final Map<String, List<Sample>> answers = new HashMap<>();
  private final List<String> failing = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final Map<String, Runnable> actions = new HashMap<>();

  public void answer(String expression, Sample... samples) {
    answers.put(expression, List.of(samples));
  }

  public void fail(String expression) {
    failing.add(expression);
  }

  /** Does something whenever an expression is evaluated. */
  public void onEvaluate(String expression, Runnable action) {
    actions.put(expression, action);
  }

  /** Does something the next time an expression is evaluated. */
  public void onceOnEvaluate(String expression, Runnable action) {
    actions.put(
        expression,
        () -> {
          actions.remove(expression);
          action.run();
        });
  }

  public void heal(String expression) {
    failing.remove(expression);
  }

  /** The times at which anything was evaluated. */
  public List<Long> times() {
    return times;
  }

  public static Sample sample(double value, String... labels) {
    return new Sample(Labels.of(labels), value, null);
  }

  @Override
  public Prepared prepare(String expression) {
    if (expression.equals("!")) {
      throw new QueryException(QueryException.Kind.BAD_DATA, "unexpected character");
    }
    return new Prepared() {
      @Override
      public String expression() {
        return expression;
      }

      @Override
      public QueryResult at(String tenant, long timeMillis) {
        times.add(timeMillis);
        actions.getOrDefault(expression, () -> {}).run();
        if (failing.contains(expression)) {
          throw new QueryException(QueryException.Kind.EXECUTION, "many-to-many matching");
        }
        List<Sample> samples = Objects.requireNonNullElse(answers.get(expression), List.of());
        return new QueryResult(
            new QueryValue.Vector(timeMillis, samples),
            List.of(),
            List.of(),
            new QueryResult.Statistics(0, 0, 0, 0));
      }
    };
  }
}
