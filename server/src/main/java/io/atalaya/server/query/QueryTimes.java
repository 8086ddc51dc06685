package io.atalaya.server.query;

import io.atalaya.model.DurationSummary;
import io.atalaya.model.QueryResult;
import io.atalaya.server.metrics.MetricsText;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long queries wait and run, and how many samples they read, under Prometheus' names. Parsing
 * and planning belong to the run: the engine does not time them apart.
 */
public final class QueryTimes {
  private static final double[] QUANTILES = {.5, .9, .99};

  private final DurationSummary queue;
  private final DurationSummary evaluation;
  private final LongAdder samples = new LongAdder();

  public QueryTimes(InstantSource clock) {
    queue = new DurationSummary(clock);
    evaluation = new DurationSummary(clock);
  }

  void answered(QueryResult.Statistics statistics, long queueNanos) {
    queue.observeNanos(queueNanos);
    evaluation.observeNanos(statistics.nanos());
    samples.add(statistics.samplesRead());
  }

  public void write(MetricsText out) {
    write(out, queue, "queue_time");
    write(out, evaluation, "inner_eval");
    out.counter(
        "prometheus_engine_query_samples_total", "Samples that queries read.", samples.sum());
  }

  private static void write(MetricsText out, DurationSummary durations, String slice) {
    out.summary(
        "prometheus_engine_query_duration_seconds",
        "How long queries took, by what they did.",
        durations.snapshot(),
        QUANTILES,
        "slice",
        slice);
  }
}
