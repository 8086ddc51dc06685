package io.atalaya.server.api.prometheus;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.VectorSelector;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code /api/v1/query_exemplars}: exemplars of all series that an expression selects. */
final class ExemplarEndpoint {
  private final Queries queries;
  private final Function<SeriesSelection, Map<Labels, List<Exemplar>>> exemplars;

  ExemplarEndpoint(
      Queries queries, Function<SeriesSelection, Map<Labels, List<Exemplar>>> exemplars) {
    this.queries = queries;
    this.exemplars = exemplars;
  }

  void addTo(Routes routes) {
    routes.getOrPost("/api/v1/query_exemplars", Answer.of(this::answer));
  }

  private Answer.Data answer(HttpRequest request) {
    long from = Parameters.time(request, "start", Parameters.MIN_TIME);
    long to = Parameters.time(request, "end", Parameters.MAX_TIME);
    if (to < from) {
      throw ApiError.badData("end timestamp must not be before start timestamp");
    }
    List<List<Matcher>> selectors = new ArrayList<>();
    addSelectors(queries.parse(request.parameter("query")), selectors);
    if (selectors.isEmpty()) {
      return new Answer.Nothing();
    }
    Map<Labels, List<Exemplar>> found = new TreeMap<>();
    for (List<Matcher> matchers : selectors) {
      found.putAll(
          exemplars.apply(SeriesSelection.of(SampleSink.DEFAULT_TENANT, matchers, from, to)));
    }
    return out -> {
      out.array();
      for (Map.Entry<Labels, List<Exemplar>> series : found.entrySet()) {
        write(out, series.getKey(), series.getValue());
      }
      out.end();
    };
  }

  private static void addSelectors(Expr expr, List<List<Matcher>> into) {
    if (expr instanceof VectorSelector selector) {
      into.add(selector.matchers());
    }
    expr.children().forEach(child -> addSelectors(child, into));
  }

  private static void write(JsonOut out, Labels series, List<Exemplar> exemplars)
      throws IOException {
    out.object().name("seriesLabels").labels(series).name("exemplars").array();
    for (Exemplar exemplar : exemplars) {
      out.object()
          .name("labels")
          .labels(exemplar.labels())
          .field("value", GoFloat.json(exemplar.value()))
          .name("timestamp")
          .time(exemplar.timestampMillis())
          .end();
    }
    out.end().end();
  }
}
