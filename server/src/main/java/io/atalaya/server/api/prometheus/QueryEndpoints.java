package io.atalaya.server.api.prometheus;

import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.query.Explained;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.parse.PrettyPrinter;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/query}, {@code …/query_range}, {@code …/format_query}, {@code …/parse_query}. */
final class QueryEndpoints {
  /** Most points of one series in a range query, as in Prometheus. */
  private static final long MAX_POINTS = 11_000;

  private static final Set<String> STATS = Set.of("", "true", "all");

  private final Queries queries;
  private final InstantSource clock;

  QueryEndpoints(Queries queries, InstantSource clock) {
    this.queries = queries;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.getOrPost("/api/v1/query", Answer.of(this::instant));
    routes.getOrPost("/api/v1/query_range", Answer.of(this::range));
    routes.getOrPost("/api/atalaya/v1/explain", Answer.of(this::explain));
    routes.getOrPost("/api/v1/format_query", Answer.of(this::format));
    routes.getOrPost("/api/v1/parse_query", Answer.of(this::parse));
  }

  private Answer.Data instant(HttpRequest request) {
    int limit = Parameters.limit(request);
    long time = Parameters.time(request, "time", clock.millis());
    Queries.Options options = options(request);
    String query = request.parameter("query");
    Queries.Answered answered =
        Parameters.named("query", () -> queries.instant(query, time, options));
    return answer(request, answered, limit);
  }

  private Answer.Data range(HttpRequest request) {
    int limit = Parameters.limit(request);
    Span span = Span.of(request);
    Queries.Options options = options(request);
    String query = request.parameter("query");
    Queries.Answered answered =
        Parameters.named(
            "query", () -> queries.range(query, span.start(), span.end(), span.step(), options));
    return answer(request, answered, limit);
  }

  /** The times of a range query. */
  private record Span(long start, long end, long step) {
    static Span of(HttpRequest request) {
      long start = Parameters.requiredTime(request, "start");
      long end = Parameters.requiredTime(request, "end");
      if (end < start) {
        throw ApiError.badParameter("end", "end timestamp must not be before start time");
      }
      long step = Parameters.duration("step", request.parameter("step"));
      if (step <= 0) {
        throw ApiError.badParameter(
            "step",
            "zero or negative query resolution step widths are not accepted."
                + " Try a positive integer");
      }
      if ((end - start) / step > MAX_POINTS) {
        throw ApiError.badData(
            "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
                + " resolution (?step=XX)");
      }
      return new Span(start, end, step);
    }
  }

  /** Takes the parameters of a range query, or without {@code step} those of an instant query. */
  private Answer.Data explain(HttpRequest request) {
    long now = Parameters.time(request, "time", clock.millis());
    Span span = request.parameter("step").isEmpty() ? new Span(now, now, 0) : Span.of(request);
    Queries.Options options = options(request);
    String query = request.parameter("query");
    Explained explained =
        Parameters.named(
            "query", () -> queries.explain(query, span.start(), span.end(), span.step(), options));
    QueryResult result = explained.result();
    return new Answer.WithNotes(
        out -> ExplainJson.write(out, explained), result.warnings(), result.infos());
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
    String lookback = request.parameter("lookback_delta");
    return new Queries.Options(
        timeout(request),
        lookback.isEmpty() ? null : Duration.ofMillis(Parameters.lookback(lookback)),
        !request.parameter("stats").isEmpty(),
        new Queries.Origin(request.remoteAddress(), request.method(), request.path()),
        request::isClientGone);
  }

  /** How long a query may take, null if the request does not say; none takes no time at all. */
  private static @Nullable Duration timeout(HttpRequest request) {
    String value = request.parameter("timeout");
    if (value.isEmpty()) {
      return null;
    }
    long millis = Parameters.duration("timeout", value);
    if (millis <= 0) {
      throw new QueryException(QueryException.Kind.TIMEOUT, "query timed out in query execution");
    }
    return Duration.ofMillis(millis);
  }

  private static Answer.Data answer(HttpRequest request, Queries.Answered answered, int limit) {
    QueryResult result = answered.result();
    boolean cut = limit > 0 && elements(result.value()) > limit;
    QueryValue value = cut ? truncated(result.value(), limit) : result.value();
    List<String> warnings = new ArrayList<>(result.warnings());
    if (cut) {
      warnings.add("results truncated due to limit");
    }
    String stats = request.parameter("stats");
    if (!STATS.contains(stats)) {
      warnings.add(
          "value \"%s\" for parameter \"stats\" is deprecated and will be rejected in the next"
                  .formatted(stats)
              + " major release, use \"true\" or \"all\"");
    }
    Answer.Data data =
        out -> {
          out.object();
          new ResultJson().write(out, value);
          if (!stats.isEmpty()) {
            StatisticsJson.write(
                out.name("stats"),
                result.statistics(),
                answered.queueNanos(),
                answered.showSteps() && stats.equals("all"));
          }
          out.end();
        };
    return new Answer.WithNotes(data, warnings, result.infos());
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
}
