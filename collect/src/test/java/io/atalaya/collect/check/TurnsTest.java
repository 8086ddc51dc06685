package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** What is due; run by hand, in any order. */
  private final List<Due> tasks = new ArrayList<>();

  private final List<Due> shares = new ArrayList<>();
  private final Turns turns =
      new Turns(
          new Scheduler() {
            @Override
            public Instant instant() {
              return NOW;
            }

            @Override
            public Task at(Instant when, String what, Runnable task) {
              Due due = new Due(when, task);
              (what.equals("task") ? tasks : shares).add(due);
              return () -> shares.remove(due);
            }
          });

  private record Due(Instant when, Runnable task) {}

  private void queue(int count, Runnable task) {
    for (int i = 0; i < count; i++) {
      turns.queue("task", task);
    }
  }

  @Test
  void eightBeginAtOnceAndTheNextWhenOneIsOver() {
    queue(20, () -> {});
    assertThat(tasks).hasSize(8).allMatch(due -> due.when().equals(NOW));
    tasks.get(3).task().run();
    assertThat(tasks).hasSize(9);
    assertThat(shares).as("who is over needs no share").hasSize(8);
  }

  @Test
  void aTaskThatTakesLongLetsTheNextBeginOnce() {
    queue(20, () -> {});
    Due share = shares.getFirst();
    assertThat(share.when()).isEqualTo(NOW.plusSeconds(1));
    share.task().run();
    assertThat(tasks).hasSize(9);
    tasks.getFirst().task().run();
    assertThat(tasks).as("its turn was over before").hasSize(9);
  }

  @Test
  void aTaskThatFailsLetsTheNextBegin() {
    queue(
        9,
        () -> {
          throw new IllegalStateException("a bug");
        });
    assertThatThrownBy(() -> tasks.getFirst().task().run()).hasMessage("a bug");
    assertThat(tasks).hasSize(9);
  }
}
