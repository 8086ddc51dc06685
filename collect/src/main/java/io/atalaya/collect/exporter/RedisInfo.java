package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Redis' {@code INFO}: sections that begin with {@code # Name}, and lines {@code field:value}. Most
 * fields are metrics by a table, {@code redis-metrics.txt}; some hold several values:
 *
 * <pre>
 *   db0:keys=12,expires=3,avg_ttl=0
 *   cmdstat_get:calls=7,usec=21,usec_per_call=3.00,rejected_calls=0,failed_calls=0
 *   errorstat_WRONGTYPE:count=2
 *   slave0:ip=10.0.0.2,port=6379,state=online,offset=1400,lag=0
 *   latency_percentiles_usec_get:p50=1.003,p99=3.007,p99.9=4.015
 *   master0:name=mymaster,status=ok,address=10.0.0.1:6379,slaves=1,sentinels=3     (a sentinel's)
 * </pre>
 */
final class RedisInfo {
  private static final Map<String, Metric> METRICS = table();
  private static final String PERCENTILES = "latency_percentiles_usec_";

  private final Readings out;
  private final Map<String, String> fields = new HashMap<>();
  private final Map<String, Map<String, String>> commands = new HashMap<>();
  private final Map<String, Map<String, String>> percentiles = new HashMap<>();

  private record Metric(String name, boolean counter) {}

  RedisInfo(Readings out) {
    this.out = out;
  }

  private static Map<String, Metric> table() {
    Map<String, Metric> table = new LinkedHashMap<>();
    try (InputStream in = RedisInfo.class.getResourceAsStream("redis-metrics.txt")) {
      if (in == null) {
        throw new IllegalStateException("redis-metrics.txt is missing");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .forEach(f -> table.put(f[0], new Metric(f[1], f[2].equals("counter"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(table);
  }

  /** Reads everything. */
  void read(String info) {
    info.lines()
        .filter(line -> line.indexOf(':') > 0 && !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              String field = line.substring(0, colon);
              String value = line.substring(colon + 1).strip();
              fields.put(field, value);
              field(field, value);
            });
    percentiles.forEach(this::percentiles);
    instance();
  }

  private void field(String field, String value) {
    if (field.startsWith("cmdstat_")) {
      command(field.substring("cmdstat_".length()), parts(value));
    } else if (field.startsWith("errorstat_")) {
      String error = field.substring("errorstat_".length());
      counter("errors_total", Labels.of("err", error), number(parts(value).get("count")));
    } else if (field.matches("db[0-9]+")) {
      database(field, parts(value));
    } else if (field.matches("slave[0-9]+")) {
      replica(parts(value));
    } else if (field.startsWith(PERCENTILES)) {
      percentiles.put(field.substring(PERCENTILES.length()), parts(value));
    } else if (field.matches("master[0-9]+")) {
      watched(parts(value));
    } else {
      Metric metric = METRICS.get(field);
      boolean scaled = metric != null && metric.name().equals("redis_latest_fork_seconds");
      double number = number(value) * (scaled ? 1e-6 : 1);
      if (metric != null && metric.counter() && !Double.isNaN(number)) {
        out.counter(metric.name(), field + " of INFO", Labels.empty(), number);
      } else if (metric != null && !Double.isNaN(number)) {
        out.gauge(metric.name(), field + " of INFO", Labels.empty(), number);
      }
    }
  }

  private void command(String command, Map<String, String> parts) {
    Labels labels = Labels.of("cmd", command);
    commands.put(command, parts);
    counter("commands_total", labels, number(parts.get("calls")));
    counter("commands_duration_seconds_total", labels, number(parts.get("usec")) / 1e6);
    counter("commands_rejected_calls_total", labels, number(parts.get("rejected_calls")));
    counter("commands_failed_calls_total", labels, number(parts.get("failed_calls")));
  }

  private void database(String name, Map<String, String> parts) {
    Labels labels = Labels.of("db", name);
    gauge("db_keys", labels, number(parts.get("keys")));
    gauge("db_keys_expiring", labels, number(parts.get("expires")));
    gauge("db_avg_ttl_seconds", labels, number(parts.get("avg_ttl")) / 1000);
    gauge("db_keys_cached", labels, number(parts.get("cached_keys")));
  }

  private void replica(Map<String, String> parts) {
    Labels labels =
        Labels.builder()
            .set("slave_ip", parts.getOrDefault("ip", ""))
            .set("slave_port", parts.getOrDefault("port", ""))
            .set("slave_state", parts.getOrDefault("state", ""))
            .build();
    gauge("connected_slave_offset_bytes", labels, number(parts.get("offset")));
    gauge("connected_slave_lag_seconds", labels, number(parts.get("lag")));
  }

  /** A master that this sentinel watches. */
  private void watched(Map<String, String> parts) {
    Labels labels =
        Labels.of(
            "master_name", parts.getOrDefault("name", ""),
            "master_address", parts.getOrDefault("address", ""));
    Labels state = labels.with("master_status", parts.getOrDefault("status", ""));
    gauge("sentinel_master_status", state, "ok".equals(parts.get("status")) ? 1 : 0);
    gauge("sentinel_master_slaves", labels, number(parts.get("slaves")));
    gauge("sentinel_master_sentinels", labels, number(parts.get("sentinels")));
  }

  /** Microseconds that calls of a command, and of its subcommands, took in all. */
  double microseconds(String command) {
    return commands.entrySet().stream()
        .filter(e -> e.getKey().equals(command) || e.getKey().startsWith(command + "|"))
        .mapToDouble(e -> number(e.getValue().get("usec")))
        .sum();
  }

  /** Reads {@code CLUSTER INFO}: fields whose names are metrics, if they are numbers. */
  void readCluster(String info) {
    info.lines()
        .map(line -> line.strip().split(":", 2))
        .filter(parts -> parts.length == 2 && parts[0].startsWith("cluster_"))
        .forEach(
            parts -> {
              Metric known = METRICS.get(parts[0]);
              String name = known == null ? parts[0] : known.name().substring("redis_".length());
              gauge(name, Labels.empty(), number(parts[1]));
            });
  }

  private void percentiles(String command, Map<String, String> parts) {
    Map<String, String> calls = commands.get(command);
    if (calls != null) {
      String metric = PERCENTILES.substring(0, PERCENTILES.length() - 1);
      Labels labels = Labels.of("cmd", command);
      parts.forEach(
          (percentile, value) ->
              gauge(metric, labels.with("quantile", percentile.substring(1)), number(value)));
      counter(metric + "_count", labels, number(calls.get("calls")));
      counter(metric + "_sum", labels, number(calls.get("usec")));
    }
  }

  /** What is told of the whole instance, and of its master if it has one. */
  private void instance() {
    Labels.Builder labels = Labels.builder();
    for (String name :
        new String[] {
          "role",
          "redis_version",
          "redis_build_id",
          "redis_mode",
          "os",
          "maxmemory_policy",
          "tcp_port",
          "run_id",
          "process_id",
          "master_replid"
        }) {
      labels.set(name, fields.getOrDefault(name, ""));
    }
    for (String name : new String[] {"valkey_version", "valkey_release_stage"}) {
      labels.set(name, fields.getOrDefault(name, ""));
    }
    gauge("instance_info", labels.build(), 1);
    double uptime = number(fields.get("uptime_in_seconds"));
    double now = number(fields.get("server_time_usec")) / 1e6;
    gauge("start_time_seconds", Labels.empty(), Math.floor(now - uptime));
    if (fields.containsKey("master_host")) {
      Labels master =
          Labels.of(
              "master_host",
              fields.getOrDefault("master_host", ""),
              "master_port",
              fields.getOrDefault("master_port", ""));
      gauge("master_link_up", master, "up".equals(fields.get("master_link_status")) ? 1 : 0);
      for (String name :
          new String[] {
            "master_last_io_seconds_ago", "master_sync_in_progress", "slave_repl_offset"
          }) {
        gauge(name, master, number(fields.get(name)));
      }
      gauge("slave_info", master.with("read_only", fields.getOrDefault("slave_read_only", "")), 1);
    }
  }

  private void gauge(String name, Labels labels, double value) {
    if (!Double.isNaN(value)) {
      out.gauge("redis_" + name, "From INFO.", labels, value);
    }
  }

  private void counter(String name, Labels labels, double value) {
    if (!Double.isNaN(value)) {
      out.counter("redis_" + name, "From INFO.", labels, value);
    }
  }

  private static Map<String, String> parts(String value) {
    Map<String, String> parts = new HashMap<>();
    for (String part : value.split(",")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  /** A value as number; NaN if it is none. {@code ok} is 1 and {@code err} 0. */
  static double number(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Double.NaN;
    }
    return switch (text) {
      case "ok", "true" -> 1;
      case "err", "fail", "false" -> 0;
      default -> parsed(text);
    };
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
