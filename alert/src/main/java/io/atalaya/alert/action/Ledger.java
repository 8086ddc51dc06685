package io.atalaya.alert.action;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.alert.receiver.ActionConfig;
import io.atalaya.model.PromDuration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What actions did, as far as it decides what they may do next; the circuit breaker of each.
 *
 * <pre>
 *   CLOSED ──failures reach max_failures──► OPEN ──stopped_for is over──► HALF OPEN
 *     ▲                                      ▲                               │   │
 *     │                                      └────────────a failure──────────┘   │
 *     └───────────────────────────────────a success─────────────────────────────┘
 * </pre>
 *
 * <p>A start is on the disk before anything runs: after a crash the cool-down still counts.
 */
final class Ledger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final int STARTED = 1;
  private static final int ENDED = 2;

  private final Journal journal;
  private final Map<Run, Instant> started = new HashMap<>();
  private final Map<String, Failures> failures = new HashMap<>();
  private final Set<Run> running = new HashSet<>();

  /** An action on a target. */
  record Run(String action, String target) {}

  /** How often an action failed one time after the other, and when it last ended. */
  private record Failures(int count, Instant at) {}

  Ledger(Path file) throws IOException {
    journal = Journal.open(file, "actions", this::replay);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    switch (in.kind()) {
      case STARTED -> started.put(new Run(in.text(), in.text()), in.instant());
      case ENDED -> failures.put(in.text(), new Failures(in.int32(), in.instant()));
      default -> throw new IllegalArgumentException("unknown kind of record of actions");
    }
  }

  /**
   * Takes the only place of a target, unless something speaks against it.
   *
   * @return why it may not run now; nothing if it may, and then counts as running
   * @throws IOException if the start cannot be noted; then it must not run
   */
  synchronized Optional<String> tryStart(Run run, ActionConfig.Limits limits, Instant now)
      throws IOException {
    Optional<String> obstacle = obstacle(run, limits, now);
    if (obstacle.isEmpty()) {
      journal.append(startedRecord(run, now));
      journal.force();
      started.put(run, now);
      running.add(run);
      rewriteIfWorth(now);
    }
    return obstacle;
  }

  private Optional<String> obstacle(Run run, ActionConfig.Limits limits, Instant now) {
    if (running.contains(run)) {
      return Optional.of("it still runs for " + run.target());
    }
    Failures failed = failures.get(run.action());
    if (failed != null && failed.count() >= limits.maxFailures()) {
      Instant until = failed.at().plus(limits.stoppedFor());
      if (now.isBefore(until)) {
        return Optional.of(
            "stopped until "
                + until.truncatedTo(ChronoUnit.SECONDS)
                + ": it failed "
                + failed.count()
                + " times in a row");
      }
    }
    Instant last = started.get(run);
    if (last != null && now.isBefore(last.plus(limits.coolDown()))) {
      return Optional.of(
          "it ran "
              + PromDuration.format(Duration.between(last, now).toSeconds() * 1000)
              + " ago; it waits "
              + PromDuration.format(limits.coolDown().toMillis())
              + " between two runs");
    }
    return Optional.empty();
  }

  /** A run is over, its verification included. */
  synchronized void ended(Run run, boolean succeeded, Instant now) {
    running.remove(run);
    Failures before = failures.getOrDefault(run.action(), new Failures(0, now));
    Failures after = new Failures(succeeded ? 0 : before.count() + 1, now);
    failures.put(run.action(), after);
    try {
      journal.append(endedRecord(run.action(), after));
      journal.force();
    } catch (IOException e) {
      LOG.error("The history of actions cannot be written: {}", e.toString());
    }
  }

  private static byte[] startedRecord(Run run, Instant at) {
    return new RecordOutput(STARTED).text(run.action()).text(run.target()).instant(at).toBytes();
  }

  private static byte[] endedRecord(String action, Failures failures) {
    return new RecordOutput(ENDED)
        .text(action)
        .number(failures.count())
        .instant(failures.at())
        .toBytes();
  }

  private void rewriteIfWorth(Instant now) throws IOException {
    if (!journal.worthRewriting()) {
      return;
    }
    started.values().removeIf(at -> at.isBefore(now.minus(Duration.ofDays(7))));
    List<byte[]> records = new ArrayList<>();
    started.forEach((run, at) -> records.add(startedRecord(run, at)));
    failures.forEach((action, failed) -> records.add(endedRecord(action, failed)));
    journal.rewrite(records);
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
