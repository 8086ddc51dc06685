package io.atalaya.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Series and questions about them, as dashboards ask, for {@link WarmUp}. */
final class WarmUpQueries {
  private static final long INTERVAL_MILLIS = 15_000;
  private static final int SAMPLES = 240;
  private static final int INSTANCES = 12;
  private static final List<String> BOUNDS = List.of("0.1", "0.5", "1", "5", "+Inf");

  /** One of each kind of work: selectors, rates, windows, aggregations, joins, subqueries. */
  private static final List<String> EXPRESSIONS =
      List.of(
          "up",
          "up{instance=\"host-1\"}",
          "sum by (job) (up)",
          "sum by (mode) (rate(cpu_seconds_total[5m]))",
          "1 - avg by (instance) (rate(cpu_seconds_total{mode=\"idle\"}[5m]))",
          "histogram_quantile(0.99, sum by (le) (rate(latency_bucket[5m])))",
          "topk(3, rate(cpu_seconds_total[5m]))",
          "topk(3, up)",
          "100 * (1 - up / up)",
          "up{instance!~\"a|b\"} / up < 2",
          "count by (instance) ({__name__=~\".+\"})",
          "sum by (mode) (cpu_seconds_total{mode=~\"i.*\",instance!=\"x\"})",
          "sum by (job) (cpu_seconds_total * on (instance) group_left (job) up)",
          "(up == 1) unless on (instance) (cpu_seconds_total > 1e9)",
          "absent(nothing)",
          "avg by (job) (avg_over_time(up[10m]))",
          "quantile_over_time(0.95, up[10m])",
          "max by (job) (max_over_time(up[10m]))",
          "sum(min_over_time(up[10m]) + sum_over_time(up[10m]) + count_over_time(up[10m]))",
          "sum by (mode) (increase(cpu_seconds_total[30m]))",
          "sum(resets(cpu_seconds_total[30m]) + changes(up[30m]))",
          "deriv(up[10m]) + predict_linear(up[10m], 60)",
          "delta(up[10m]) + irate(cpu_seconds_total{mode=\"idle\"}[5m])",
          "sum(up offset 10m)",
          "max_over_time(sum(rate(cpu_seconds_total[5m]))[10m:1m])",
          "quantile(0.9, up) + stddev(up)",
          "count by (h) (label_replace(up, \"h\", \"$1\", \"instance\", \"host-(.*)\"))",
          "count_values(\"v\", up)",
          "time() - timestamp(up)",
          "clamp_max(round(up, 0.1), 1) or vector(0)",
          "sort_desc(up)");

  private static final List<String> LOOK_UPS =
      List.of(
          "/api/v1/series?match%5B%5D=up",
          "/api/v1/labels",
          "/api/v1/label/__name__/values",
          "/api/v1/label/instance/values?match%5B%5D=up");

  private final long startMillis;

  /** Questions about the hour before a time. */
  WarmUpQueries(long endMillis) {
    startMillis = endMillis / INTERVAL_MILLIS * INTERVAL_MILLIS - SAMPLES * INTERVAL_MILLIS;
  }

  /** The series, as lines of JSON. */
  String series() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < INSTANCES; i++) {
      String labels = "\"job\":\"a\",\"instance\":\"host-" + i + "\"";
      addLine(lines, "up", labels, 0);
      for (String mode : List.of("idle", "user", "system", "iowait")) {
        addLine(lines, "cpu_seconds_total", labels + ",\"mode\":\"" + mode + "\"", i + 1);
      }
      for (String bound : BOUNDS) {
        addLine(lines, "latency_bucket", labels + ",\"le\":\"" + bound + "\"", i + 2);
      }
    }
    return lines.toString();
  }

  private void addLine(StringBuilder lines, String name, String labels, int slope) {
    StringBuilder values = new StringBuilder();
    StringBuilder times = new StringBuilder();
    for (int k = 0; k < SAMPLES; k++) {
      String comma = k == 0 ? "" : ",";
      values.append(comma).append(1 + k * slope * 0.37);
      times.append(comma).append(startMillis + k * INTERVAL_MILLIS);
    }
    lines
        .append("{\"metric\":{\"__name__\":\"%s\",%s},".formatted(name, labels))
        .append("\"values\":[")
        .append(values)
        .append("],\"timestamps\":[")
        .append(times)
        .append("]}\n");
  }

  /** Paths to ask: each expression at one time and over an hour, and look-ups of labels. */
  List<String> paths() {
    double end = (startMillis + SAMPLES * INTERVAL_MILLIS) / 1000.0;
    double start = startMillis / 1000.0;
    List<String> paths = new ArrayList<>(LOOK_UPS);
    for (String expression : EXPRESSIONS) {
      String query = "query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
      paths.add("/api/v1/query?" + query + "&time=" + end);
      paths.add("/api/v1/query_range?" + query + "&start=" + start + "&end=" + end + "&step=60");
    }
    return paths;
  }
}
