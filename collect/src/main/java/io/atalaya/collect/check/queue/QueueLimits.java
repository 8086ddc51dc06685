package io.atalaya.collect.check.queue;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a queue must keep to; null stands for no limit.
 *
 * @param maxPending jobs that may wait
 * @param maxAge age that the oldest waiting job may have
 * @param maxFailed jobs that may have failed
 * @param minSuccessRatio part of the finished jobs that must have succeeded, 0 to 1
 * @param otherwise what it means if one is passed; {@link Verdict#DOWN} by default
 */
public record QueueLimits(
    @Nullable Double maxPending,
    @Nullable Duration maxAge,
    @Nullable Double maxFailed,
    @Nullable Double minSuccessRatio,
    Verdict otherwise) {
  /** No limits. */
  public static final QueueLimits NONE = new QueueLimits(null, null, null, null, Verdict.DOWN);

  /** Judges one queue; what is not known breaks no limit. */
  void judge(QueueFigures figures, Observation.Builder seen) {
    String queue = figures.queue();
    double pending = figures.jobs(JobState.PENDING);
    if (maxPending != null && pending > maxPending) {
      tell(seen, "pending", queue, "%.0f jobs wait, more than %.0f", pending, maxPending);
    }
    if (maxAge != null && figures.oldestAgeSeconds() > maxAge.toMillis() / 1000.0) {
      tell(
          seen,
          "age",
          queue,
          "the oldest job has waited %.0f s, longer than %.0f s",
          figures.oldestAgeSeconds(),
          maxAge.toMillis() / 1000.0);
    }
    double failed = figures.jobs(JobState.FAILED);
    if (maxFailed != null && failed > maxFailed) {
      tell(seen, "failed", queue, "%.0f jobs have failed, more than %.0f", failed, maxFailed);
    }
    double ratio = figures.successRatio();
    if (minSuccessRatio != null && ratio < minSuccessRatio) {
      tell(
          seen,
          "success_ratio",
          queue,
          "%.1f %% of the jobs succeed, fewer than %.1f %%",
          ratio * 100,
          minSuccessRatio * 100);
    }
  }

  private void tell(
      Observation.Builder seen,
      String why,
      String queue,
      String sentence,
      double is,
      double bound) {
    seen.judge(otherwise, why, "queue " + queue + ": " + sentence.formatted(is, bound));
  }
}
