package io.atalaya.bench;

import io.atalaya.model.QueryResult;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.QueryOptions;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/**
 * Prints what range queries over 10,000 counters cost: 6 hours at 15 seconds, 360 steps, no store.
 * Without arguments it runs a set of typical queries, else those given.
 */
public final class RateBench {
  private static final int TARGETS = 100;
  private static final int SERIES_PER_TARGET = 100;
  private static final long INTERVAL_MILLIS = 15_000;
  private static final int ROWS = 1464;
  private static final long STEP_MILLIS = 60_000;
  private static final int STEPS = 360;
  private static final int RUNS = 25;
  private static final double NANOS_PER_MILLI = 1e6;

  private static final String[] QUERIES = {
    "sum by (mode) (rate(node_cpu_seconds_total[5m]))",
    "sum(node_cpu_seconds_total)",
    "count(node_cpu_seconds_total)",
    "max by (instance) (max_over_time(node_cpu_seconds_total[10m]))",
    "stddev by (mode) (rate(node_cpu_seconds_total[5m]))",
    "histogram_quantile(0.9, sum by (cpu) (rate(node_cpu_seconds_total[5m])))",
    "count_values(\"v\", round(rate(node_cpu_seconds_total[5m])))",
    "absent(node_cpu_seconds_total{mode=\"none\"})",
    "node_cpu_seconds_total and on (instance) max by (instance) (node_cpu_seconds_total)",
    "topk(5, rate(node_cpu_seconds_total[5m]))",
    "quantile by (mode) (0.9, rate(node_cpu_seconds_total[5m]))",
    "sum by (instance) (rate(node_cpu_seconds_total[5m]) * 100 > 10)",
    "avg by (mode) (avg_over_time(node_cpu_seconds_total[5m]))",
    "sum by (instance) (increase(node_cpu_seconds_total[1h]))",
    "max_over_time(sum by (mode) (rate(node_cpu_seconds_total[5m]))[10m:1m])",
    "rate(node_cpu_seconds_total[5m]) / on (instance, cpu, mode)"
        + " rate(node_cpu_seconds_total[10m])",
  };

  private RateBench() {}

  /** Runs it; the arguments are expressions. */
  public static void main(String[] args) {
    SharedTimesSource source =
        new SharedTimesSource(TARGETS, SERIES_PER_TARGET, ROWS, INTERVAL_MILLIS, new Random(1));
    Engine engine = new Engine(source, EngineOptions.DEFAULT, System::nanoTime);
    for (String query : args.length > 0 ? args : QUERIES) {
      measure(engine, query);
    }
  }

  private static void measure(Engine engine, String query) {
    double[] cpu = new double[RUNS];
    double[] wall = new double[RUNS];
    QueryResult result = null;
    for (int run = 0; run < RUNS; run++) {
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      long end = ROWS * INTERVAL_MILLIS;
      result =
          engine.range(
              "default",
              query,
              end - (STEPS - 1) * STEP_MILLIS,
              end,
              STEP_MILLIS,
              QueryOptions.DEFAULT);
      wall[run] = (System.nanoTime() - start) / NANOS_PER_MILLI;
      cpu[run] = (cpuNanos() - cpuStart) / NANOS_PER_MILLI;
    }
    Arrays.sort(cpu);
    Arrays.sort(wall);
    System.out.printf(
        "%-90s cpu median %7.1f ms, least %7.1f; wall median %7.1f ms; %s%n",
        query, cpu[RUNS / 2], cpu[0], wall[RUNS / 2], result == null ? "" : result.statistics());
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
