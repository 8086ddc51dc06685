package io.atalaya.query.fuzz;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.VectorSelector;
import java.util.ArrayList;
import java.util.List;

/** Series that an expression is likely to find: two for each of its selectors, for ten minutes. */
public final class SelectorData {
  private static final long MINUTE = 60_000;
  private static final int MINUTES = 10;

  private SelectorData() {}

  /** The series, which begin at a time; one may be there twice. */
  public static List<RandomSeries> of(Expr expr, long fromMillis) {
    List<RandomSeries> series = new ArrayList<>();
    add(expr, fromMillis, series);
    return series;
  }

  private static void add(Expr expr, long fromMillis, List<RandomSeries> series) {
    if (expr instanceof VectorSelector selector) {
      for (int i = 0; i < 2; i++) {
        series.add(new RandomSeries(labels(selector, i), counting(i + 1, fromMillis)));
      }
    }
    expr.children().forEach(child -> add(child, fromMillis, series));
  }

  private static Labels labels(VectorSelector selector, int i) {
    Labels.Builder labels = Labels.builder().set("le", i == 0 ? "1" : "+Inf");
    for (Matcher m : selector.matchers()) {
      labels.set(m.name(), m.type() == Matcher.Type.EQUAL ? m.value() : "x" + i);
    }
    return labels.build();
  }

  private static List<RandomSeries.Sample> counting(int perMinute, long fromMillis) {
    List<RandomSeries.Sample> samples = new ArrayList<>();
    for (int minute = 0; minute <= MINUTES; minute++) {
      samples.add(
          new RandomSeries.Sample(fromMillis + minute * MINUTE, (double) minute * perMinute, null));
    }
    return samples;
  }
}
