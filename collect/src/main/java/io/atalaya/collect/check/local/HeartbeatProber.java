package io.atalaya.collect.check.local;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.ping.PingBook;
import io.atalaya.collect.ping.PingRecord;
import io.atalaya.model.PromDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the pings of one job:
 *
 * <pre>
 *        last success            due          due + grace
 *  ───────────┼───────────────────┼────────────────┼──────────▶
 *             up                                    down: late
 * </pre>
 *
 * A failure that the job tells of is down at once. If nobody listened when the ping was due,
 * because we were off, its absence means nothing until the next one is due.
 */
final class HeartbeatProber implements Prober {
  private final HeartbeatCheck check;
  private final PingBook pings;
  private final InstantSource clock;

  HeartbeatProber(HeartbeatCheck check, PingBook pings, InstantSource clock) {
    this.check = check;
    this.pings = pings;
    this.clock = clock;
  }

  @Override
  public Observation probe() {
    Observation.Builder seen = new Observation.Builder();
    PingRecord record = pings.of(check.name());
    if (record == null) {
      seen.judge(Verdict.UNKNOWN, "no_pings", "no pings arrive here; a running server takes them");
      return seen.build(0);
    }
    Instant now = clock.instant();
    measure(record, seen);
    judge(record, now, seen);
    Duration run = record.run();
    return seen.build(run == null ? 0 : run.toNanos());
  }

  private void measure(PingRecord record, Observation.Builder seen) {
    read(seen, "start", record.started());
    read(seen, "success", record.succeeded());
    read(seen, "fail", record.failed());
    seen.read("heartbeat_deadline_timestamp_seconds", deadline(record).toEpochMilli() / 1000.0);
    seen.read("heartbeat_running", record.isRunning() ? 1 : 0);
    if (record.exitCode() >= 0) {
      seen.read("heartbeat_exit_code", record.exitCode());
    }
    Duration run = record.run();
    if (run != null) {
      seen.read("heartbeat_run_seconds", run.toMillis() / 1000.0);
    }
  }

  private static void read(Observation.Builder seen, String signal, @Nullable Instant at) {
    if (at != null) {
      seen.read("heartbeat_ping_timestamp_seconds", "signal", signal, at.toEpochMilli() / 1000.0);
    }
  }

  private void judge(PingRecord record, Instant now, Observation.Builder seen) {
    Instant started = record.started();
    Duration most = check.maxRuntime();
    if (record.hasFailed()) {
      seen.judge(Verdict.DOWN, "failed", failure(record));
    } else if (record.isRunning()
        && started != null
        && most != null
        && !now.isBefore(started.plus(most))) {
      seen.judge(
          Verdict.DOWN, "overrun", "began at " + started + " and runs for more than " + text(most));
    } else if (!now.isBefore(deadline(record))) {
      judgeAbsence(record, now, seen);
    } else if (record.succeeded() == null) {
      seen.judge(Verdict.UNKNOWN, "new", "waits for the first ping");
    }
  }

  private static String failure(PingRecord record) {
    String code = record.exitCode() < 0 ? "" : " with exit code " + record.exitCode();
    String message = record.message().isEmpty() ? "" : ": " + record.message();
    return "the job failed" + code + message;
  }

  private void judgeAbsence(PingRecord record, Instant now, Observation.Builder seen) {
    Instant due = check.schedule().dueAfter(anchor(record));
    boolean wereOff =
        pings.listenedUntil().isBefore(due.plus(check.grace()))
            && pings.opened().isAfter(due.minus(check.grace()));
    Instant again = check.schedule().dueAfter(pings.opened()).plus(check.grace());
    if (wereOff && now.isBefore(again)) {
      seen.judge(Verdict.UNKNOWN, "not_listening", "we were off when the ping of " + due + " came");
    } else if (record.succeeded() == null) {
      seen.judge(Verdict.DOWN, "missing", "never pinged; the first ping was due at " + due);
    } else {
      seen.judge(Verdict.DOWN, "late", "the ping that was due at " + due + " did not come");
    }
  }

  private static Instant anchor(PingRecord record) {
    Instant succeeded = record.succeeded();
    return succeeded == null ? record.created() : succeeded;
  }

  private Instant deadline(PingRecord record) {
    return check.schedule().dueAfter(anchor(record)).plus(check.grace());
  }

  private static String text(Duration time) {
    return PromDuration.format(time.toMillis());
  }

  /** The moment at which time alone changes the answer. */
  @Override
  public Instant changesAt() {
    PingRecord record = pings.of(check.name());
    if (record == null) {
      return Instant.MAX;
    }
    Instant deadline = deadline(record);
    Instant started = record.started();
    Duration most = check.maxRuntime();
    if (record.isRunning() && started != null && most != null) {
      Instant overrun = started.plus(most);
      return overrun.isBefore(deadline) ? overrun : deadline;
    }
    return deadline;
  }
}
