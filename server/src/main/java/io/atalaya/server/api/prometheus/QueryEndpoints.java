package io.atalaya.server.api.prometheus;

import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.parse.PrettyPrinter;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** {@code /api/v1/query}, {@code …/query_range}, {@code …/format_query}, {@code …/parse_query}. */
final class QueryEndpoints {
  /** Most points of one series in a range query, as in Prometheus. */
  private static final long MAX_POINTS = 11_000;

  private final Queries queries;
  private final InstantSource clock;

  QueryEndpoints(Queries queries, InstantSource clock) {
    this.queries = queries;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.getOrPost("/api/v1/query", Answer.of(this::instant));
    routes.getOrPost("/api/v1/query_range", Answer.of(this::range));
    routes.getOrPost("/api/v1/format_query", Answer.of(this::format));
    routes.getOrPost("/api/v1/parse_query", Answer.of(this::parse));
  }

  private Answer.Data instant(HttpRequest request) {
    long time = Parameters.time(request, "time", clock.millis());
    int limit = Parameters.limit(request);
    Queries.Options options = options(request);
    String query = request.parameter("query");
    QueryResult result = Parameters.named("query", () -> queries.instant(query, time, options));
    return answer(request, result, limit);
  }

  private Answer.Data range(HttpRequest request) {
    long start = Parameters.requiredTime(request, "start");
    long end = Parameters.requiredTime(request, "end");
    if (end < start) {
      throw ApiError.badParameter("end", "end timestamp must not be before start time");
    }
    long step = Parameters.duration("step", request.parameter("step"));
    if (step <= 0) {
      throw ApiError.badParameter(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    if ((end - start) / step > MAX_POINTS) {
      throw ApiError.badData(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    int limit = Parameters.limit(request);
    Queries.Options options = options(request);
    String query = request.parameter("query");
    QueryResult result =
        Parameters.named("query", () -> queries.range(query, start, end, step, options));
    return answer(request, result, limit);
  }

  private Answer.Data format(HttpRequest request) {
    String formatted = PrettyPrinter.print(tree(request));
    return out -> out.text(formatted);
  }

  private Answer.Data parse(HttpRequest request) {
    Expr tree = tree(request);
    return out -> new ExpressionJson(out).write(tree);
  }

  private Expr tree(HttpRequest request) {
    return Parameters.named("query", () -> queries.parse(request.parameter("query")));
  }

  private static Queries.Options options(HttpRequest request) {
    String timeout = request.parameter("timeout");
    String lookback = request.parameter("lookback_delta");
    return new Queries.Options(
        timeout.isEmpty() ? null : Duration.ofMillis(Parameters.duration("timeout", timeout)),
        lookback.isEmpty() ? null : Duration.ofMillis(Parameters.lookback(lookback)));
  }

  private static Answer.Data answer(HttpRequest request, QueryResult result, int limit) {
    boolean cut = limit > 0 && elements(result.value()) > limit;
    QueryValue value = cut ? truncated(result.value(), limit) : result.value();
    List<String> warnings = cut ? withTruncation(result.warnings()) : result.warnings();
    boolean withStats = !request.parameter("stats").isEmpty();
    Answer.Data data =
        out -> {
          out.object();
          new ResultJson().write(out, value);
          if (withStats) {
            writeStatistics(out, result.statistics());
          }
          out.end();
        };
    return new Answer.WithNotes(data, warnings, result.infos());
  }

  private static List<String> withTruncation(List<String> warnings) {
    return java.util.stream.Stream.concat(
            warnings.stream(), java.util.stream.Stream.of("results truncated due to limit"))
        .toList();
  }

  private static int elements(QueryValue value) {
    return switch (value) {
      case QueryValue.Vector vector -> vector.samples().size();
      case QueryValue.Matrix matrix -> matrix.series().size();
      case QueryValue.Scalar _, QueryValue.Text _ -> 1;
    };
  }

  private static QueryValue truncated(QueryValue value, int limit) {
    return switch (value) {
      case QueryValue.Vector vector ->
          new QueryValue.Vector(vector.timeMillis(), vector.samples().subList(0, limit));
      case QueryValue.Matrix matrix -> new QueryValue.Matrix(matrix.series().subList(0, limit));
      case QueryValue.Scalar scalar -> scalar;
      case QueryValue.Text text -> text;
    };
  }

  private static void writeStatistics(JsonOut out, QueryResult.Statistics statistics)
      throws IOException {
    out.name("stats")
        .object()
        .name("timings")
        .object()
        .field("evalTotalTime", statistics.nanos() / 1e9)
        .field("execTotalTime", statistics.nanos() / 1e9)
        .end()
        .name("samples")
        .object()
        .field("totalQueryableSamples", statistics.samplesRead())
        .field("peakSamples", statistics.peakSamples())
        .end()
        .field("seriesSelected", statistics.seriesSelected())
        .end();
  }
}
