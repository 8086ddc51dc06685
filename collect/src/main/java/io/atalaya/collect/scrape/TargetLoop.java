package io.atalaya.collect.scrape;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.TargetIngest.Counts;
import io.atalaya.collect.scrape.TargetStatus.Health;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.trace.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes one target again and again. The next scrape is scheduled when one is over, so that two
 * never overlap.
 *
 * <p>A fault of the target makes {@code up} 0. A fault of ours, such as a store that takes nothing
 * or a secret that cannot be read, is counted and shown but never becomes {@code up} 0: then there
 * is no sample at all.
 */
final class TargetLoop {
  private static final Logger log = LoggerFactory.getLogger(TargetLoop.class);

  /** How late a scrape may begin and still get the time it was meant for. */
  private static final Duration ALIGNMENT_TOLERANCE = Duration.ofMillis(2);

  /** How long the end of a loop waits for a scrape that is on its way. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SampleSink sink;
  private final Network network;
  private final Scheduler scheduler;
  private final ScrapeCounters counters;
  private final ScrapeTimes times;
  private final Recognition recognition;
  private final ReentrantLock running = new ReentrantLock();
  private final AtomicReference<@Nullable Plan> changed = new AtomicReference<>();
  private volatile Plan plan;
  private volatile Source source;
  private volatile Labels discovered;
  private volatile String held = "";
  private volatile Last last = new Last(Health.UNKNOWN, "", null, Duration.ZERO);
  private boolean began;
  private long lastBegun;
  private volatile boolean stopped;
  private Scheduler.@Nullable Task next;
  private volatile @Nullable TargetIngest ingest;

  /** What is scraped, and how. */
  private record Plan(Target target, ScrapeConfig config) {}

  /**
   * What a target told.
   *
   * @param body or null, if it told nothing
   * @param fault why it counts as down; empty if it does not
   * @param sizeBytes of the body; 0 for none, −1 for one that is too large
   */
  private record Told(Fetcher.@Nullable Body body, String fault, int sizeBytes) {
    static Told nothing(String fault) {
      return new Told(null, fault, 0);
    }
  }

  /** What the last scrape said. */
  private record Last(Health health, String error, @Nullable Instant at, Duration took) {}

  TargetLoop(
      Target target,
      ScrapeConfig config,
      SampleSink sink,
      Network network,
      Scheduler scheduler,
      ScrapeCounters counters,
      ScrapeTimes times,
      Recognition recognition) {
    this.times = times;
    this.recognition = recognition;
    this.plan = new Plan(target, config);
    this.discovered = target.discovered();
    this.source = new Source(target, config, network, recognition);
    this.sink = sink;
    this.network = network;
    this.scheduler = scheduler;
    this.counters = counters;
  }

  void start() {
    schedule(ScrapeOffset.firstAfter(scheduler.instant(), plan.target()));
  }

  private synchronized void schedule(Instant when) {
    if (!stopped) {
      next = scheduler.at(when, "scrape " + plan.target().url(), () -> run(when));
    }
  }

  /** Makes no scrapes while there is a reason: the target is down for it. Empty for none. */
  void hold(String reason) {
    held = reason;
  }

  /** Takes what is known of the target now; if it is scraped as before, scrapes go on as before. */
  void update(Target target, ScrapeConfig config, boolean configChanged) {
    discovered = target.discovered();
    Plan pending = changed.get();
    Target latest = (pending == null ? plan : pending).target();
    if (configChanged || !target.isScrapedAs(latest)) {
      change(target, config);
    }
  }

  /** Takes another configuration of the same target; a scrape that is on its way goes on. */
  private void change(Target target, ScrapeConfig config) {
    changed.set(new Plan(target, config));
    boolean sameRhythm = target.interval().equals(plan.target().interval());
    if (!sameRhythm && running.tryLock()) {
      try {
        cancel();
        adoptChange();
        start();
      } finally {
        running.unlock();
      }
    }
  }

  private void adoptChange() {
    Plan adopted = changed.getAndSet(null);
    if (adopted == null) {
      return;
    }
    source.close();
    source = new Source(adopted.target(), adopted.config(), network, recognition);
    plan = adopted;
    if (ingest != null) {
      ingest.configure(adopted.target(), adopted.config());
    }
  }

  private synchronized void cancel() {
    if (next != null) {
      next.cancel();
    }
  }

  private void run(Instant scheduled) {
    running.lock();
    try {
      if (stopped) {
        return;
      }
      Duration interval = plan.target().interval();
      adoptChange();
      try {
        traced(scheduled);
      } finally {
        // Whatever went wrong, the next one may go well.
        scheduleAfter(scheduled, interval);
      }
      if (stopped) {
        markEnd();
      }
    } finally {
      running.unlock();
    }
  }

  private void traced(Instant scheduled) {
    try (Span span = network.tracer().begin("scrape", Span.Kind.INTERNAL)) {
      span.say("job", plan.config().jobName()).say("target", plan.target().url().toString());
      scrape(aligned(scheduled));
      if (last.health() != Health.UP) {
        span.fail(last.error());
      }
    }
  }

  private void scheduleAfter(Instant scheduled, Duration interval) {
    boolean sameRhythm = plan.target().interval().equals(interval);
    schedule(
        sameRhythm
            ? ScrapeOffset.following(scheduled, scheduler.instant(), interval)
            : ScrapeOffset.firstAfter(scheduler.instant(), plan.target()));
  }

  /** The time a scrape was meant for, if it begins soon enough after: equal steps compress best. */
  private Instant aligned(Instant scheduled) {
    Instant now = scheduler.instant();
    Duration tolerance = plan.target().interval().dividedBy(100);
    Duration allowed =
        tolerance.compareTo(ALIGNMENT_TOLERANCE) < 0 ? tolerance : ALIGNMENT_TOLERANCE;
    return now.isAfter(scheduled.plus(allowed)) ? now : scheduled;
  }

  private void scrape(Instant at) {
    long begun = network.ticker().nanos();
    counters.scrapes.increment();
    tellInterval(begun);
    String reason = held;
    if (!reason.isEmpty()) {
      store(at, begun, Told.nothing(reason));
      return;
    }
    try {
      Fetcher.Body body = source.fetch();
      store(at, begun, new Told(body, body.fault(), body.length()));
    } catch (ExchangeException e) {
      if (stopped) {
        return;
      }
      String error = String.valueOf(e.getMessage());
      boolean tooLarge = e.reason() == Reason.TOO_LARGE;
      if (tooLarge) {
        counters.tooLarge.increment();
      }
      if (e.reason() == Reason.INTERNAL) {
        last = new Last(Health.UNKNOWN, error, at, took(begun));
        log.error("Target {} could not be scraped: {}", plan.target().url(), error);
      } else {
        store(at, begun, new Told(null, error, tooLarge ? -1 : 0));
      }
    } catch (RuntimeException e) {
      last = new Last(Health.UNKNOWN, "internal error: " + e, at, took(begun));
      log.error("Scraping {} failed for a reason of our own", plan.target().url(), e);
    }
  }

  private void tellInterval(long begun) {
    if (began) {
      times.began(plan.target().interval(), begun - lastBegun);
    }
    began = true;
    lastBegun = begun;
  }

  private Duration took(long begun) {
    return Duration.ofNanos(network.ticker().nanos() - begun);
  }

  /** Stores what a scrape brought, or that it brought nothing. */
  private void store(Instant at, long begun, Told told) {
    if (stopped) {
      return;
    }
    try {
      TargetIngest into = ingest();
      if (!fill(into, at, begun, told)) {
        // The store has let go of series that were inactive; with new references all goes well.
        into.forgetReferences();
        fill(into, at, begun, told);
      }
    } catch (RuntimeException e) {
      counters.storeFailures.increment();
      counters.lostSamples.add(ingest == null ? 0 : ingest.size());
      log.warn("Samples of {} could not be stored: {}", plan.target().url(), e.toString());
    }
  }

  private TargetIngest ingest() {
    TargetIngest made = ingest;
    if (made == null) {
      Plan now = plan;
      made =
          new TargetIngest(
              TargetIngest.open(sink, now.target()), now.target(), now.config(), counters);
      ingest = made;
    }
    return made;
  }

  private boolean fill(TargetIngest into, Instant at, long begun, Told told) {
    into.begin(at.toEpochMilli());
    Counts counts = told.body() == null ? Counts.NONE : into.take(told.body());
    String error = counts.error() == null ? told.fault() : counts.error();
    Duration took = took(begun);
    logFailure(at, error);
    last = new Last(error.isEmpty() ? Health.UP : Health.DOWN, error, at, took);
    into.markVanished();
    report(into, counts, error.isEmpty(), took, told.sizeBytes());
    return into.commit();
  }

  private void logFailure(Instant at, String error) {
    Path file = plan.config().failureLog();
    if (file != null && !error.isEmpty()) {
      try {
        FailureLog.append(file, at, plan.config().jobName(), plan.target().url(), error);
      } catch (IOException e) {
        log.warn("Scrape failures cannot be written to {}: {}", file, e.toString());
      }
    }
  }

  private void report(TargetIngest into, Counts counts, boolean up, Duration took, int sizeBytes) {
    into.report("up", up ? 1 : 0);
    into.report("scrape_duration_seconds", took.toNanos() / 1e9);
    into.report("scrape_samples_scraped", counts.scraped());
    into.report("scrape_samples_post_metric_relabeling", counts.kept());
    into.report("scrape_series_added", counts.added());
    if (plan.config().extraMetrics()) {
      into.report("scrape_timeout_seconds", plan.target().timeout().toNanos() / 1e9);
      into.report("scrape_sample_limit", plan.config().limits().samples());
      into.report("scrape_body_size_bytes", sizeBytes);
    }
  }

  /** Tells the loop to end: it makes no further scrape, and one on its way fails at once. */
  void signalStop() {
    stopped = true;
    cancel();
    source.close();
  }

  /**
   * Ends the loop, which was told to before: all series of the target get staleness markers. If a
   * scrape cannot be torn away from what it waits for, it does that itself once it is over.
   */
  void finishStop() {
    boolean locked = false;
    try {
      locked = running.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (locked) {
        markEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (locked) {
        running.unlock();
      }
    }
  }

  private void markEnd() {
    TargetIngest into = ingest;
    if (into == null) {
      return;
    }
    ingest = null;
    try {
      into.begin(scheduler.instant().toEpochMilli());
      into.markVanished();
      into.markReportsStale();
      into.commit();
      into.close();
    } catch (RuntimeException e) {
      counters.storeFailures.increment();
      log.warn("The end of {} could not be stored: {}", plan.target().url(), e.toString());
    }
  }

  TargetMetadata metadata() {
    TargetIngest now = ingest;
    return new TargetMetadata(plan.target().labels(), now == null ? List.of() : now.families());
  }

  TargetStatus status() {
    Plan now = plan;
    Last seen = last;
    return new TargetStatus(
        now.config().jobName(),
        now.target().labels(),
        discovered,
        source.url(),
        now.target().interval(),
        now.target().timeout(),
        seen.health(),
        seen.error(),
        seen.at(),
        seen.took(),
        source.notice());
  }
}
