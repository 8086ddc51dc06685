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
import java.util.ArrayList;
import java.util.List;

/**
 * Redis, under redis_exporter's names.
 *
 * @param server where it is and how to log in
 */
public record RedisExporter(RedisServer server) implements Exporter {
  private static final double MICRO = 1e-6;

  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("INFO", "ALL"),
          List.of("SLOWLOG", "LEN"),
          List.of("SLOWLOG", "GET", "1"),
          List.of("LATENCY", "LATEST"),
          List.of("LATENCY", "HISTOGRAM"));

  /** Asked one by one: all of them at once would hold passwords. */
  private static final List<String> SETTINGS =
      List.of(
          "maxclients",
          "maxmemory",
          "io-threads",
          "repl-backlog-size",
          "client-output-buffer-limit");

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
      List<List<String>> questions = new ArrayList<>(QUESTIONS);
      SETTINGS.forEach(name -> questions.add(List.of("CONFIG", "GET", name)));
      List<RedisReply> replies = session.askAll(questions);
      if (replies.getFirst() instanceof RedisReply.Fault) {
        session.ask("INFO");
      }
      String info = replies.getFirst().asText();
      RedisInfo read = new RedisInfo(out);
      read.read(info);
      if (info.contains("cluster_enabled:1")
          && session.askAll(List.of(List.of("CLUSTER", "INFO"))).getFirst()
              instanceof RedisReply.Text(String cluster)) {
        read.readCluster(cluster);
      }
      slowLog(out, replies.get(1), replies.get(2).asItems());
      if (replies.get(3) instanceof RedisReply.Items(List<RedisReply> events)) {
        events.forEach(event -> latency(out, event.asItems()));
      }
      histograms(out, read, replies.get(4).asItems());
      replies.subList(QUESTIONS.size(), replies.size()).forEach(reply -> setting(out, reply));
    }
  }

  /** What a restricted user may not ask is left out. */
  private static void slowLog(Readings out, RedisReply entries, List<RedisReply> last) {
    if (!(entries instanceof RedisReply.Whole(long length))) {
      return;
    }
    out.gauge("redis_slowlog_length", "Entries of the slow log.", Labels.empty(), length);
    List<RedisReply> newest = last.isEmpty() ? List.of() : last.getFirst().asItems();
    double id = newest.isEmpty() ? 0 : RedisInfo.number(newest.getFirst().asText());
    double micros = newest.size() < 3 ? 0 : RedisInfo.number(newest.get(2).asText());
    out.gauge("redis_slowlog_last_id", "Newest entry of the slow log.", Labels.empty(), id);
    out.gauge(
        "redis_last_slow_execution_duration_seconds",
        "How long the newest entry of the slow log took.",
        Labels.empty(),
        micros * MICRO);
  }

  /** A setting's name and value, or nothing. */
  private static void setting(Readings out, RedisReply reply) {
    List<RedisReply> pair = reply.asItems();
    if (pair.size() != 2) {
      return;
    }
    String name = pair.getFirst().asText();
    double value = RedisInfo.number(pair.getLast().asText());
    if (name.equals("client-output-buffer-limit")) {
      bufferLimits(out, pair.getLast().asText().split(" "));
    } else if (!Double.isNaN(value)) {
      String metric = "redis_config_" + name.replace('-', '_');
      out.gauge(metric, "Setting " + name + ".", Labels.empty(), value);
      if (name.equals("maxclients") && known(out, "redis_max_clients")) {
        out.gauge("redis_max_clients", "Clients that may connect.", Labels.empty(), value);
      }
    }
  }

  /** Four words for each class of clients: its name, hard and soft limit, seconds. */
  private static void bufferLimits(Readings out, String[] words) {
    String metric = "redis_config_client_output_buffer_limit_";
    for (int i = 0; i + 3 < words.length; i += 4) {
      Labels hard = Labels.of("class", words[i], "limit", "hard");
      Labels soft = hard.with("limit", "soft");
      String help = "Limits of output buffers by class of clients.";
      out.gauge(metric + "bytes", help, hard, RedisInfo.number(words[i + 1]));
      out.gauge(metric + "bytes", help, soft, RedisInfo.number(words[i + 2]));
      out.gauge(metric + "overcome_seconds", help, soft, RedisInfo.number(words[i + 3]));
    }
  }

  /**
   * Pairs of a command and its histogram: {@code calls}, a number, {@code histogram_usec}, and
   * pairs of an upper bound and how many took at most so long.
   */
  private static void histograms(Readings out, RedisInfo info, List<RedisReply> commands) {
    for (int i = 0; i + 1 < commands.size(); i += 2) {
      String command = commands.get(i).asText();
      List<RedisReply> parts = commands.get(i + 1).asItems();
      if (parts.size() == 4) {
        Labels labels = Labels.of("cmd", command);
        List<RedisReply> buckets = parts.get(3).asItems();
        String count = parts.get(1).asText();
        for (int j = 0; j + 1 < buckets.size(); j += 2) {
          bucket(out, labels, buckets.get(j).asText(), buckets.get(j + 1).asText());
        }
        bucket(out, labels, "+Inf", count);
        String metric = "redis_commands_latencies_usec";
        String help = "Calls by how long they took.";
        out.counter(metric + "_count", help, labels, RedisInfo.number(count));
        out.counter(metric + "_sum", help, labels, info.microseconds(command));
      }
    }
  }

  private static void bucket(Readings out, Labels labels, String bound, String count) {
    out.counter(
        "redis_commands_latencies_usec_bucket",
        "Calls by how long they took.",
        labels.with("le", bound),
        RedisInfo.number(count));
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
