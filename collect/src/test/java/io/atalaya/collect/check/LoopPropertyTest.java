package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.collect.check.JudgeModel.Step;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Resolver;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whole loops on the virtual clock: two checks of which one depends on the other, with retries,
 * windows, maintenance, a store that fails at times and a network of ours that comes and goes;
 * against a model that counts by hand.
 */
class LoopPropertyTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int REFUSING_PORT = 1;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * What happens in a minute.
   *
   * @param failures how many attempts of the child fail before one succeeds
   * @param parentFails whether the parent's only attempts fail
   * @param storeFails whether nothing can be stored
   * @param networkGone whether the peer that our network is judged by cannot be reached
   */
  record Minute(int failures, boolean parentFails, boolean storeFails, boolean networkGone) {}

  /** All of a run. */
  record Story(Judgement rules, int maintainedFrom, int maintainedFor, List<Minute> minutes) {}

  @Property(tries = 150)
  void statesAreThoseOfTheModelWhateverTheStoreDoes(@ForAll("stories") Story story) {
    RecordingSink sink = new RecordingSink();
    VirtualScheduler clock = new VirtualScheduler(START);
    ScriptedCheck parent = ScriptedCheck.of(CheckBasics.of("parent"));
    Attempting child =
        new Attempting(
            CheckBasics.of("child").withJudgement(story.rules()).withDependencies("parent"));
    Gateway gateway = new Gateway();
    Network network = Network.system(AddressGuard.open()).withResolver(gateway);
    try (CheckManager manager = new CheckManager(sink, network, clock)) {
      manager.apply(plan(story, parent, child));
      List<Step> history = new ArrayList<>();
      int stored = 0;
      for (int i = 0; i < story.minutes().size(); i++) {
        Minute minute = story.minutes().get(i);
        parent.becomes(minute.parentFails() ? Verdict.DOWN : Verdict.UP);
        child.failures = minute.failures();
        child.attempts = 0;
        sink.refuse(minute.storeFails());
        gateway.gone = minute.networkGone();
        clock.advance(MINUTE);

        boolean childFirst = nextRun(manager, "child").isBefore(nextRun(manager, "parent"));
        history.add(step(story, history, i, childFirst));
        CheckState expected = JudgeModel.shown(story.rules(), history);
        assertThat(manager.status("child").orElseThrow().state())
            .as("minute %d of %s", i, story)
            .isEqualTo(expected);
        if (!minute.storeFails()) {
          stored++;
          assertThat(
                  sink.lastOf(
                      "__name__", "check_state", "check", "child", "state", expected.text()))
              .hasValue(1);
        }
      }
      assertThat(sink.samplesOf("__name__", "check_down", "check", "child")).hasSize(stored);
      assertThat(manager.storeFailures() > 0)
          .isEqualTo(story.minutes().stream().anyMatch(Minute::storeFails));
    }
  }

  private static Instant nextRun(CheckManager manager, String name) {
    return Optional.ofNullable(manager.status(name).orElseThrow().nextRun()).orElseThrow();
  }

  /**
   * What the evaluation of a minute finds, counted by hand.
   *
   * @param childFirst whether the parent's own evaluation comes later, so that it may still be held
   *     to be down from the minute before
   */
  private static Step step(Story story, List<Step> before, int i, boolean childFirst) {
    Minute minute = story.minutes().get(i);
    boolean maintained =
        i >= story.maintainedFrom() && i < story.maintainedFrom() + story.maintainedFor();
    if (minute.failures() <= story.rules().retryAttempts()) {
      return new Step(Finding.UP, maintained);
    }
    if (minute.networkGone()) {
      return new Step(Finding.UNKNOWN, maintained);
    }
    boolean wasDown =
        !before.isEmpty() && JudgeModel.held(story.rules(), before) == CheckState.DOWN;
    boolean heldDown =
        childFirst
            && i > 0
            && story.minutes().get(i - 1).parentFails()
            && !story.minutes().get(i - 1).networkGone();
    return new Step(
        (minute.parentFails() || heldDown) && !wasDown ? Finding.UNREACHABLE : Finding.DOWN,
        maintained);
  }

  private static CheckPlan plan(Story story, CheckConfig parent, CheckConfig child) {
    Instant from = START.plus(MINUTE.multipliedBy(story.maintainedFrom()));
    Instant until = from.plus(MINUTE.multipliedBy(story.maintainedFor()));
    List<Maintenance> maintenance =
        story.maintainedFor() == 0
            ? List.of()
            : List.of(
                new Maintenance(
                    "work", new Recurrence.Once(from, until), Set.of("child"), List.of()));
    Connectivity connectivity =
        new Connectivity(
            List.of(new Connectivity.Peer("gateway.test", REFUSING_PORT)), Duration.ofSeconds(30));
    return new CheckPlan(List.of(parent, child), maintenance, connectivity);
  }

  /** Has an address, where nobody listens, as long as our network is there. */
  private static final class Gateway implements Resolver {
    private volatile boolean gone;

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      if (gone) {
        throw new UnknownHostException(host);
      }
      return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }
  }

  /** A check that fails so often, and then succeeds. */
  private static final class Attempting implements CheckConfig {
    private final CheckBasics basics;
    private int failures;
    private int attempts;

    Attempting(CheckBasics basics) {
      this.basics = basics;
    }

    @Override
    public CheckBasics basics() {
      return basics;
    }

    @Override
    public String kind() {
      return "attempting";
    }

    @Override
    public String target() {
      return "nothing";
    }

    @Override
    public Prober prober(ProbeContext context) {
      return () -> {
        Observation.Builder seen = new Observation.Builder();
        if (attempts++ < failures) {
          seen.judge(Verdict.DOWN, "script", "the script says so");
        }
        return seen.build(1_000_000);
      };
    }
  }

  @Provide
  Arbitrary<Story> stories() {
    Arbitrary<Judgement> rules =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(0, 4))
            .as(
                (retries, failures, more, successes, changes) ->
                    new Judgement(
                        retries,
                        Duration.ofSeconds(5),
                        failures,
                        failures + more,
                        successes,
                        new Flapping(changes, 8, 3)));
    Arbitrary<Minute> minute =
        Combinators.combine(
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3).map(n -> n == 0),
                Arbitraries.integers().between(0, 3).map(n -> n == 0),
                Arbitraries.integers().between(0, 3).map(n -> n == 0))
            .as(Minute::new);
    return Combinators.combine(
            rules,
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(0, 6),
            minute.list().ofMinSize(1).ofMaxSize(30))
        .as(Story::new);
  }
}
