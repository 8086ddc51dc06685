package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.model.Scheduler;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverloadTest {
  private final VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
  private Duration delay = Duration.ZERO;

  /** Runs tasks late, as a process without processors does. */
  private final Scheduler slow =
      new Scheduler() {
        @Override
        public Instant instant() {
          return clock.instant();
        }

        @Override
        public Task at(Instant when, String what, Runnable task) {
          return clock.at(when.plus(delay), what, task);
        }
      };

  private static Observation seen(String reason) {
    return new Observation(Verdict.DOWN, reason, "no answer", 1, List.of());
  }

  private Verdict verdict(Overload overload, String reason) {
    Prober prober =
        overload.watching(
            () -> {
              clock.advance(Duration.ofSeconds(10));
              return seen(reason);
            });
    return prober.probe().verdict();
  }

  @Test
  void aTimeoutCountsWhileTasksRunInTime() {
    try (Overload overload = new Overload(slow)) {
      assertThat(verdict(overload, "timeout")).isEqualTo(Verdict.DOWN);
    }
  }

  @Test
  void aTimeoutSaysNothingWhileTasksRunLate() {
    delay = Duration.ofSeconds(3);
    try (Overload overload = new Overload(slow)) {
      assertThat(verdict(overload, "timeout")).isEqualTo(Verdict.UNKNOWN);
      assertThat(verdict(overload, "connection_refused")).isEqualTo(Verdict.DOWN);
    }
  }

  @Test
  void afterAnOverloadTimeoutsCountAgain() {
    delay = Duration.ofSeconds(3);
    try (Overload overload = new Overload(slow)) {
      assertThat(verdict(overload, "timeout")).isEqualTo(Verdict.UNKNOWN);
      delay = Duration.ZERO;
      clock.advance(Duration.ofSeconds(20));
      assertThat(verdict(overload, "timeout")).isEqualTo(Verdict.DOWN);
    }
  }
}
