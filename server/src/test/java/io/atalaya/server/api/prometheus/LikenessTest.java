package io.atalaya.server.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikenessTest {
  private static final double NEARLY = 1e-12;

  /** Worked out by hand: squares of runs, less gaps, over the square of the term's length. */
  @ParameterizedTest
  @CsvSource({
    "abc, abc, 1",
    "abc, abcd, 1",
    "abc, xabcx, 0.9657",
    "abc, a_b_c, 0.2886",
    "abc, acb, 0",
    "abc, ab, 0",
    "up, node_up, 0.820607142857142857",
    "é, né, 0.4995",
    "ab, a_ab, 0.874125"
  })
  void aSubsequenceScoresByItsRunsAndGaps(String term, String text, double score) {
    assertThat(Likeness.subsequence(term).of(text)).isCloseTo(score, within(NEARLY));
  }

  @ParameterizedTest
  @CsvSource({"abc, abcd, 1", "abc, xabc, 0.1", "b, abc, 0.55", "é, néx, 0.55", "z, abc, 0"})
  void aSubstringScoresByItsPlace(String term, String text, double score) {
    assertThat(Likeness.substring(term).of(text)).isCloseTo(score, within(NEARLY));
  }

  /** The examples of Winkler's papers. */
  @ParameterizedTest
  @CsvSource({
    "MARTHA, MARHTA, 0.961",
    "DWAYNE, DUANE, 0.840",
    "DIXON, DICKSONX, 0.813",
    "same, same, 1",
    "abc, xyz, 0"
  })
  void jaroWinklerGivesThePublishedSimilarities(String a, String b, double similarity) {
    assertThat(Likeness.jaroWinkler(a).of(b)).isCloseTo(similarity, within(5e-4));
    assertThat(Likeness.jaroWinkler(b).of(a)).isCloseTo(similarity, within(5e-4));
  }

  @Test
  void whatIsBelowAThresholdDoesNotFitAndTheBestOfSeveralCounts() {
    Likeness second = Likeness.substring("b");
    assertThat(Likeness.atLeast(0.6, second).of("abc")).isZero();
    assertThat(Likeness.best(List.of(second, Likeness.substring("a"))).of("abc")).isOne();
    assertThat(Likeness.ignoringCase(second).of("BA")).isOne();
    assertThat(Likeness.any().of("")).isOne();
  }
}
