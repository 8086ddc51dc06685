package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.OneCall;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One queue of whatever tells its figures as JSON over HTTP.
 *
 * @param url where
 * @param queue value of the label {@code queue}
 * @param paths where in the document each figure of {@link #FIGURES} is: names and indexes with
 *     dots between them, such as {@code stats.0.waiting}; a list counts its items
 * @param http credentials, TLS, proxy
 */
public record HttpQueue(URI url, String queue, Map<String, String> paths, HttpClientConfig http)
    implements QueueSource {
  /** What may be told: four counts, a time or seconds, seconds, and a part of 1 (or of 100). */
  public static final List<String> FIGURES =
      List.of(
          "pending",
          "processing",
          "completed",
          "failed",
          "oldest_age_seconds",
          "average_seconds",
          "success_ratio",
          "consumers");

  public HttpQueue {
    paths = Map.copyOf(paths);
    if (UrlHost.of(url).isEmpty() || UrlHost.user(url) != null) {
      throw new IllegalArgumentException(
          "url must be an http:// or https:// URL with a host and without a user name");
    }
    for (String figure : paths.keySet()) {
      if (!FIGURES.contains(figure)) {
        throw new IllegalArgumentException(
            "unknown figure \"" + figure + "\"; possible are " + String.join(", ", FIGURES));
      }
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("paths is missing: say where each figure is");
    }
  }

  @Override
  public String kind() {
    return "queue_http";
  }

  @Override
  public String target() {
    return url.toString();
  }

  @Override
  public List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException {
    JsonValue document = document(OneCall.get(http, network, url, deadline));
    QueueFigures figures = new QueueFigures(queue);
    for (Map.Entry<String, String> path : paths.entrySet()) {
      set(figures, path.getKey(), number(document, path.getValue()));
    }
    return new ArrayList<>(List.of(figures));
  }

  private static JsonValue document(byte[] body) throws ExchangeException {
    try {
      return JsonValue.parse(body);
    } catch (JsonException e) {
      throw new ExchangeException(Reason.PROTOCOL, "the answer is no JSON: " + e.getMessage(), e);
    }
  }

  /** What a figure of {@link #FIGURES} means. */
  static void set(QueueFigures figures, String figure, double value) {
    switch (figure) {
      case "pending" -> figures.jobs(JobState.PENDING, value);
      case "processing" -> figures.jobs(JobState.PROCESSING, value);
      case "completed" -> figures.jobs(JobState.COMPLETED, value);
      case "failed" -> figures.jobs(JobState.FAILED, value);
      case "oldest_age_seconds" -> figures.oldest(value);
      case "average_seconds" -> figures.average(value);
      case "success_ratio" -> figures.success(value > 1 ? value / 100 : value);
      case "consumers" -> figures.consumers(value);
      default -> throw new IllegalArgumentException("unknown figure \"" + figure + "\"");
    }
  }

  private static double number(JsonValue document, String path) throws ExchangeException {
    JsonValue at = document;
    for (String step : path.split("\\.")) {
      boolean index = at instanceof JsonValue.Arr && step.matches("[0-9]{1,6}");
      at = index ? item(at.items(), Integer.parseInt(step)) : at.get(step);
    }
    return switch (at) {
      case JsonValue.Num number -> number.asDouble();
      case JsonValue.Arr(List<JsonValue> values) -> values.size();
      case JsonValue.Text(String text) -> JobTimes.seconds(text);
      case JsonValue.Bool(boolean value) -> value ? 1 : 0;
      case JsonValue.Null _, JsonValue.Obj _ ->
          throw new ExchangeException(
              Reason.PROTOCOL, "there is no number at " + path + " of the answer", null);
    };
  }

  private static JsonValue item(List<JsonValue> items, int index) {
    return index < items.size() ? items.get(index) : JsonValue.parse("null");
  }
}
