package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class TimerSchedulerTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  private final Queue<Object> seen = new ConcurrentLinkedQueue<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, this::thread);
  private final Scheduler scheduler = Scheduler.of(InstantSource.fixed(NOW), timer);

  private Thread thread(Runnable work) {
    return Thread.ofPlatform()
        .name("timer")
        .uncaughtExceptionHandler((t, e) -> seen.add(e))
        .unstarted(work);
  }

  @Test
  void theTimeIsThatOfTheClockHandedIn() {
    assertThat(scheduler.instant()).isEqualTo(NOW);
    timer.close();
  }

  @Test
  void aTaskRunsAtItsTimeAndNotBeforeOneThatIsDueEarlier() {
    scheduler.at(NOW.plusMillis(20), "second", () -> seen.add("second"));
    scheduler.at(NOW.minusSeconds(5), "first", () -> seen.add("first"));
    timer.close();
    assertThat(seen).containsExactly("first", "second");
  }

  @Test
  void aTaskThatWasTakenBackKeepsNobodyWaiting() {
    scheduler.at(NOW.plusSeconds(100_000), "never", () -> seen.add("never")).cancel();
    timer.close();
    assertThat(seen).isEmpty();
  }

  @Test
  void whatATaskThrowsIsTold() {
    IllegalStateException failure = new IllegalStateException("broken");
    scheduler.at(
        NOW,
        "fails",
        () -> {
          throw failure;
        });
    timer.close();
    assertThat(seen).containsExactly(failure);
  }
}
