package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.Rig;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.testkit.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Days of a troubled operation, drawn from a seed: alerts come and go, receivers fail in every way,
 * the process crashes, the clock is set forwards and backwards. Whatever happens: nothing is lost,
 * nothing is told twice within its interval, and no end is told before its beginning.
 *
 * <p>{@code -Datalaya.simulations=N} runs more of them.
 */
class SimulationTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final Duration REPEAT = Duration.ofHours(2);
  private static final Duration RESOLVED_TOLD_FOR = Duration.ofMinutes(15);
  private static final int STEPS = 600;
  private static final int ALERTS = 8;

  @TempDir Path dir;

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("atalaya.simulations", 5));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostNothingIsToldTwiceAndEndsComeAfterBeginnings(int seed) {
    new Operation(dir, seed).run();
  }

  /** One run. */
  private static final class Operation {
    private final Random random;
    private final VirtualScheduler clock = new VirtualScheduler(START);
    private final Rig rig;

    /** Alerts that fire, and since when. */
    private final Map<Labels, Instant> firing = new LinkedHashMap<>();

    /** Alerts that have ended, and when. */
    private final Map<Labels, Instant> ended = new LinkedHashMap<>();

    private Outcome outcome = new Outcome.Delivered("taken");
    private int gatheringSteps;

    Operation(Path dir, int seed) {
      random = new Random(seed);
      rig = new Rig(dir, clock, config());
      rig.receiversDo(channel -> outcome);
      rig.begin();
    }

    private static RoutingConfig config() {
      Route root =
          new Route(
              "hook",
              List.of("team"),
              List.of(),
              false,
              Duration.ofSeconds(30),
              Duration.ofMinutes(3),
              REPEAT,
              List.of(),
              List.of(),
              Map.of(),
              List.of());
      List<Receiver> receivers =
          List.of(
              new Receiver(
                  "hook",
                  List.of(
                      WebhookConfig.to("http://a.example"), WebhookConfig.to("http://b.example"))));
      return new RoutingConfig(
          Duration.ofMinutes(5), root, List.of(), List.of(), receivers, List.of());
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        trouble();
        say();
        clock.advance(STEP);
      }
      settle();
      requireNoDuplicates();
      requireBeginningsBeforeEnds();
      requireNothingLost();
    }

    private void trouble() {
      if (gatheringSteps > 0 && --gatheringSteps == 0) {
        rig.begin();
      }
      switch (random.nextInt(60)) {
        case 0, 1, 2, 3 -> toggle();
        case 4 -> outcome = new Outcome.Delivered("taken");
        case 5 -> outcome = new Outcome.Retry("connection refused", null);
        case 6 -> outcome = new Outcome.Retry("HTTP 429", Duration.ofMinutes(random.nextInt(9)));
        case 7 -> outcome = new Outcome.Refused("HTTP 400");
        case 8 -> crash();
        case 9 -> clockStep();
        case 10 -> rig.reload(config());
        default -> {}
      }
    }

    private void toggle() {
      int n = random.nextInt(ALERTS);
      Labels alert = Labels.of("alertname", "A" + n, "team", "t" + n % 2);
      if (firing.remove(alert) == null) {
        ended.remove(alert);
        firing.put(alert, clock.instant());
      } else {
        ended.put(alert, clock.instant());
      }
    }

    /** The process is gone for a while, and so are the rules; then it gathers for a while. */
    private void crash() {
      rig.crash();
      clock.advance(STEP.multipliedBy(random.nextInt(20)));
      gatheringSteps = 1 + random.nextInt(4);
    }

    private void clockStep() {
      clock.jumpTo(clock.instant().plusSeconds(random.nextInt(4200) - 600));
    }

    /** What the rules would say: what fires, and for a while what ended. */
    private void say() {
      Instant now = clock.instant();
      firing.forEach((alert, since) -> accept(alert, since, now.plus(Duration.ofMinutes(4))));
      ended.values().removeIf(at -> at.plus(RESOLVED_TOLD_FOR).isBefore(now));
      ended.forEach((alert, at) -> accept(alert, at.minusSeconds(30), at));
    }

    private void accept(Labels alert, Instant startsAt, Instant endsAt) {
      rig.accept(new AlertChange(alert, Labels.empty(), startsAt, endsAt, "", null));
    }

    /** All is well again, for long enough. */
    private void settle() {
      outcome = new Outcome.Delivered("taken");
      rig.begin();
      for (int step = 0; step < 300; step++) {
        say();
        clock.advance(STEP);
      }
    }

    private Map<String, List<Rig.Delivery>> conversations() {
      Map<String, List<Rig.Delivery>> found = new HashMap<>();
      for (Rig.Delivery delivery : rig.delivered()) {
        String key = delivery.channel() + " " + delivery.notification().groupKey();
        found.computeIfAbsent(key, k -> new ArrayList<>()).add(delivery);
      }
      return found;
    }

    private void requireNoDuplicates() {
      assertThat(rig.delivered())
          .extracting(d -> d.channel() + d.notification().id())
          .doesNotHaveDuplicates();
      for (List<Rig.Delivery> conversation : conversations().values()) {
        for (int i = 1; i < conversation.size(); i++) {
          Notification before = conversation.get(i - 1).notification();
          Notification after = conversation.get(i).notification();
          boolean news =
              !Set.copyOf(conversation.get(i - 1).firing())
                      .containsAll(conversation.get(i).firing())
                  || !conversation.get(i).resolved().isEmpty();
          if (!news) {
            assertThat(Duration.between(before.due(), after.due())).isGreaterThan(REPEAT);
          }
        }
      }
    }

    private void requireBeginningsBeforeEnds() {
      for (List<Rig.Delivery> conversation : conversations().values()) {
        Set<String> believed = new HashSet<>();
        for (Rig.Delivery delivery : conversation) {
          assertThat(believed).containsAll(delivery.resolved());
          believed.removeAll(delivery.resolved());
          believed.addAll(delivery.firing());
        }
      }
    }

    /** Both channels end up believing what is true. */
    private void requireNothingLost() {
      Set<String> truth = new HashSet<>();
      firing.keySet().forEach(alert -> truth.add(alert.get("alertname")));
      for (int index = 0; index < 2; index++) {
        Channel channel = new Channel("hook", "webhook", index);
        Set<String> believed = new HashSet<>();
        for (Rig.Delivery delivery : rig.delivered()) {
          if (delivery.channel().equals(channel)) {
            believed.addAll(delivery.firing());
            believed.removeAll(delivery.resolved());
          }
        }
        assertThat(believed).isEqualTo(truth);
      }
    }
  }
}
