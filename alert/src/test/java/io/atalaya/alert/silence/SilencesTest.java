package io.atalaya.alert.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.alert.silence.Silence.State;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SilencesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Labels ALERT = Labels.of("job", "a");

  @TempDir Path dir;
  private final VirtualScheduler clock = new VirtualScheduler(START);
  private Silences silences;

  @BeforeEach
  void open() throws IOException {
    silences = Silences.open(dir.resolve("silences"), clock, new Random(1));
  }

  @AfterEach
  void close() throws IOException {
    silences.close();
  }

  private void restart() throws IOException {
    silences.close();
    open();
  }

  private static Silence silence(String id, String job, Instant from, Instant to) {
    return new Silence(
        id, List.of(Matcher.equal("job", job)), from, to, START, "ann", "being repaired");
  }

  private String add(Instant from, Instant to) {
    return silences.set(silence("", "a", from, to));
  }

  private boolean silenced() {
    return !silences.silencing(ALERT).isEmpty();
  }

  private State state(String id) {
    return silences.get(id).orElseThrow().stateAt(clock.instant());
  }

  @Test
  void aSilenceHoldsFromItsStartToItsEnd() {
    add(START.plus(HOUR), START.plus(HOUR.multipliedBy(2)));
    assertThat(silenced()).isFalse();
    clock.advance(HOUR);
    assertThat(silenced()).isTrue();
    assertThat(silences.silencing(Labels.of("job", "b"))).isEmpty();
    clock.advance(HOUR);
    assertThat(silenced()).isFalse();
  }

  @Test
  void aSilenceOfThePastStartsNow() {
    String id = add(START.minus(HOUR), START.plus(HOUR));
    assertThat(silences.get(id).orElseThrow().startsAt()).isEqualTo(START);
  }

  @Test
  void silencesSurviveARestartWithAllTheySay() throws IOException {
    String id = add(START, START.plus(HOUR));
    Silence before = silences.get(id).orElseThrow();
    restart();
    assertThat(silences.get(id)).contains(before);
    silences.expire(id);
    restart();
    assertThat(silenced()).isFalse();
  }

  @Test
  void annotationsSurviveARestart() throws IOException {
    Silence plain = silence("", "a", START, START.plus(HOUR));
    String id =
        silences.set(
            new Silence(
                "",
                plain.matchers(),
                plain.startsAt(),
                plain.endsAt(),
                START,
                "ann",
                "",
                Map.of("ticket", "OPS-1")));
    restart();
    assertThat(silences.get(id).orElseThrow().annotations()).containsEntry("ticket", "OPS-1");
  }

  @Test
  void anActiveSilenceMayEndLaterUnderItsOwnId() {
    String id = add(START, START.plus(HOUR));
    clock.advance(Duration.ofMinutes(10));
    assertThat(silences.set(silence(id, "a", START, START.plus(HOUR.multipliedBy(3)))))
        .isEqualTo(id);
    clock.advance(HOUR);
    assertThat(silenced()).isTrue();
  }

  @Test
  void otherMatchersMakeAnotherSilenceAndEndTheFirst() {
    String id = add(START, START.plus(HOUR));
    String other = silences.set(silence(id, "b", START, START.plus(HOUR)));
    assertThat(other).isNotEqualTo(id);
    assertThat(state(id)).isEqualTo(State.EXPIRED);
    assertThat(state(other)).isEqualTo(State.ACTIVE);
  }

  @Test
  void aPendingSilenceMayMoveItsStart() {
    String id = add(START.plus(HOUR), START.plus(HOUR.multipliedBy(2)));
    silences.set(
        silence(id, "a", START.plus(Duration.ofMinutes(5)), START.plus(HOUR.multipliedBy(2))));
    clock.advance(Duration.ofMinutes(5));
    assertThat(silenced()).isTrue();
  }

  @Test
  void aSilenceThatIsOverStaysAsItWasAndANewOneIsMade() {
    String id = add(START, START.plus(HOUR));
    clock.advance(HOUR.multipliedBy(2));
    Instant now = clock.instant();
    String other = silences.set(silence(id, "a", now, now.plus(HOUR)));
    assertThat(other).isNotEqualTo(id);
    assertThat(state(id)).isEqualTo(State.EXPIRED);
  }

  @Test
  void expiringTwiceChangesNothingAndTheUnknownIsRefused() {
    String id = add(START, START.plus(HOUR));
    silences.expire(id);
    Silence over = silences.get(id).orElseThrow();
    clock.advance(HOUR);
    silences.expire(id);
    assertThat(silences.get(id)).contains(over);
    assertThatThrownBy(() -> silences.expire("none")).hasMessage("silence not found: none");
    assertThatThrownBy(() -> silences.set(silence("none", "a", START, START.plus(HOUR))))
        .hasMessage("silence not found: none");
  }

  @Test
  void aPendingSilenceThatIsExpiredNeverHeld() {
    String id = add(START.plus(HOUR), START.plus(HOUR.multipliedBy(2)));
    silences.expire(id);
    assertThat(state(id)).isEqualTo(State.EXPIRED);
  }

  @Test
  void silencesThatWouldSilenceEverythingOrNothingAreRefused() {
    assertThatThrownBy(() -> silence("", "a", START, START.minusSeconds(1)))
        .hasMessageContaining("end time must not be before start time");
    assertThatThrownBy(() -> add(START.minus(HOUR), START.minusSeconds(1)))
        .hasMessage("invalid silence: end time can't be in the past");
    assertThatThrownBy(() -> new Silence("", List.of(), START, START.plus(HOUR), START, "ann", ""))
        .hasMessage("invalid silence: matcher set 0 is empty");
    assertThatThrownBy(() -> silence("", "", START, START.plus(HOUR)))
        .hasMessageContaining("at least one matcher must not match the empty string");
  }

  @Test
  void whatIsLongOverIsForgotten() {
    String id = add(START, START.plus(HOUR));
    clock.advance(Silences.RETENTION);
    assertThat(silences.list()).hasSize(1);
    clock.advance(HOUR.plusSeconds(1));
    assertThat(silences.list()).isEmpty();
    assertThat(silences.get(id)).isEmpty();
  }
}
