package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  /** One evaluation. */
  record Step(Finding found, boolean maintained) {}

  @Property(tries = 2000)
  void saysWhatANaiveModelSays(@ForAll("rules") Judgement rules, @ForAll("steps") List<Step> all) {
    VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
    Judge judge = new Judge(rules, clock.instant());
    CheckState before = CheckState.UNKNOWN;
    Instant since = Instant.EPOCH;
    for (int i = 0; i < all.size(); i++) {
      clock.advance(Duration.ofMinutes(1));
      judge.take(all.get(i).found(), all.get(i).maintained(), clock.instant());
      CheckState expected = Model.shown(rules, all.subList(0, i + 1));
      since = expected == before ? since : clock.instant();
      before = expected;
      assertThat(judge.state()).describedAs("step %d of %s", i, all).isEqualTo(expected);
      assertThat(judge.since()).isEqualTo(since);
    }
  }

  @Property(tries = 1000)
  void withoutAFailureThatCountsNothingIsEverDown(
      @ForAll("rules") Judgement rules, @ForAll("steps") List<Step> all) {
    Judge judge = new Judge(rules, Instant.EPOCH);
    for (Step step : all) {
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
  Arbitrary<List<Step>> steps() {
    Arbitrary<Finding> found =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of(Finding.UP, Finding.DOWN)),
            Tuple.of(2, Arbitraries.of(Finding.class)));
    Arbitrary<Boolean> maintained = Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true));
    return Combinators.combine(found, maintained).as(Step::new).list().ofMaxSize(40);
  }

  /** Slow and simple: each answer is found by walking the whole history. */
  private static final class Model {
    private static CheckState shown(Judgement rules, List<Step> history) {
      Step last = history.getLast();
      CheckState held = held(rules, history);
      CheckState known = flapping(rules, history) ? CheckState.FLAPPING : held;
      if (last.maintained()) {
        return CheckState.MAINTENANCE;
      }
      return switch (last.found()) {
        case UP, DEGRADED, DOWN -> known;
        case UNREACHABLE -> held == CheckState.DOWN ? known : CheckState.UNREACHABLE;
        case UNKNOWN -> CheckState.UNKNOWN;
      };
    }

    private static CheckState held(Judgement rules, List<Step> history) {
      CheckState held = CheckState.UNKNOWN;
      List<Boolean> failed = new ArrayList<>();
      int goodInARow = 0;
      boolean maintained = false;
      for (Step step : history) {
        if (step.maintained() && !maintained) {
          failed.clear();
        }
        maintained = step.maintained();
        switch (step.found()) {
          case UP, DEGRADED -> {
            goodInARow++;
            failed.add(false);
            boolean stays = held == CheckState.DOWN && goodInARow < rules.successThreshold();
            if (held == CheckState.DOWN && !stays) {
              failed.clear();
            }
            if (!stays) {
              held = step.found() == Finding.UP ? CheckState.UP : CheckState.DEGRADED;
            }
          }
          case DOWN -> {
            goodInARow = 0;
            if (!maintained) {
              failed.add(true);
              List<Boolean> window =
                  failed.subList(Math.max(0, failed.size() - rules.failureWindow()), failed.size());
              long count = window.stream().filter(f -> f).count();
              held = count >= rules.failureThreshold() ? CheckState.DOWN : held;
            }
          }
          case UNREACHABLE, UNKNOWN -> {}
        }
      }
      return held;
    }

    private static boolean flapping(Judgement rules, List<Step> history) {
      List<Boolean> changes = new ArrayList<>();
      boolean flapping = false;
      for (int i = 0; i < history.size(); i++) {
        Step step = history.get(i);
        boolean says = step.found() != Finding.UNKNOWN && step.found() != Finding.UNREACHABLE;
        if (!says || step.maintained()) {
          continue;
        }
        CheckState before = held(rules, history.subList(0, i));
        CheckState after = held(rules, history.subList(0, i + 1));
        boolean wasDown = before == CheckState.DOWN;
        changes.add(before != CheckState.UNKNOWN && wasDown != (after == CheckState.DOWN));
        int from = Math.max(0, changes.size() - rules.flapping().steady());
        boolean steady =
            changes.size() >= rules.flapping().steady()
                && changes.subList(from, changes.size()).stream().noneMatch(c -> c);
        int first = Math.max(0, changes.size() - rules.flapping().window());
        long count = changes.subList(first, changes.size()).stream().filter(c -> c).count();
        if (flapping && steady) {
          flapping = false;
          changes.clear();
        } else if (rules.flapping().changes() > 0 && count >= rules.flapping().changes()) {
          flapping = true;
        }
      }
      return flapping;
    }
  }
}
