package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Reading;
import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.redis.RedisReply;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.redis.RedisSession;
import io.atalaya.model.Labels;
import java.util.List;

/**
 * Redis, under redis_exporter's names.
 *
 * @param server where it is and how to log in
 */
public record RedisExporter(RedisServer server) implements Exporter {
  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public String upMetric() {
    return "redis_up";
  }

  @Override
  public String address() {
    return RedisServer.at(server.host(), server.port()).target();
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) throws ExchangeException {
    try (RedisSession session = RedisSession.open(server, network, deadline)) {
      List<RedisReply> replies =
          session.askAll(
              List.of(
                  List.of("INFO", "ALL"),
                  List.of("SLOWLOG", "LEN"),
                  List.of("LATENCY", "LATEST"),
                  List.of("CONFIG", "GET", "maxclients")));
      if (replies.getFirst() instanceof RedisReply.Fault) {
        session.ask("INFO");
      }
      new RedisInfo(out).read(replies.getFirst().asText());
      more(out, replies);
    }
  }

  /** What a restricted user may not ask is left out. */
  private static void more(Readings out, List<RedisReply> replies) {
    if (replies.get(1) instanceof RedisReply.Whole(long length)) {
      out.gauge("redis_slowlog_length", "Entries of the slow log.", Labels.empty(), length);
    }
    if (replies.get(2) instanceof RedisReply.Items(List<RedisReply> events)) {
      events.forEach(event -> latency(out, event.asItems()));
    }
    List<RedisReply> clients = replies.get(3).asItems();
    if (clients.size() == 2 && known(out, "redis_max_clients")) {
      double most = RedisInfo.number(clients.getLast().asText());
      out.gauge("redis_max_clients", "Clients that may connect.", Labels.empty(), most);
    }
  }

  private static boolean known(Readings out, String metric) {
    return out.all().stream().map(Reading::metric).noneMatch(metric::equals);
  }

  /** Name of the event, when it last happened, how long it took then, and at the worst. */
  private static void latency(Readings out, List<RedisReply> event) {
    if (event.size() >= 3) {
      Labels labels = Labels.of("event_name", event.getFirst().asText());
      out.gauge(
          "redis_latency_spike_last",
          "When the latency spike last happened.",
          labels,
          RedisInfo.number(event.get(1).asText()));
      out.gauge(
          "redis_latency_spike_duration_seconds",
          "How long the last latency spike took.",
          labels,
          RedisInfo.number(event.get(2).asText()) / 1000);
    }
  }
}
