package io.atalaya.collect.discover;

import io.atalaya.model.DurationSummary;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the discoveries of many jobs do, for those who watch them. Lives as long as those who
 * discover for the same purpose: all scrape jobs, or all that look for Alertmanagers. Safe for use
 * by many threads.
 */
public final class DiscoveryTally {
  private final InstantSource clock;
  private final Map<Who, Refreshes> refreshes = new ConcurrentHashMap<>();
  private final LongAdder received = new LongAdder();
  private final LongAdder told = new LongAdder();
  private final LongAdder delayed = new LongAdder();
  private final LongAdder fileErrors = new LongAdder();
  private final LongAdder clusterErrors = new LongAdder();

  /**
   * Who asks.
   *
   * @param job for which targets are looked for
   * @param mechanism {@code http}, {@code dns}, {@code docker}, {@code consul} or {@code ec2}
   */
  public record Who(String job, String mechanism) {}

  /**
   * What became of one's questions.
   *
   * @param failures questions without an answer
   * @param durations of all questions
   */
  public record Refreshed(long failures, DurationSummary.Snapshot durations) {}

  private record Refreshes(LongAdder failures, DurationSummary durations) {}

  /** Nothing has happened yet. */
  public DiscoveryTally(InstantSource clock) {
    this.clock = clock;
  }

  void refreshed(Who who, long nanos, boolean failed) {
    Refreshes of =
        refreshes.computeIfAbsent(
            who, _ -> new Refreshes(new LongAdder(), new DurationSummary(clock)));
    of.durations().observeNanos(nanos);
    if (failed) {
      of.failures().increment();
    }
  }

  void received(boolean isDelayed) {
    received.increment();
    if (isDelayed) {
      delayed.increment();
    }
  }

  void told() {
    told.increment();
  }

  void fileUnreadable() {
    fileErrors.increment();
  }

  void clusterFailed() {
    clusterErrors.increment();
  }

  /** What became of questions, by who asked. */
  public Map<Who, Refreshed> refreshes() {
    Map<Who, Refreshed> all = new ConcurrentHashMap<>();
    refreshes.forEach(
        (who, r) -> all.put(who, new Refreshed(r.failures().sum(), r.durations().snapshot())));
    return all;
  }

  /** Failures of one mechanism, all jobs together. */
  public long failures(String mechanism) {
    return refreshes.entrySet().stream()
        .filter(entry -> entry.getKey().mechanism().equals(mechanism))
        .mapToLong(entry -> entry.getValue().failures().sum())
        .sum();
  }

  /** Changes that discoveries reported. */
  public long receivedUpdates() {
    return received.sum();
  }

  /** Changes that were passed on, several of them together where they came fast. */
  public long updates() {
    return told.sum();
  }

  /** Changes that waited because others had just been passed on. */
  public long delayedUpdates() {
    return delayed.sum();
  }

  /** Times a target file could not be read. */
  public long fileErrors() {
    return fileErrors.sum();
  }

  /** Times the API of a Kubernetes cluster did not answer. */
  public long clusterErrors() {
    return clusterErrors.sum();
  }
}
