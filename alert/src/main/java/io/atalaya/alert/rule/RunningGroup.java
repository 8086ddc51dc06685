package io.atalaya.alert.rule;

import io.atalaya.alert.rule.RuleStatus.Health;
import io.atalaya.model.AlertChange;
import io.atalaya.model.AlertSink;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue.Sample;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.Scheduler;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group at work: evaluates its rules in order at instants that lie one interval apart.
 *
 * <p>The instants of a group are {@code k * interval + offset}, where the offset comes from its
 * name, so that groups spread over the interval and a group keeps its instants over restarts. An
 * evaluation that takes longer than the interval makes the group leave out the instants it missed,
 * all but the last. If the clock is set back, the instants start anew from there.
 */
final class RunningGroup {
  private static final Logger LOG = LoggerFactory.getLogger(RunningGroup.class);

  private final RuleGroup group;
  private final List<RunningRule> rules;

  /** The rules in their order; those of one part may be evaluated at the same time. */
  private final List<List<RunningRule>> batches;

  private final @Nullable RuleThreads threads;
  private final Scheduler scheduler;
  private final RuleTimes times;
  private final Supplier<SampleGroup> column;
  private final AlertSink alerts;
  private final @Nullable StateRestorer restorer;
  private final Runnable evaluatedOnce;

  /** Series of rules that are gone, to be marked stale at the next evaluation. */
  private final Set<Labels> orphans = new HashSet<>();

  /** Held while series are written, which rules may do from several threads. */
  private final Object writing = new Object();

  private @Nullable SeriesWriter writer;
  private boolean stopped;
  private Scheduler.@Nullable Task next;
  private volatile GroupStatus status;
  private long evaluations;
  private long missed;
  private final LongAdder failures = new LongAdder();

  RunningGroup(
      RuleGroup group,
      List<RunningRule> rules,
      Scheduler scheduler,
      RuleTimes times,
      Supplier<SampleGroup> column,
      AlertSink alerts,
      @Nullable StateRestorer restorer,
      @Nullable RuleThreads threads,
      Runnable evaluatedOnce) {
    this.group = group;
    this.rules = List.copyOf(rules);
    this.threads = threads;
    this.batches = threads == null ? List.of() : RuleBatches.of(this.rules);
    this.scheduler = scheduler;
    this.times = times;
    this.column = column;
    this.alerts = alerts;
    this.restorer = restorer;
    this.evaluatedOnce = evaluatedOnce;
    status = new GroupStatus(group, null, Duration.ZERO, 0, 0, 0, List.of());
  }

  RuleGroup group() {
    return group;
  }

  /** Starts with the next instant of the group. */
  synchronized void start() {
    schedule(slotAtOrBefore(scheduler.instant()).plus(group.interval()));
  }

  /** Waits for an evaluation that runs, and lets no other start. */
  synchronized void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
  }

  private void schedule(Instant slot) {
    if (!stopped) {
      next = scheduler.at(slot, "rules of group " + group.name(), () -> run(slot));
    }
  }

  private synchronized void run(Instant slot) {
    if (stopped) {
      return;
    }
    try {
      evaluate(slot);
    } finally {
      schedule(slotAfter(slot));
    }
  }

  /** The last instant of the group at or before a time. */
  private Instant slotAtOrBefore(Instant time) {
    long interval = group.interval().toMillis();
    long hash = Labels.of("name", group.name(), "file", group.file()).fingerprint();
    long offset = Long.remainderUnsigned(hash, interval);
    long shifted = time.toEpochMilli() - offset;
    return Instant.ofEpochMilli(shifted - Math.floorMod(shifted, interval) + offset);
  }

  private Instant slotAfter(Instant slot) {
    Instant now = scheduler.instant();
    Instant following = slot.plus(group.interval());
    Instant latest = slotAtOrBefore(now);
    if (now.isBefore(slot.minus(group.interval()))) {
      return latest.plus(group.interval());
    }
    if (latest.isAfter(following)) {
      missed += Duration.between(following, latest).dividedBy(group.interval());
      return latest;
    }
    return following;
  }

  /** Evaluates now, whatever the group's own instants are. */
  synchronized void evaluateAt(Instant slot) {
    evaluate(slot);
  }

  private void evaluate(Instant slot) {
    Instant started = scheduler.instant();
    Instant sampleAt = slot.minus(group.queryOffset());
    evaluateRules(slot, sampleAt);
    endOrphans(sampleAt);
    evaluations++;
    if (evaluations == 2 && restorer != null) {
      restore(restorer);
    }
    Duration took = Duration.between(started, scheduler.instant());
    times.groups().observeNanos(took.toNanos());
    status = snapshot(started, took);
    evaluatedOnce.run();
  }

  private void evaluateRules(Instant slot, Instant sampleAt) {
    if (threads == null) {
      rules.forEach(rule -> evaluate(rule, slot, sampleAt));
      return;
    }
    for (List<RunningRule> batch : batches) {
      threads.run(
          batch.stream().<Runnable>map(rule -> () -> evaluate(rule, slot, sampleAt)).toList());
    }
  }

  /** The second evaluation saw what the first recorded, so its alerts are complete. */
  private void restore(StateRestorer from) {
    for (RunningRule rule : rules) {
      RunningAlertingRule alerting = rule.asAlerting();
      if (alerting != null && !alerting.restored()) {
        from.restore(alerting, scheduler.instant());
        alerting.markRestored();
      }
    }
  }

  private void evaluate(RunningRule rule, Instant slot, Instant sampleAt) {
    Instant started = scheduler.instant();
    String error = "";
    try {
      List<Sample> samples = rule.evaluate(slot, sampleAt);
      tell(rule, slot);
      error = store(rule, samples, sampleAt.toEpochMilli());
    } catch (RuleFailure | QueryException | StorageException e) {
      error = String.valueOf(e.getMessage());
    } catch (SinkUnavailableException | SeriesLimitException e) {
      error = "samples not stored: " + e.getMessage();
    }
    if (!error.isEmpty() && !error.equals(rule.status().lastError())) {
      LOG.warn("Rule {} of group {} failed: {}", rule.rule().name(), group.key(), error);
    }
    if (!error.isEmpty()) {
      failures.increment();
    }
    Duration took = Duration.between(started, scheduler.instant());
    times.rules().observeNanos(took.toNanos());
    rule.report(error.isEmpty() ? Health.OK : Health.ERROR, error, started, took);
  }

  private void tell(RunningRule rule, Instant slot) {
    RunningAlertingRule alerting = rule.asAlerting();
    if (alerting != null) {
      List<AlertChange> news = alerting.news(slot);
      if (!news.isEmpty()) {
        alerts.accept(news);
      }
    }
  }

  private String store(RunningRule rule, List<Sample> samples, long atMillis) {
    Set<Labels> series = HashSet.newHashSet(samples.size());
    samples.forEach(sample -> series.add(sample.labels()));
    int refused;
    synchronized (writing) {
      refused = writer().write(atMillis, samples);
      Set<Labels> ended = new HashSet<>(rule.written());
      ended.removeAll(series);
      rule.written(series);
      writer().end(atMillis, ended);
    }
    return refused == 0 ? "" : refused + " samples refused: out of order, duplicate or too new";
  }

  private SeriesWriter writer() {
    if (writer == null) {
      writer = new SeriesWriter(column.get());
    }
    return writer;
  }

  private void closeWriter() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }

  private void endOrphans(Instant at) {
    if (orphans.isEmpty()) {
      return;
    }
    try {
      writer().end(at.toEpochMilli(), orphans);
      orphans.clear();
    } catch (SinkUnavailableException | SeriesLimitException e) {
      LOG.warn(
          "Ended series of group {} not marked, will try again: {}", group.key(), e.toString());
    }
  }

  /**
   * Goes on where a stopped group of the same name was: rules with the same name and labels keep
   * their alerts and series, the first with the first, the second with the second.
   */
  synchronized void takeOver(RunningGroup before) {
    Map<String, Deque<RunningRule>> old = new HashMap<>();
    for (RunningRule rule : before.rules) {
      old.computeIfAbsent(rule.nameAndLabels(), k -> new ArrayDeque<>()).add(rule);
    }
    for (RunningRule rule : rules) {
      RunningRule same = old.getOrDefault(rule.nameAndLabels(), new ArrayDeque<>()).poll();
      if (same != null) {
        rule.takeOver(same);
      }
    }
    orphans.addAll(before.orphans);
    old.values().forEach(left -> left.forEach(rule -> orphans.addAll(rule.written())));
    before.closeWriter();
  }

  /** Marks everything it wrote as ended; for a stopped group without a successor. */
  synchronized void endSeries() {
    rules.forEach(rule -> orphans.addAll(rule.written()));
    endOrphans(scheduler.instant().minus(group.queryOffset()));
    closeWriter();
  }

  GroupStatus status() {
    List<RuleStatus> current = new ArrayList<>();
    rules.forEach(rule -> current.add(rule.status()));
    GroupStatus s = status;
    return new GroupStatus(
        group,
        s.lastEvaluation(),
        s.evaluationTime(),
        s.evaluations(),
        s.missed(),
        failures.sum(),
        current);
  }

  private GroupStatus snapshot(Instant at, Duration took) {
    return new GroupStatus(group, at, took, evaluations, missed, failures.sum(), List.of());
  }
}
