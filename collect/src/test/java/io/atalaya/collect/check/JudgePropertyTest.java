package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The judge, against a model that looks at the whole history anew for every step. */
class JudgePropertyTest {
  @Property(tries = 2000)
  void saysWhatANaiveModelSays(
      @ForAll("rules") Judgement rules, @ForAll("steps") List<JudgeModel.Step> all) {
    VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
    Judge judge = new Judge(rules, clock.instant());
    CheckState before = CheckState.UNKNOWN;
    Instant since = Instant.EPOCH;
    for (int i = 0; i < all.size(); i++) {
      clock.advance(Duration.ofMinutes(1));
      judge.take(all.get(i).found(), all.get(i).maintained(), clock.instant());
      CheckState expected = JudgeModel.shown(rules, all.subList(0, i + 1));
      since = expected == before ? since : clock.instant();
      before = expected;
      assertThat(judge.state()).describedAs("step %d of %s", i, all).isEqualTo(expected);
      assertThat(judge.since()).isEqualTo(since);
    }
  }

  @Property(tries = 1000)
  void withoutAFailureThatCountsNothingIsEverDown(
      @ForAll("rules") Judgement rules, @ForAll("steps") List<JudgeModel.Step> all) {
    Judge judge = new Judge(rules, Instant.EPOCH);
    for (JudgeModel.Step step : all) {
      boolean excused = step.found() == Finding.DOWN && !step.maintained();
      judge.take(excused ? Finding.UNKNOWN : step.found(), step.maintained(), Instant.EPOCH);
      assertThat(judge.state()).isNotIn(CheckState.DOWN, CheckState.FLAPPING);
      assertThat(judge.down()).isFalse();
    }
  }

  @Provide
  Arbitrary<Judgement> rules() {
    Arbitrary<Flapping> flapping =
        Combinators.combine(
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers().between(5, 9),
                Arbitraries.integers().between(1, 4))
            .as(Flapping::new);
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(1, 3),
            flapping)
        .as(
            (failures, more, successes, f) ->
                new Judgement(0, Duration.ZERO, failures, failures + more, successes, f));
  }

  @Provide
  Arbitrary<List<JudgeModel.Step>> steps() {
    Arbitrary<Finding> found =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of(Finding.UP, Finding.DOWN)),
            Tuple.of(2, Arbitraries.of(Finding.class)));
    Arbitrary<Boolean> maintained = Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true));
    return Combinators.combine(found, maintained).as(JudgeModel.Step::new).list().ofMaxSize(40);
  }
}
