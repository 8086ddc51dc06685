package io.atalaya.collect.ping;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the pings of one job.
 *
 * @param created when it was first waited for
 * @param started the last start; null for none
 * @param succeeded the last success; null for none
 * @param failed the last failure; null for none
 * @param exitCode of the last run, or −1 if it was not told
 * @param message the body of the last ping
 * @param run how long the last run took; null if its start is not known
 * @param count pings in all
 */
public record PingRecord(
    Instant created,
    @Nullable Instant started,
    @Nullable Instant succeeded,
    @Nullable Instant failed,
    int exitCode,
    String message,
    @Nullable Duration run,
    long count) {

  static PingRecord createdAt(Instant now) {
    return new PingRecord(now, null, null, null, -1, "", null, 0);
  }

  PingRecord with(Signal signal, String body, Instant at) {
    Instant now = afterAll(at);
    Duration took = isRunning() && started != null ? Duration.between(started, now) : null;
    return switch (signal.kind()) {
      case START -> new PingRecord(created, now, succeeded, failed, exitCode, body, run, count + 1);
      case SUCCESS ->
          new PingRecord(created, started, now, failed, signal.exitCode(), body, took, count + 1);
      case FAIL ->
          new PingRecord(
              created, started, succeeded, now, signal.exitCode(), body, took, count + 1);
    };
  }

  /** Two pings of the same millisecond keep their order. */
  private Instant afterAll(Instant at) {
    Instant now = at;
    for (@Nullable Instant before : Arrays.asList(started, succeeded, failed)) {
      now = before != null && !now.isAfter(before) ? before.plusMillis(1) : now;
    }
    return now;
  }

  /** Whether a run began and has not ended yet. */
  public boolean isRunning() {
    return started != null && !isAfter(succeeded, started) && !isAfter(failed, started);
  }

  /** Whether the last run that ended failed. */
  public boolean hasFailed() {
    return failed != null && (succeeded == null || failed.isAfter(succeeded));
  }

  private static boolean isAfter(@Nullable Instant end, Instant start) {
    return end != null && !end.isBefore(start);
  }
}
