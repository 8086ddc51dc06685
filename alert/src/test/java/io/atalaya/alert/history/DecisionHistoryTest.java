package io.atalaya.alert.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionRecord.Step;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionHistoryTest {
  private static final Instant START = Instant.parse("2026-03-01T23:00:00Z");

  private final VirtualScheduler clock = new VirtualScheduler(START);
  private DecisionHistory history;

  @TempDir private Path folder;

  @BeforeEach
  void open() throws IOException {
    history = DecisionHistory.open(folder, clock, HistoryLimits.defaults());
  }

  @AfterEach
  void close() throws IOException {
    history.close();
  }

  private void reopen(HistoryLimits limits) throws IOException {
    history.close();
    history = DecisionHistory.open(folder, clock, limits);
  }

  private DecisionRecord decide(String subject, String reason) {
    DecisionRecord decision =
        new DecisionRecord(
            clock.instant(), Step.NOTIFY, subject, "delivered", reason, Map.of("channel", "c"));
    history.record(decision);
    return decision;
  }

  private List<DecisionRecord> find(int limit, String... subjects) {
    return history.find(
        new DecisionQuery(Set.of(subjects), Set.of(), Instant.MIN, Instant.MAX, limit));
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void whatWasDecidedIsFoundTheNewestFirstOverDaysAndRestarts() throws IOException {
    DecisionRecord first = decide("a", "1");
    clock.advance(Duration.ofHours(2));
    DecisionRecord second = decide("a", "2");
    decide("b", "3");
    reopen(HistoryLimits.defaults());
    DecisionRecord third = decide("a", "4");
    assertThat(find(10, "a")).containsExactly(third, second, first);
    assertThat(find(2, "a")).containsExactly(third, second);
    assertThat(find(10)).hasSize(4);
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void timesAndStepsBoundWhatIsFound() {
    decide("a", "1");
    clock.advance(Duration.ofMinutes(1));
    DecisionRecord second = decide("a", "2");
    Instant now = clock.instant();
    assertThat(history.find(new DecisionQuery(Set.of(), Set.of(Step.NOTIFY), now, now, 10)))
        .containsExactly(second);
    assertThat(history.find(new DecisionQuery(Set.of(), Set.of(Step.RULE), START, now, 10)))
        .isEmpty();
  }

  @Test
  void aDecisionThatRepeatsTheLastOneIsKeptOnce() {
    decide("a", "same");
    decide("a", "same");
    decide("b", "same");
    decide("a", "other");
    decide("a", "same");
    assertThat(find(10, "a"))
        .extracting(DecisionRecord::reason)
        .containsExactly("same", "other", "same");
  }

  @Test
  void oldDaysAreForgotten() throws IOException {
    for (int i = 0; i < 100; i++) {
      decide("a", "day " + i);
      clock.advance(Duration.ofDays(1));
    }
    assertThat(files()).isEqualTo(90);
    assertThat(find(1000, "a")).hasSize(90);
  }

  @Test
  void oldDaysAreForgottenEvenIfNothingIsDecided() throws IOException {
    decide("a", "1");
    find(1);
    clock.advance(Duration.ofDays(90));
    assertThat(find(10)).hasSize(1);
    clock.advance(Duration.ofDays(2));
    assertThat(find(10)).isEmpty();
    decide("b", "2");
    assertThat(find(10)).extracting(DecisionRecord::subject).containsExactly("b");
    history.close();
    clock.jumpTo(clock.instant().plus(Duration.ofDays(92)));
    history = DecisionHistory.open(folder, clock, HistoryLimits.defaults());
    assertThat(files()).isZero();
  }

  @Test
  void theOldestDaysGoWhenTheDiskIsFull() throws IOException {
    reopen(new HistoryLimits(Duration.ofDays(90), 2000, 10));
    for (int i = 0; i < 20; i++) {
      decide("a", "x".repeat(500) + i);
      clock.advance(Duration.ofDays(1));
    }
    assertThat(files()).isBetween(3L, 4L);
    assertThat(find(10, "a").getFirst().reason()).endsWith("19");
  }

  @Test
  void whatNobodyCanWriteInTimeIsDroppedAndCounted() throws IOException {
    reopen(new HistoryLimits(Duration.ofDays(90), 2000, 2));
    for (int i = 0; i < 5; i++) {
      decide("a", "reason " + i);
    }
    assertThat(history.dropped()).isEqualTo(3);
    assertThat(find(10)).hasSize(2);
  }
}
