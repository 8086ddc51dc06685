package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CheckRoundsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualScheduler clock = new VirtualScheduler(NOW);
  private final ScriptedCheck router = ScriptedCheck.of(CheckBasics.of("router"));
  private final ScriptedCheck shop =
      ScriptedCheck.of(
          CheckBasics.of("shop")
              .withJudgement(new Judgement(1, Duration.ofSeconds(1), 2, 1))
              .withDependencies("router"));

  private CheckRounds rounds(boolean remembers, List<Maintenance> maintenance) {
    Network network = Network.system(AddressGuard.except(Set.of()));
    return new CheckRounds(
        new CheckPlan(List.of(shop, router), maintenance, Connectivity.NONE),
        new ProbeContext(network, clock),
        clock,
        remembers);
  }

  private List<CheckState> next(CheckRounds rounds) {
    CompletableFuture<List<CheckStatus>> round = rounds.next();
    clock.advance(Duration.ofSeconds(5));
    return round.join().stream().map(CheckStatus::state).toList();
  }

  @Test
  void oneRoundStandsForItselfAndStillKnowsWhoDependsOnWhom() {
    CheckRounds once = rounds(false, List.of());
    shop.becomes(Verdict.DOWN);
    assertThat(next(once)).containsExactly(CheckState.DOWN, CheckState.UP);
    assertThat(shop.attempts()).hasValue(2);

    router.becomes(Verdict.DOWN);
    assertThat(next(once)).containsExactly(CheckState.UNREACHABLE, CheckState.DOWN);
  }

  @Test
  void thresholdsCountOverRounds() {
    CheckRounds rounds = rounds(true, List.of());
    assertThat(next(rounds)).containsExactly(CheckState.UP, CheckState.UP);
    shop.becomes(Verdict.DOWN);
    assertThat(next(rounds)).containsExactly(CheckState.UP, CheckState.UP);
    assertThat(next(rounds)).containsExactly(CheckState.DOWN, CheckState.UP);
  }

  @Test
  void maintenanceIsShown() {
    Recurrence now = new Recurrence.Once(NOW, NOW.plusSeconds(60));
    CheckRounds once =
        rounds(false, List.of(new Maintenance("move", now, Set.of("shop"), List.of())));
    shop.becomes(Verdict.DOWN);

    assertThat(next(once)).containsExactly(CheckState.MAINTENANCE, CheckState.UP);
  }
}
