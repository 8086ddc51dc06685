package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences of verdicts (U up, G degraded, D down, ? unknown) and the states they lead to. */
class JudgeTest {
  private static String states(int failures, int successes, String verdicts) {
    Judge judge = new Judge(new Judgement(0, Duration.ZERO, failures, successes), Instant.EPOCH);
    StringBuilder states = new StringBuilder();
    for (int i = 0; i < verdicts.length(); i++) {
      judge.take(finding(verdicts.charAt(i)), false, Instant.ofEpochSecond(i));
      states.append(letter(judge.state()));
    }
    return states.toString();
  }

  private static Finding finding(char letter) {
    return switch (letter) {
      case 'U' -> Finding.UP;
      case 'G' -> Finding.DEGRADED;
      case 'D' -> Finding.DOWN;
      case 'R' -> Finding.UNREACHABLE;
      default -> Finding.UNKNOWN;
    };
  }

  private static char letter(CheckState state) {
    return switch (state) {
      case UP -> 'U';
      case DEGRADED -> 'G';
      case DOWN -> 'D';
      case FLAPPING -> 'F';
      case UNREACHABLE -> 'R';
      case MAINTENANCE -> 'M';
      case UNKNOWN -> '?';
      case PAUSED -> 'P';
    };
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, UDUD,       UDUD",
    "1, 1, UGUG,       UGUG",
    "3, 2, UDDDUU,     UUUDDU",
    "3, 2, UDDUDDD,    UUUUUUD",
    "3, 2, DDDUDUU,    ??DDDDU",
    "2, 1, U?D?D,      U?U?D",
    "1, 2, D?U?U,      D?D?U",
    "1, 1, ?,          ?",
    "2, 1, GDG,        GGG",
  })
  void countsEvaluationsInARow(int failures, int successes, String verdicts, String states) {
    assertThat(states(failures, successes, verdicts)).isEqualTo(states);
  }

  private static String states(Judgement rules, String verdicts) {
    Judge judge = new Judge(rules, Instant.EPOCH);
    StringBuilder states = new StringBuilder();
    for (int i = 0; i < verdicts.length(); i++) {
      char c = verdicts.charAt(i);
      judge.take(finding(Character.toUpperCase(c)), Character.isLowerCase(c), Instant.EPOCH);
      states.append(letter(judge.state()));
    }
    return states.toString();
  }

  @Test
  void countsFailuresWithinAWindowAndAnewAfterARecovery() {
    Judgement threeOfFive = new Judgement(0, Duration.ZERO, 3, 1).withWindow(5);

    assertThat(states(threeOfFive, "UDUDUDUDDUD")).isEqualTo("UUUUUDUUUUD");
    assertThat(states(threeOfFive, "DUUDUUDUU")).isEqualTo("?UUUUUUUU");
  }

  @Test
  void whatDependsOnSomethingThatFailsIsUnreachableUnlessItWasDownBefore() {
    Judgement rules = new Judgement(0, Duration.ZERO, 2, 1);

    assertThat(states(rules, "URRRU")).isEqualTo("URRRU");
    assertThat(states(rules, "UDDRRU")).isEqualTo("UUDDDU");
    assertThat(states(rules, "UDRRD")).isEqualTo("UURRD");
  }

  @Test
  void failuresInMaintenanceMeanNothingAndThoseBeforeAreForgotten() {
    Judgement rules = new Judgement(0, Duration.ZERO, 2, 1);

    assertThat(states(rules, "UDddddDD")).isEqualTo("UUMMMMUD");
    assertThat(states(rules, "UDDduDD")).isEqualTo("UUDMMUD");
  }

  @Test
  void goingUpAndDownTooOftenIsOneStateUntilItIsSteady() {
    Judgement rules = new Judgement(0, Duration.ZERO, 1, 1).withFlapping(new Flapping(4, 10, 3));

    assertThat(states(rules, "UDUDUDUUUU")).isEqualTo("UDUDFFFFFU");
    assertThat(states(rules, "UDUDUDDDDD")).isEqualTo("UDUDFFFFDD");
    assertThat(states(rules.withFlapping(Flapping.NEVER), "UDUDUDUDU")).isEqualTo("UDUDUDUDU");
  }

  @Test
  void isDownUntilItIsKnownNotToBe() {
    Judge judge = new Judge(new Judgement(0, Duration.ZERO, 1, 1), Instant.EPOCH);
    judge.take(Finding.DOWN, false, Instant.EPOCH);
    judge.take(Finding.UNKNOWN, false, Instant.EPOCH);
    assertThat(judge.state()).isEqualTo(CheckState.UNKNOWN);
    assertThat(judge.down()).isTrue();

    judge.take(Finding.UP, false, Instant.EPOCH);
    judge.take(Finding.UNKNOWN, false, Instant.EPOCH);
    assertThat(judge.down()).isFalse();
  }

  @Test
  void remembersSinceWhenAStateHolds() {
    Judge judge = new Judge(new Judgement(0, Duration.ZERO, 2, 1), Instant.EPOCH);
    judge.take(Finding.UP, false, Instant.ofEpochSecond(10));
    judge.take(Finding.UP, false, Instant.ofEpochSecond(20));
    judge.take(Finding.DOWN, false, Instant.ofEpochSecond(30));
    assertThat(judge.since()).isEqualTo(Instant.ofEpochSecond(10));
    judge.take(Finding.DOWN, false, Instant.ofEpochSecond(40));
    assertThat(judge.since()).isEqualTo(Instant.ofEpochSecond(40));
    assertThat(judge.failures()).isEqualTo(2);
  }
}
