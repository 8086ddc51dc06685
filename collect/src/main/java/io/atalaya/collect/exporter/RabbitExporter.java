package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.OneCall;
import io.atalaya.model.Labels;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.net.URI;
import java.util.Map;

/**
 * RabbitMQ, as its management API tells it, under the names of kbudde's rabbitmq_exporter. (Its own
 * Prometheus plugin has other names, and needs nobody in between.)
 *
 * @param url of the management API, such as {@code http://rabbit:15672}
 * @param http credentials, TLS, proxy
 */
public record RabbitExporter(URI url, HttpClientConfig http) implements Exporter {
  private static final Map<String, String> QUEUE_GAUGES =
      Map.of(
          "messages", "messages",
          "messages_ready", "messages_ready",
          "messages_unacknowledged", "messages_unacknowledged",
          "consumers", "consumers",
          "consumer_utilisation", "consumer_utilisation",
          "memory", "memory",
          "message_bytes", "message_bytes");

  private static final Map<String, String> QUEUE_COUNTERS =
      Map.of(
          "publish", "messages_published_total",
          "ack", "messages_ack_total",
          "deliver", "messages_delivered_total",
          "get", "messages_get_total",
          "redeliver", "messages_redelivered_total");

  @Override
  public String kind() {
    return "rabbitmq";
  }

  @Override
  public String upMetric() {
    return "rabbitmq_up";
  }

  @Override
  public String address() {
    return UrlHost.of(url).toString();
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) throws ExchangeException {
    JsonValue overview = ask("/api/overview", network, deadline);
    totals(out, overview);
    for (JsonValue node : ask("/api/nodes", network, deadline).items()) {
      node(out, node);
    }
    for (JsonValue queue : ask("/api/queues", network, deadline).items()) {
      queue(out, queue);
    }
  }

  private JsonValue ask(String path, Network network, Deadline deadline) throws ExchangeException {
    String base = url.toString();
    String whole = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    try {
      return JsonValue.parse(OneCall.get(http, network, URI.create(whole), deadline));
    } catch (JsonException e) {
      throw new ExchangeException(Reason.PROTOCOL, path + " is no JSON: " + e.getMessage(), e);
    }
  }

  private static void totals(Readings out, JsonValue overview) {
    Labels version =
        Labels.of(
            "rabbitmq",
            overview.text("rabbitmq_version"),
            "erlang",
            overview.text("erlang_version"));
    out.gauge("rabbitmq_version_info", "Version of the server.", version, 1);
    for (String what :
        new String[] {"connections", "channels", "consumers", "queues", "exchanges"}) {
      gauge(out, "rabbitmq_" + what, Labels.empty(), overview.text("object_totals", what));
    }
    gauge(
        out,
        "rabbitmq_queue_messages_total",
        Labels.empty(),
        overview.text("queue_totals", "messages"));
  }

  private static void node(Readings out, JsonValue node) {
    Labels labels = Labels.of("node", node.text("name"));
    gauge(out, "rabbitmq_running", labels, node.text("running"));
    gauge(out, "rabbitmq_node_mem_used", labels, node.text("mem_used"));
    gauge(out, "rabbitmq_node_mem_limit", labels, node.text("mem_limit"));
    gauge(out, "rabbitmq_node_mem_alarm", labels, node.text("mem_alarm"));
    gauge(out, "rabbitmq_node_disk_free", labels, node.text("disk_free"));
    gauge(out, "rabbitmq_node_disk_free_limit", labels, node.text("disk_free_limit"));
    gauge(out, "rabbitmq_node_disk_free_alarm", labels, node.text("disk_free_alarm"));
    gauge(out, "rabbitmq_fd_used", labels, node.text("fd_used"));
    gauge(out, "rabbitmq_fd_available", labels, node.text("fd_total"));
    gauge(out, "rabbitmq_sockets_used", labels, node.text("sockets_used"));
    gauge(out, "rabbitmq_sockets_available", labels, node.text("sockets_total"));
    gauge(out, "rabbitmq_partitions", labels, Integer.toString(node.items("partitions").size()));
  }

  private static void queue(Readings out, JsonValue queue) {
    Labels labels = Labels.of("vhost", queue.text("vhost"), "queue", queue.text("name"));
    QUEUE_GAUGES.forEach(
        (field, name) -> gauge(out, "rabbitmq_queue_" + name, labels, queue.text(field)));
    QUEUE_COUNTERS.forEach(
        (field, name) -> {
          double value = RedisInfo.number(queue.text("message_stats", field));
          if (!Double.isNaN(value)) {
            out.counter("rabbitmq_queue_" + name, "From the queue's statistics.", labels, value);
          }
        });
  }

  private static void gauge(Readings out, String name, Labels labels, String text) {
    double value = RedisInfo.number(text);
    if (!Double.isNaN(value)) {
      out.gauge(name, "From the management API.", labels, value);
    }
  }
}
