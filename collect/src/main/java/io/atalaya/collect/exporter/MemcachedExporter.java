package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Wire;
import io.atalaya.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * memcached, under memcached_exporter's names: {@code stats}, whose answer is lines {@code STAT
 * name value} up to {@code END}.
 *
 * @param host name or address
 * @param port 11211 by default
 */
public record MemcachedExporter(String host, int port) implements Exporter {
  public static final int DEFAULT_PORT = 11211;

  private static final int MAX_LINES = 2000;

  private static final Map<String, String> GAUGES =
      Map.of(
          "uptime", "uptime_seconds",
          "time", "time_seconds",
          "bytes", "current_bytes",
          "limit_maxbytes", "limit_bytes",
          "curr_items", "current_items",
          "curr_connections", "current_connections",
          "max_connections", "max_connections",
          "hash_bytes", "hash_bytes",
          "threads", "threads");

  private static final Map<String, String> COUNTERS =
      Map.of(
          "total_connections", "connections_total",
          "bytes_read", "read_bytes_total",
          "bytes_written", "written_bytes_total",
          "total_items", "items_total",
          "evictions", "items_evicted_total",
          "reclaimed", "items_reclaimed_total",
          "conn_yields", "connections_yielded_total",
          "listen_disabled_num", "connections_listener_disabled_total",
          "rejected_connections", "connections_rejected_total");

  private static final List<String> COMMANDS =
      List.of("get", "delete", "incr", "decr", "cas", "touch");

  @Override
  public String kind() {
    return "memcached";
  }

  @Override
  public String upMetric() {
    return "memcached_up";
  }

  @Override
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]:" : host + ":") + port;
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) throws ExchangeException {
    Map<String, String> stats = new HashMap<>();
    try (Wire wire = Wire.open(network, host, port, null, deadline)) {
      wire.writeLine("stats");
      for (String line = wire.readLine(); !line.equals("END"); line = wire.readLine()) {
        String[] words = line.split(" ", 3);
        if (words.length < 3 || !words[0].equals("STAT") || stats.size() > MAX_LINES) {
          throw new ExchangeException(Reason.PROTOCOL, "what listens there is no memcached", null);
        }
        stats.put(words[1], words[2]);
      }
    }
    Labels version = Labels.of("version", stats.getOrDefault("version", ""));
    out.gauge("memcached_version", "Version of the server.", version, 1);
    GAUGES.forEach((stat, name) -> add(out, false, name, Labels.empty(), stats.get(stat)));
    COUNTERS.forEach((stat, name) -> add(out, true, name, Labels.empty(), stats.get(stat)));
    commands(out, stats);
  }

  private static void commands(Readings out, Map<String, String> stats) {
    for (String command : COMMANDS) {
      for (String status : List.of("hits", "misses")) {
        Labels labels =
            Labels.of("command", command, "status", status.equals("hits") ? "hit" : "miss");
        add(out, true, "commands_total", labels, stats.get(command + "_" + status));
      }
    }
    Labels flush = Labels.of("command", "flush", "status", "hit");
    add(out, true, "commands_total", flush, stats.get("cmd_flush"));
    Labels set = Labels.of("command", "set", "status", "hit");
    add(out, true, "commands_total", set, stats.get("cmd_set"));
  }

  private static void add(
      Readings out, boolean counter, String name, Labels labels, @Nullable String value) {
    double number = RedisInfo.number(value);
    if (Double.isNaN(number)) {
      return;
    }
    if (counter) {
      out.counter("memcached_" + name, "From stats.", labels, number);
    } else {
      out.gauge("memcached_" + name, "From stats.", labels, number);
    }
  }
}
