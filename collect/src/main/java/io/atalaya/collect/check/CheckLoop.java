package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates one check again and again. An evaluation is one attempt, and after a failure as many
 * more as {@code retry_attempts} allows, each scheduled {@code retry_delay} after the one before;
 * the next evaluation is scheduled when one is over, so that two never overlap.
 *
 * <p>Two locks: {@code running} for a whole step, and {@code probing} for the attempt alone. A
 * check that fails asks those it depends on while it runs; they need only {@code probing} to
 * answer, so no two checks can wait for each other.
 */
final class CheckLoop implements Standing.Parent {
  private static final Logger log = LoggerFactory.getLogger(CheckLoop.class);

  /** Makes hashes of names that are numbered through lie far apart. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Changes of the state that are remembered for people. */
  private static final int MAX_CHANGES = 10;

  private final CheckConfig check;
  private final Prober prober;
  private final SampleSink sink;
  private final Scheduler scheduler;
  private final LongAdder storeFailures;
  private final ReentrantLock running = new ReentrantLock();
  private final ReentrantLock probing = new ReentrantLock();
  private final Judge judge;
  private final Deque<Change> changes = new ArrayDeque<>();
  private @Nullable CheckSamples samples;
  private Scheduler.@Nullable Task next;
  private boolean busy;
  private boolean asked;
  private volatile Instant seenAt = Instant.MIN;
  private volatile boolean failing;
  private volatile Standing standing;
  private volatile @Nullable Instant pausedSince;
  private volatile boolean stopped;
  private volatile CheckStatus status;

  CheckLoop(
      CheckConfig check,
      Prober prober,
      SampleSink sink,
      Scheduler scheduler,
      LongAdder storeFailures,
      Standing standing) {
    this.check = check;
    this.prober = prober;
    this.sink = sink;
    this.scheduler = scheduler;
    this.storeFailures = storeFailures;
    this.standing = standing;
    this.judge = new Judge(check.basics().judgement(), scheduler.instant());
    Instant now = scheduler.instant();
    this.status =
        new CheckStatus(check, judge.state(), now, 0, "", "", List.of(), null, null, null);
  }

  CheckConfig check() {
    return check;
  }

  @Override
  public String name() {
    return check.name();
  }

  /** What is around it from now on. */
  void stand(Standing value) {
    standing = value;
  }

  /**
   * Begins, and writes at once what is held from before, so that no alert ends meanwhile.
   *
   * @param spread time over which this check and those that begin with it are spread at least
   */
  void start(CheckMemory.@Nullable Held before, Duration spread) {
    running.lock();
    try {
      if (pausedSince == null && before != null) {
        judge.resume(before.state(), before.since());
        write(scheduler.instant(), null);
        note(null, null, new Ruling(Finding.UNKNOWN, "", ""));
      }
    } finally {
      running.unlock();
    }
    schedule(scheduler.instant().plus(phase(spread)), when -> evaluate(when, 0));
  }

  /** What is held now, for a loop that takes over. */
  CheckMemory.Held held() {
    running.lock();
    try {
      return new CheckMemory.Held(judge.held(), judge.since());
    } finally {
      running.unlock();
    }
  }

  /** Spread by name over the first tenth of the interval, or longer if there are many checks. */
  private Duration phase(Duration atLeast) {
    long interval = check.basics().interval().toMillis();
    long millis = Math.clamp(atLeast.toMillis(), Math.max(1, interval / 10), interval);
    return Duration.ofMillis(((check.name().hashCode() * SPREAD) >>> 33) % millis);
  }

  private interface Step {
    void run(Instant scheduled);
  }

  private synchronized void schedule(Instant when, Step step) {
    if (!stopped) {
      if (next != null) {
        next.cancel();
      }
      next = scheduler.at(when, "check " + check.name(), () -> step.run(when));
      status = planned(when);
    }
  }

  private CheckStatus planned(Instant when) {
    CheckStatus s = status;
    return new CheckStatus(
        check,
        s.state(),
        s.since(),
        s.failures(),
        s.note(),
        s.maintenance(),
        s.changes(),
        s.lastRun(),
        s.last(),
        when);
  }

  /** Leaves it alone from an instant on; null to ask it again, judged anew. */
  void pause(@Nullable Instant since) {
    pausedSince = since;
  }

  /** Has it evaluated now, or once the evaluation that is going on is over. */
  synchronized void ask() {
    asked = true;
    if (!busy) {
      schedule(scheduler.instant(), when -> evaluate(when, 0));
    }
  }

  private synchronized void begin() {
    busy = true;
    asked = false;
  }

  /** Schedules what follows, or what was asked for meanwhile. */
  private synchronized void finish(Instant when, Step step) {
    busy = false;
    if (asked) {
      schedule(scheduler.instant(), now -> evaluate(now, 0));
    } else {
      schedule(when, step);
    }
  }

  /** Makes attempt {@code attempt}, counted from 0, of the evaluation that began at a time. */
  private void evaluate(Instant began, int attempt) {
    running.lock();
    try {
      if (stopped) {
        return;
      }
      begin();
      Instant at = scheduler.instant();
      @Nullable Observation seen = pausedSince == null ? attempt() : null;
      if (seen == null || pausedSince != null) {
        rest(at);
        finish(following(began), when -> evaluate(when, 0));
        return;
      }
      Judgement rules = check.basics().judgement();
      if (seen.verdict() == Verdict.DOWN && isNews()) {
        log.warn("{}: attempt {} failed: {}", check.name(), attempt + 1, seen.message());
      }
      if (seen.verdict() == Verdict.DOWN && attempt < rules.retryAttempts()) {
        status = attempted(at, seen);
        Instant retry = scheduler.instant().plus(rules.retryDelay());
        finish(retry, _ -> evaluate(began, attempt + 1));
      } else {
        judge(at, seen, began);
        finish(following(began), when -> evaluate(when, 0));
      }
      if (stopped) {
        end();
      }
    } finally {
      running.unlock();
    }
  }

  /** Notes that it is paused; an attempt that was on its way when that was said counts no more. */
  private void rest(Instant at) {
    Instant paused = pausedSince;
    if (paused == null) {
      return;
    }
    judge.pause(paused);
    write(at, null);
    if (status.state() != CheckState.PAUSED) {
      note(status.lastRun(), null, new Ruling(Finding.UNKNOWN, "", ""));
    }
  }

  private Observation attempt() {
    probing.lock();
    try {
      Observation seen = Attempts.make(prober, check);
      failing = seen.verdict() == Verdict.DOWN;
      seenAt = scheduler.instant();
      return seen;
    } finally {
      probing.unlock();
    }
  }

  @Override
  public boolean failsSince(Instant began) {
    if (pausedSince != null) {
      return false;
    }
    if (seenAt.isBefore(began)) {
      probing.lock();
      try {
        if (seenAt.isBefore(began)) {
          attempt();
        }
      } finally {
        probing.unlock();
      }
    }
    return failing || status.state() == CheckState.DOWN;
  }

  private void judge(Instant at, Observation seen, Instant began) {
    Ruling ruling =
        standing.rule(check, seen.verdict(), judge.held() == CheckState.DOWN, began, at);
    judge.take(ruling.found(), ruling.inMaintenance(), at);
    write(at, ruling.found() == Finding.UNKNOWN ? null : seen);
    note(at, seen, ruling);
  }

  /** Tells others how it is now. */
  private void note(@Nullable Instant at, @Nullable Observation seen, Ruling ruling) {
    String why = seen == null || !ruling.note().isEmpty() ? ruling.note() : seen.message();
    CheckState state = judge.state();
    if (state != status.state()) {
      tell(state, why);
      changes.addLast(new Change(judge.since(), state, why));
      if (changes.size() > MAX_CHANGES) {
        changes.removeFirst();
      }
    }
    status =
        new CheckStatus(
            check,
            state,
            judge.since(),
            judge.failures(),
            ruling.note(),
            ruling.maintenance(),
            List.copyOf(changes),
            at,
            seen,
            null);
  }

  /** Whether a failure is worth a line: not of what is known to fail, nor while it says nothing. */
  private boolean isNews() {
    boolean excused = !status.note().isEmpty() || !status.maintenance().isEmpty();
    return judge.held() != CheckState.DOWN && !excused;
  }

  private void tell(CheckState state, String why) {
    // Without a reason it is a state from before a restart.
    String reason = why.isEmpty() ? ", as before" : ": " + why;
    switch (state) {
      case DOWN -> log.error("{} is down{}", check.name(), reason);
      case UP -> log.info("{} is up", check.name());
      case DEGRADED, FLAPPING, UNREACHABLE, UNKNOWN ->
          log.warn("{} is {}{}", check.name(), state.text(), reason);
      case MAINTENANCE -> log.info("{} is in maintenance", check.name());
      case PAUSED -> log.info("{} is paused", check.name());
    }
  }

  /** An attempt that will be repeated: nothing is judged yet. */
  private CheckStatus attempted(Instant at, Observation seen) {
    CheckStatus s = status;
    return new CheckStatus(
        check,
        s.state(),
        s.since(),
        s.failures(),
        s.note(),
        s.maintenance(),
        s.changes(),
        at,
        seen,
        null);
  }

  private void write(Instant at, @Nullable Observation seen) {
    if (stopped) {
      return;
    }
    try {
      CheckSamples into = samples;
      if (into == null) {
        into = new CheckSamples(sink, check);
        samples = into;
      }
      into.write(at, seen, judge.state(), judge.down());
    } catch (RuntimeException e) {
      storeFailures.increment();
      log.warn("The result of check {} could not be stored: {}", check.name(), e.toString());
    }
  }

  /**
   * The next evaluation, in the rhythm of the first; evaluations that were missed are left out. It
   * comes sooner if time alone changes the answer before.
   */
  private Instant following(Instant began) {
    Duration interval = check.basics().interval();
    Instant now = scheduler.instant();
    long late = Duration.between(began, now).toMillis();
    Instant next = began.plus(interval.multipliedBy(late / interval.toMillis() + 1));
    Instant change = prober.changesAt();
    return change.isAfter(now) && change.isBefore(next) ? change : next;
  }

  CheckStatus status() {
    Instant paused = pausedSince;
    return paused == null ? status : status.pausedSince(paused);
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
