package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.outbox.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Alertmanager's deduplication, case by case. */
class TellReasonTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration REPEAT = Duration.ofMinutes(10);
  private static final Instant JUST_NOW = NOW.minusSeconds(540);
  private static final Instant LONG_AGO = NOW.minusSeconds(660);

  private static Optional<Told> told(Instant at, Set<Long> firing, Set<Long> resolved) {
    return Optional.of(new Told(at, firing, resolved, firing));
  }

  private static TellReason decide(
      Optional<Told> told, Set<Long> firing, Set<Long> resolved, boolean sendResolved) {
    return TellReason.of(told, firing, resolved, sendResolved, REPEAT, NOW);
  }

  @Test
  void whoWasToldNothingIsToldOfWhatFires() {
    assertThat(decide(Optional.empty(), Set.of(2L, 3L), Set.of(), true))
        .isEqualTo(TellReason.FIRST);
  }

  @Test
  void whoWasToldNothingIsNotToldOfEnds() {
    assertThat(decide(Optional.empty(), Set.of(), Set.of(2L), true))
        .isEqualTo(TellReason.NEVER_TOLD);
  }

  @Test
  void anotherFiringAlertIsNews() {
    assertThat(decide(told(JUST_NOW, Set.of(1L, 2L), Set.of()), Set.of(2L, 3L), Set.of(), false))
        .isEqualTo(TellReason.NEW_ALERTS);
  }

  @Test
  void anAlertAfterAllWereResolvedIsAFirstNotification() {
    assertThat(decide(told(JUST_NOW, Set.of(), Set.of(1L)), Set.of(1L), Set.of(), true))
        .isEqualTo(TellReason.FIRST);
  }

  @Test
  void theSameAlertsAreNotToldAgainBeforeTheRepeatInterval() {
    assertThat(decide(told(JUST_NOW, Set.of(1L, 2L), Set.of()), Set.of(1L, 2L), Set.of(), true))
        .isEqualTo(TellReason.NONE);
  }

  @Test
  void theSameAlertsAreToldAgainAfterTheRepeatInterval() {
    assertThat(decide(told(LONG_AGO, Set.of(1L, 2L), Set.of()), Set.of(1L, 2L), Set.of(), true))
        .isEqualTo(TellReason.REPEAT);
  }

  @Test
  void endsOfWhatWasNeverToldAreNoNews() {
    assertThat(decide(told(LONG_AGO, Set.of(), Set.of(1L)), Set.of(), Set.of(3L), true))
        .isEqualTo(TellReason.NEVER_TOLD);
  }

  @Test
  void theEndOfSomeIsNewsOnlyForWhoWantsEnds() {
    Optional<Told> told = told(JUST_NOW, Set.of(1L, 2L), Set.of(3L));
    assertThat(decide(told, Set.of(1L), Set.of(2L, 3L), true)).isEqualTo(TellReason.SOME_RESOLVED);
    assertThat(decide(told, Set.of(1L), Set.of(2L, 3L), false)).isEqualTo(TellReason.NONE);
  }

  @Test
  void theEndOfAllChangesTheKnowledgeOfEverybody() {
    Optional<Told> told = told(JUST_NOW, Set.of(1L, 2L), Set.of(3L));
    for (boolean sendResolved : new boolean[] {true, false}) {
      assertThat(decide(told, Set.of(), Set.of(1L, 2L, 3L), sendResolved))
          .isEqualTo(TellReason.ALL_RESOLVED);
    }
  }
}
