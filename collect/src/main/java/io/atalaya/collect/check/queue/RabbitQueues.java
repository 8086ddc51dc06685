package io.atalaya.collect.check.queue;

import io.atalaya.collect.database.Rows;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Queues of RabbitMQ, as its management API tells them ({@code GET /api/queues/VHOST}). Ready
 * messages are pending, delivered and not yet acknowledged ones are processed, acknowledged ones
 * completed; what failed it does not tell. The age of the oldest message is known if messages carry
 * a timestamp.
 *
 * @param url of the management API, such as {@code http://rabbit:15672}
 * @param vhost virtual host, {@code /} by default
 * @param queues names; empty (default) for all
 * @param http credentials, TLS, proxy
 */
public record RabbitQueues(URI url, String vhost, List<String> queues, HttpClientConfig http)
    implements QueueSource {
  public RabbitQueues {
    queues = List.copyOf(queues);
    if (UrlHost.of(url).isEmpty() || UrlHost.user(url) != null) {
      throw new IllegalArgumentException(
          "url must be that of the management API, such as http://rabbit:15672, without a user");
    }
  }

  @Override
  public String kind() {
    return "rabbitmq";
  }

  @Override
  public String target() {
    return url.toString();
  }

  @Override
  public List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException {
    String base = url.toString();
    String path = "/api/queues/" + URLEncoder.encode(vhost, StandardCharsets.UTF_8);
    URI asked =
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    JsonValue answer = parsed(OneCall.get(http, network, asked, deadline));
    double now = clock.millis() / 1000.0;
    List<QueueFigures> all = new ArrayList<>();
    List<String> missing = new ArrayList<>(queues);
    for (JsonValue queue : answer.items()) {
      String name = queue.text("name");
      missing.remove(name);
      if (queues.isEmpty() || queues.contains(name)) {
        all.add(figures(name, queue, now));
      }
    }
    if (!missing.isEmpty()) {
      throw new ExchangeException(
          Reason.REFUSED, "there is no queue " + missing.getFirst() + " in " + vhost, null);
    }
    return all;
  }

  private static JsonValue parsed(byte[] body) throws ExchangeException {
    try {
      return JsonValue.parse(body);
    } catch (JsonException e) {
      throw new ExchangeException(Reason.PROTOCOL, "the answer is no JSON: " + e.getMessage(), e);
    }
  }

  private static QueueFigures figures(String name, JsonValue queue, double now) {
    double ready = number(queue.text("messages_ready"));
    return new QueueFigures(name)
        .jobs(JobState.PENDING, ready)
        .jobs(JobState.PROCESSING, number(queue.text("messages_unacknowledged")))
        .jobs(JobState.COMPLETED, number(queue.text("message_stats", "ack")))
        .consumers(number(queue.text("consumers")))
        .oldest(ready == 0 ? 0 : now - JobTimes.seconds(queue.text("head_message_timestamp")));
  }

  private static double number(String text) {
    return Rows.number(text);
  }
}
