package io.atalaya.server.api.prometheus;

import io.atalaya.model.QueryResult;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;

/** What a query took, in the form of Prometheus. */
public final class StatisticsJson {
  private static final double NANOS_PER_SECOND = 1e9;

  private StatisticsJson() {}

  /**
   * Writes the value of {@code stats}.
   *
   * @param queueNanos how long the query waited for its turn
   * @param bySteps whether samples by step are shown
   */
  public static void write(
      JsonOut out, QueryResult.Statistics statistics, long queueNanos, boolean bySteps)
      throws IOException {
    double seconds = statistics.nanos() / NANOS_PER_SECOND;
    out.object()
        .name("timings")
        .object()
        .field("evalTotalTime", seconds)
        .field("resultSortTime", 0.0)
        .field("queryPreparationTime", 0.0)
        .field("innerEvalTime", seconds)
        .field("execQueueTime", queueNanos / NANOS_PER_SECOND)
        .field("execTotalTime", seconds + queueNanos / NANOS_PER_SECOND)
        .end()
        .name("samples")
        .object();
    QueryResult.StepSamples steps = statistics.steps();
    if (bySteps) {
      writeSteps(out, "totalQueryableSamplesPerStep", steps, steps.queryable());
    }
    out.field("totalQueryableSamples", sum(steps.queryable(), statistics));
    if (bySteps) {
      writeSteps(out, "samplesReadPerStep", steps, steps.read());
    }
    out.field("samplesRead", sum(steps.read(), statistics))
        .field("peakSamples", statistics.peakSamples())
        .end()
        .field("seriesSelected", statistics.seriesSelected())
        .end();
  }

  private static long sum(long[] counts, QueryResult.Statistics statistics) {
    long sum = statistics.samplesRead();
    for (int step = 0; step < counts.length; step++) {
      sum = (step == 0 ? 0 : sum) + counts[step];
    }
    return sum;
  }

  private static void writeSteps(
      JsonOut out, String name, QueryResult.StepSamples steps, long[] counts) throws IOException {
    if (counts.length == 0) {
      return;
    }
    out.name(name).array();
    for (int step = 0; step < counts.length; step++) {
      long millis = steps.startMillis() + step * steps.stepMillis();
      out.array().shortTime(millis).number(counts[step]).end();
    }
    out.end();
  }
}
