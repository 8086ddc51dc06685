package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.Observation.Verdict;
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
      judge.take(verdict(verdicts.charAt(i)), Instant.ofEpochSecond(i));
      states.append(letter(judge.state()));
    }
    return states.toString();
  }

  private static Verdict verdict(char letter) {
    return switch (letter) {
      case 'U' -> Verdict.UP;
      case 'G' -> Verdict.DEGRADED;
      case 'D' -> Verdict.DOWN;
      default -> Verdict.UNKNOWN;
    };
  }

  private static char letter(CheckState state) {
    return switch (state) {
      case UP -> 'U';
      case DEGRADED -> 'G';
      case DOWN -> 'D';
      case UNKNOWN -> '?';
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

  @Test
  void remembersSinceWhenAStateHolds() {
    Judge judge = new Judge(new Judgement(0, Duration.ZERO, 2, 1), Instant.EPOCH);
    judge.take(Verdict.UP, Instant.ofEpochSecond(10));
    judge.take(Verdict.UP, Instant.ofEpochSecond(20));
    judge.take(Verdict.DOWN, Instant.ofEpochSecond(30));
    assertThat(judge.since()).isEqualTo(Instant.ofEpochSecond(10));
    judge.take(Verdict.DOWN, Instant.ofEpochSecond(40));
    assertThat(judge.since()).isEqualTo(Instant.ofEpochSecond(40));
    assertThat(judge.failures()).isEqualTo(2);
  }
}
