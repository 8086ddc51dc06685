package io.atalaya.server.backtest;

import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions at a server, over Prometheus' HTTP API. Rules ask at instants that lie one
 * interval apart; so after two questions the next thousand answers are fetched by one range query,
 * which has the same values.
 */
public final class HttpEvaluator implements Evaluator, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** Steps of one range query; Prometheus allows 11,000 points a series. */
  private static final int STEPS_AHEAD = 1000;

  private static final int MAX_ANSWER_BYTES = 256 << 20;

  /** In a range query these are its own start and end. */
  private static final Pattern OWN_RANGE = Pattern.compile("\\b(start|end|range|step)\\s*\\(");

  private final String server;
  private final long lastMillis;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * Asks a server.
   *
   * @param server such as {@code http://127.0.0.1:9090}
   * @param lastMillis nothing later will be asked for
   */
  public HttpEvaluator(String server, long lastMillis) {
    this.server = (server.contains("://") ? server : "http://" + server).replaceAll("/+$", "");
    this.lastMillis = lastMillis;
  }

  @Override
  public Prepared prepare(String expression) {
    return new Asked(expression);
  }

  /** One expression; for one thread. */
  private final class Asked implements Prepared {
    private final String expression;
    private final boolean sameInRanges;
    private final Map<Long, List<QueryValue.Sample>> ahead = new HashMap<>();
    private long before = Long.MIN_VALUE;
    private long aheadFrom;
    private long aheadUntil = Long.MIN_VALUE;
    private long aheadStep = 1;

    Asked(String expression) {
      this.expression = expression;
      sameInRanges = !OWN_RANGE.matcher(expression).find();
    }

    @Override
    public String expression() {
      return expression;
    }

    @Override
    public QueryResult at(String tenant, long timeMillis) {
      if (timeMillis > aheadUntil || (timeMillis - aheadFrom) % aheadStep != 0) {
        fetch(timeMillis);
      }
      before = timeMillis;
      List<QueryValue.Sample> samples = ahead.getOrDefault(timeMillis, List.of());
      return new QueryResult(
          new QueryValue.Vector(timeMillis, samples),
          List.of(),
          List.of(),
          new QueryResult.Statistics(samples.size(), samples.size(), samples.size(), 0));
    }

    private void fetch(long timeMillis) {
      boolean known = before > Long.MIN_VALUE && before < timeMillis && sameInRanges;
      long step = known ? timeMillis - before : 1000;
      long steps = known ? Math.min(STEPS_AHEAD, (lastMillis - timeMillis) / step) : 0;
      long end = timeMillis + Math.max(0, steps) * step;
      ahead.clear();
      ask(timeMillis, end, step);
      aheadFrom = timeMillis;
      aheadUntil = end;
      aheadStep = step;
    }

    private void ask(long start, long end, long step) {
      String path =
          "/api/v1/query_range?query="
              + URLEncoder.encode(expression, StandardCharsets.UTF_8)
              + ("&start=" + seconds(start) + "&end=" + seconds(end) + "&step=" + seconds(step));
      array(get(path).get("result")).forEach(series -> read(fields(series)));
    }

    private void read(Map<String, JsonValue> series) {
      if (series.containsKey("histograms")) {
        throw new QueryException(
            QueryException.Kind.EXECUTION, "histograms are not read over HTTP");
      }
      Labels.Builder labels = Labels.builder();
      fields(series.get("metric")).forEach((name, value) -> labels.set(name, text(value)));
      Labels built = labels.build();
      for (JsonValue point : array(series.get("values"))) {
        List<JsonValue> pair = array(point);
        long time = millis(pair.getFirst());
        ahead
            .computeIfAbsent(time, t -> new ArrayList<>())
            .add(new QueryValue.Sample(built, number(text(pair.getLast())), null));
      }
    }
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).toPlainString();
  }

  private static long millis(JsonValue seconds) {
    return seconds instanceof JsonValue.Num number
        ? new BigDecimal(number.literal()).movePointRight(3).longValue()
        : 0;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String text(@Nullable JsonValue value) {
    return value instanceof JsonValue.Text text ? text.value() : "";
  }

  private static Map<String, JsonValue> fields(@Nullable JsonValue value) {
    return value instanceof JsonValue.Obj object ? object.fields() : Map.of();
  }

  private static List<JsonValue> array(@Nullable JsonValue value) {
    return value instanceof JsonValue.Arr array ? array.values() : List.of();
  }

  private Map<String, JsonValue> get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server + path)).timeout(TIMEOUT).build();
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        Map<String, JsonValue> fields = fields(JsonValue.parse(body.readNBytes(MAX_ANSWER_BYTES)));
        if (!text(fields.get("status")).equals("success")) {
          throw new QueryException(
              QueryException.Kind.EXECUTION, server + " answers: " + text(fields.get("error")));
        }
        return fields(fields.get("data"));
      }
    } catch (JsonException | NumberFormatException e) {
      throw failed(server + " does not answer as Prometheus does", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (IOException e) {
      throw new UnreachableException("no server answers at " + server, e);
    }
  }

  private static QueryException failed(String message, Throwable cause) {
    return new QueryException(QueryException.Kind.EXECUTION, message, cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
