package io.atalaya.collect.scrape;

import io.atalaya.model.DurationSummary;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long it takes to bring the targets of each job up to date, what was left out then, and how
 * far scrapes really lie apart. Safe for use by many threads.
 */
public final class ScrapeTimes {
  private final InstantSource clock;
  private final Map<String, Counts> jobs = new ConcurrentHashMap<>();
  private final Map<Duration, DurationSummary> intervals = new ConcurrentHashMap<>();

  /** Counts of one job, while it runs. */
  private static final class Counts {
    private final DurationSummary syncs;
    private final LongAdder failed = new LongAdder();
    private final LongAdder overTargetLimit = new LongAdder();
    private volatile int targetLimit;

    private Counts(InstantSource clock) {
      syncs = new DurationSummary(clock);
    }

    private Job job() {
      return new Job(syncs.snapshot(), failed.sum(), overTargetLimit.sum(), targetLimit);
    }
  }

  /**
   * One job.
   *
   * @param syncs how long it took to bring its targets up to date
   * @param failedTargets targets left out because something is wrong with them
   * @param overTargetLimit times all were left out because of {@code target_limit}
   * @param targetLimit the limit; 0 for none
   */
  public record Job(
      DurationSummary.Snapshot syncs, long failedTargets, long overTargetLimit, int targetLimit) {}

  ScrapeTimes(InstantSource clock) {
    this.clock = clock;
  }

  private Counts of(String job) {
    return jobs.computeIfAbsent(job, _ -> new Counts(clock));
  }

  void synced(String job, long nanos, int failedTargets, int targetLimit) {
    Counts counts = of(job);
    counts.syncs.observeNanos(nanos);
    counts.failed.add(failedTargets);
    counts.targetLimit = targetLimit;
  }

  void overTargetLimit(String job) {
    of(job).overTargetLimit.increment();
  }

  /** A scrape began so long after the one before it. */
  void began(Duration interval, long nanosSince) {
    intervals.computeIfAbsent(interval, _ -> new DurationSummary(clock)).observeNanos(nanosSince);
  }

  void forget(String job) {
    jobs.remove(job);
  }

  /** All jobs by name. */
  public Map<String, Job> jobs() {
    Map<String, Job> all = new TreeMap<>();
    jobs.forEach((name, counts) -> all.put(name, counts.job()));
    return all;
  }

  /** How far scrapes lay apart, by how far they should. */
  public Map<Duration, DurationSummary.Snapshot> intervals() {
    Map<Duration, DurationSummary.Snapshot> all = new TreeMap<>();
    intervals.forEach((interval, times) -> all.put(interval, times.snapshot()));
    return all;
  }
}
