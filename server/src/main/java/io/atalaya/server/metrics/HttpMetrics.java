package io.atalaya.server.metrics;

import io.atalaya.server.http.HttpStatistics;
import io.atalaya.server.http.RequestLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts answered requests by route and status, and their durations by route. */
public final class HttpMetrics implements RequestLog {
  /** Prometheus' own, so that its dashboards add ours to theirs. */
  private static final double[] BOUNDS_SECONDS = {.1, .2, .4, 1, 3, 8, 20, 60, 120};

  private record Key(String pattern, int status) {}

  private static final class Durations {
    private final LongAdder[] buckets = new LongAdder[BOUNDS_SECONDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    private Durations() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    private void observe(long durationNanos) {
      int i = 0;
      while (i < BOUNDS_SECONDS.length && durationNanos > BOUNDS_SECONDS[i] * 1e9) {
        i++;
      }
      buckets[i].increment();
      nanos.add(durationNanos);
    }
  }

  private final Map<Key, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, Durations> durations = new ConcurrentHashMap<>();

  @Override
  public void answered(String method, String pattern, int status, long nanos) {
    requests.computeIfAbsent(new Key(pattern, status), k -> new LongAdder()).increment();
    durations.computeIfAbsent(pattern, k -> new Durations()).observe(nanos);
  }

  /** Writes {@code prometheus_http_requests_total} and {@code …_request_duration_seconds}. */
  public void write(MetricsText out) {
    requests.forEach(
        (key, count) ->
            out.counter(
                "prometheus_http_requests_total",
                "Requests answered, by route and status.",
                count.sum(),
                "handler",
                handler(key.pattern()),
                "code",
                Integer.toString(key.status())));
    durations.forEach((pattern, d) -> writeDurations(out, handler(pattern), d));
  }

  /** A pattern as Prometheus writes it: {@code :name} for a part, {@code *name} for the rest. */
  private static String handler(String pattern) {
    return pattern.replaceAll("\\{([a-z]+)\\*\\}", "*$1").replaceAll("\\{([a-z]+)\\}", ":$1");
  }

  /** Writes what became of connections and bodies. */
  public static void write(MetricsText out, HttpStatistics counts) {
    String[] listener = {"listener_name", "http"};
    out.counter(
        "net_conntrack_listener_conn_accepted_total",
        "Connections taken.",
        counts.accepted(),
        listener);
    out.counter(
        "net_conntrack_listener_conn_closed_total",
        "Connections that are closed again.",
        counts.ended(),
        listener);
    closed(out, "slow_request", counts.slowHeads());
    closed(out, "slow_reader", counts.slowReaders());
    closed(out, "place_needed", counts.evicted());
    out.counter(
        "atalaya_http_bodies_refused_total",
        "Requests refused because the bodies of all requests took too much memory.",
        counts.refusedBodies());
  }

  private static void closed(MetricsText out, String reason, long count) {
    out.counter(
        "atalaya_http_connections_cut_total",
        "Connections closed by the server before their time.",
        count,
        "reason",
        reason);
  }

  private static void writeDurations(MetricsText out, String pattern, Durations d) {
    String family = "prometheus_http_request_duration_seconds";
    String help = "Time from a request's first byte to the end of its answer.";
    long count = 0;
    for (int i = 0; i < d.buckets.length; i++) {
      count += d.buckets[i].sum();
      String le = i < BOUNDS_SECONDS.length ? Double.toString(BOUNDS_SECONDS[i]) : "+Inf";
      out.add(family, "histogram", help, family + "_bucket", count, "handler", pattern, "le", le);
    }
    double seconds = d.nanos.sum() / 1e9;
    out.add(family, "histogram", help, family + "_sum", seconds, "handler", pattern);
    out.add(family, "histogram", help, family + "_count", count, "handler", pattern);
  }
}
