package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates one check again and again. An evaluation is one attempt, and after a failure as many
 * more as {@code retry_attempts} allows, each scheduled {@code retry_delay} after the one before;
 * the next evaluation is scheduled when one is over, so that two never overlap.
 */
final class CheckLoop {
  private static final Logger log = LoggerFactory.getLogger(CheckLoop.class);

  private final CheckConfig check;
  private final Prober prober;
  private final SampleSink sink;
  private final Scheduler scheduler;
  private final LongAdder storeFailures;
  private final ReentrantLock running = new ReentrantLock();
  private final Judge judge;
  private @Nullable CheckSamples samples;
  private Scheduler.@Nullable Task next;
  private volatile boolean stopped;
  private volatile CheckStatus status;

  CheckLoop(
      CheckConfig check,
      Prober prober,
      SampleSink sink,
      Scheduler scheduler,
      LongAdder storeFailures) {
    this.check = check;
    this.prober = prober;
    this.sink = sink;
    this.scheduler = scheduler;
    this.storeFailures = storeFailures;
    this.judge = new Judge(check.basics().judgement(), scheduler.instant());
    this.status = statusOf(null, null, null);
  }

  CheckConfig check() {
    return check;
  }

  void start() {
    Instant now = scheduler.instant();
    schedule(now.plus(phase()), when -> evaluate(when, 0));
  }

  /** Checks begin within the first tenth of their interval, spread by name. */
  private Duration phase() {
    long spreadMillis = Math.max(1, check.basics().interval().toMillis() / 10);
    return Duration.ofMillis(Math.floorMod(check.name().hashCode(), spreadMillis));
  }

  private interface Step {
    void run(Instant scheduled);
  }

  private synchronized void schedule(Instant when, Step step) {
    if (!stopped) {
      next = scheduler.at(when, "check " + check.name(), () -> step.run(when));
      status = statusOf(status.lastRun(), status.last(), when);
    }
  }

  /** Makes attempt {@code attempt}, counted from 0, of the evaluation that began at a time. */
  private void evaluate(Instant began, int attempt) {
    running.lock();
    try {
      if (stopped) {
        return;
      }
      Instant at = scheduler.instant();
      Observation seen = Attempts.make(prober, check);
      Judgement rules = check.basics().judgement();
      boolean again = seen.verdict() == Verdict.DOWN && attempt < rules.retryAttempts();
      if (!again) {
        judge.take(seen.verdict(), at);
        write(at, seen);
      }
      status = statusOf(at, seen, null);
      if (again) {
        Instant retry = scheduler.instant().plus(rules.retryDelay());
        schedule(retry, _ -> evaluate(began, attempt + 1));
      } else {
        schedule(following(began), when -> evaluate(when, 0));
      }
      if (stopped) {
        end();
      }
    } finally {
      running.unlock();
    }
  }

  private void write(Instant at, Observation seen) {
    if (stopped) {
      return;
    }
    try {
      CheckSamples into = samples;
      if (into == null) {
        into = new CheckSamples(sink, check);
        samples = into;
      }
      into.write(at, seen, judge.state());
    } catch (RuntimeException e) {
      storeFailures.increment();
      log.warn("The result of check {} could not be stored: {}", check.name(), e.toString());
    }
  }

  /** The next evaluation, in the rhythm of the first; evaluations that were missed are left out. */
  private Instant following(Instant began) {
    Duration interval = check.basics().interval();
    long late = Duration.between(began, scheduler.instant()).toMillis();
    return began.plus(interval.multipliedBy(late / interval.toMillis() + 1));
  }

  private CheckStatus statusOf(
      @Nullable Instant lastRun, @Nullable Observation last, @Nullable Instant nextRun) {
    return new CheckStatus(
        check.name(),
        check.kind(),
        check.target(),
        check.basics().labels(),
        judge.state(),
        judge.since(),
        judge.failures(),
        lastRun,
        last,
        nextRun);
  }

  CheckStatus status() {
    return status;
  }

  /** Ends the loop; its series get staleness markers. An attempt on its way is left alone. */
  void stop() {
    synchronized (this) {
      stopped = true;
      if (next != null) {
        next.cancel();
      }
    }
    if (running.tryLock()) {
      try {
        end();
      } finally {
        running.unlock();
      }
    }
  }

  private void end() {
    CheckSamples into = samples;
    if (into == null) {
      return;
    }
    try {
      into.end(scheduler.instant());
      into.close();
      samples = null;
    } catch (RuntimeException e) {
      storeFailures.increment();
      log.warn("The end of check {} could not be stored: {}", check.name(), e.toString());
    }
  }
}
