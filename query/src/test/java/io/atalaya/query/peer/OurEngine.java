package io.atalaya.query.peer;

import io.atalaya.model.GoString;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.query.Engine;
import io.atalaya.query.QueryOptions;
import io.atalaya.query.fuzz.RandomQuery;
import io.atalaya.query.peer.Answer.Bucket;
import io.atalaya.query.peer.Answer.Value;
import io.atalaya.query.reference.NaiveHistogram;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Our answers in the form in which they are compared. */
final class OurEngine {
  private static final String TENANT = "default";
  private static final int REPLACEMENT = 0xfffd;

  private final Engine engine;

  OurEngine(Engine engine) {
    this.engine = engine;
  }

  Answer answer(RandomQuery query) {
    String expression = query.expression();
    long start = query.startMillis();
    return query.isRange()
        ? answer(
            () ->
                engine.range(
                    TENANT,
                    expression,
                    start,
                    query.endMillis(),
                    query.stepMillis(),
                    QueryOptions.DEFAULT))
        : answer(() -> engine.instant(TENANT, expression, start, QueryOptions.DEFAULT));
  }

  private static Answer answer(Supplier<QueryResult> query) {
    QueryResult result;
    try {
      result = query.get();
    } catch (QueryException e) {
      return Answer.failed(String.valueOf(e.getMessage()));
    }
    return new Answer(series(result.value()), result.warnings(), result.infos(), null);
  }

  private static Map<Labels, Map<Long, Value>> series(QueryValue value) {
    Map<Labels, Map<Long, Value>> series = new HashMap<>();
    switch (value) {
      case QueryValue.Scalar s -> put(series, Labels.empty(), s.timeMillis(), Value.of(s.value()));
      case QueryValue.Text t -> series.put(Answer.ofText(t.value()), Map.of());
      case QueryValue.Vector v ->
          v.samples()
              .forEach(
                  s -> put(series, s.labels(), v.timeMillis(), value(s.value(), s.histogram())));
      case QueryValue.Matrix m -> m.series().forEach(s -> put(series, s));
    }
    return series;
  }

  private static void put(Map<Labels, Map<Long, Value>> series, QueryValue.Series s) {
    @Nullable Histogram[] histograms = s.histograms();
    for (int i = 0; i < s.timesMillis().length; i++) {
      Histogram h = histograms == null ? null : histograms[i];
      put(series, s.labels(), s.timesMillis()[i], value(s.values()[i], h));
    }
  }

  private static void put(
      Map<Labels, Map<Long, Value>> series, Labels labels, long millis, Value value) {
    series.computeIfAbsent(shown(labels), l -> new TreeMap<>()).put(millis, value);
  }

  /** Labels as JSON can have them: it knows no bytes that are no UTF-8. */
  private static Labels shown(Labels labels) {
    Labels.Builder shown = Labels.builder();
    labels.toMap().forEach((name, value) -> shown.set(name, shown(value)));
    return shown.build();
  }

  private static String shown(String text) {
    return text.codePoints()
        .map(c -> GoString.isByte(c) ? REPLACEMENT : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Value value(double number, @Nullable Histogram histogram) {
    if (histogram == null) {
      return Value.of(number);
    }
    NaiveHistogram h = NaiveHistogram.of(histogram);
    return new Value(
        h.sum(),
        h.count(),
        h.buckets().stream().map(b -> new Bucket(b.lower(), b.upper(), b.count())).toList());
  }
}
