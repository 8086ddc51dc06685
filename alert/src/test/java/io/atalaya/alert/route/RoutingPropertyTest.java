package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.MemoryFolder;
import io.atalaya.alert.Rig;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.silence.Silence;
import io.atalaya.model.AlertChange;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Half a day of a troubled operation under a configuration drawn from a seed: routes, silences,
 * inhibitions and time intervals, alerts that come and go, other configurations at a reload,
 * receivers that fail in every way, clocks that jump, and a process that dies anywhere, in the
 * middle of a write and after a receiver took a message that nobody could note any more. A simple
 * model says what must be true:
 *
 * <ul>
 *   <li>what fires and is not held back is known to everybody who had to be told;
 *   <li>whoever was told the same again within the repeat interval got the same message, with the
 *       same id, after a crash;
 *   <li>no end is told before its beginning;
 *   <li>of everything that fired, each channel that routing names got a message while it fired or
 *       shortly after, or there is a decision that says why it got none.
 * </ul>
 *
 * <p>{@code -Datalaya.operations=N} runs N seeds, {@code -Datalaya.operations.first=M} from M on.
 */
class RoutingPropertyTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final Duration RESOLVED_TOLD_FOR = Duration.ofMinutes(15);
  private static final int STEPS = 1440;
  private static final int ALERTS = 12;

  static IntStream seeds() {
    int first = Integer.getInteger("atalaya.operations.first", 1);
    return IntStream.range(first, first + Integer.getInteger("atalaya.operations", 12));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatHadToBeToldWasToldOnceOrThereIsAReason(int seed) throws IOException {
    Path dir = MemoryFolder.create();
    try {
      new Operation(dir, seed).run();
    } finally {
      MemoryFolder.delete(dir);
    }
  }

  /** The process is gone, at once. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** An alert that fired for a while, under one configuration. */
  private record Episode(RandomRouting routing, Labels alert, Instant since, Instant until) {}

  /** The time of one configuration; clocks are set back, so two such times may overlap. */
  private static final class Reign {
    private final RandomRouting routing;
    private Instant from;
    private Instant until;

    Reign(RandomRouting routing, Instant from) {
      this.routing = routing;
      this.from = from;
      until = from;
    }

    void goOn(Instant now) {
      from = now.isBefore(from) ? now : from;
      until = now.isAfter(until) ? now : until;
    }

    boolean covers(Instant time) {
      return !time.isBefore(from) && !time.isAfter(until);
    }
  }

  /** One run. */
  private static final class Operation {
    private final Random random;
    private final VirtualScheduler clock = new VirtualScheduler(START);
    private final List<Reign> reigns = new ArrayList<>();
    private final Rig rig;
    private RandomRouting routing;
    private final Map<Labels, Instant> firing = new LinkedHashMap<>();
    private final Map<Labels, Instant> ended = new LinkedHashMap<>();
    private final List<Episode> episodes = new ArrayList<>();
    private Outcome outcome = new Outcome.Delivered("taken");
    private boolean dyingAtDelivery;
    private int gatheringSteps;

    /** Nothing is known of the decisions about alerts that fired when the process died. */
    private Instant undisturbedSince = START;

    Operation(Path dir, int seed) {
      random = new Random(seed);
      routing = new RandomRouting(random);
      reigns.add(new Reign(routing, START));
      rig = new Rig(dir, clock, routing.config());
      rig.receiversDo(channel -> answer());
      rig.begin();
    }

    private Outcome answer() {
      return outcome;
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        trouble();
        say();
        advance(STEP);
        reigns.getLast().goOn(clock.instant());
      }
      settle();
      requireNoDuplicates();
      requireBeginningsBeforeEnds();
      requireNothingLost();
      requireReasons();
    }

    private void advance(Duration by) {
      try {
        clock.advance(by);
      } catch (Crash e) {
        dyingAtDelivery = false;
        rig.receiversDo(channel -> answer());
        restart();
      }
    }

    private void trouble() {
      if (gatheringSteps > 0 && --gatheringSteps == 0) {
        rig.begin();
      }
      switch (random.nextInt(80)) {
        case 0, 1, 2, 3, 4, 5 -> toggle();
        case 6, 7 -> outcome = new Outcome.Delivered("taken");
        case 8 -> outcome = new Outcome.Retry("connection refused", null);
        case 9 -> outcome = new Outcome.Retry("HTTP 429", Duration.ofMinutes(random.nextInt(9)));
        case 10 -> outcome = new Outcome.Refused("HTTP 400");
        case 11 -> restart();
        case 12 -> dieAtDelivery();
        case 13 -> jump();
        case 14 -> reload();
        case 15 -> silence();
        default -> {}
      }
    }

    private void toggle() {
      int n = random.nextInt(ALERTS);
      Labels alert =
          Labels.of(
              "alertname",
              "A" + n % 6,
              "host",
              "h" + n % 2,
              "severity",
              "s" + n % 3 / 2,
              "team",
              "t" + n % 4);
      Instant since = firing.remove(alert);
      if (since == null) {
        ended.remove(alert);
        firing.put(alert, clock.instant());
      } else {
        ended.put(alert, clock.instant());
        if (!since.isBefore(undisturbedSince)) {
          episodes.add(new Episode(routing, alert, since, clock.instant()));
        }
      }
    }

    /** The process is gone for a while, and so are the rules; then it gathers for a while. */
    private void restart() {
      disturb();
      rig.crashWithinAWrite(random);
      advance(STEP.multipliedBy(random.nextInt(20)));
      gatheringSteps = 1 + random.nextInt(4);
      undisturbedSince = clock.instant();
    }

    /** What ended just before was not yet looked at. */
    private void disturb() {
      Instant since = clock.instant().minus(Duration.ofMinutes(10));
      episodes.removeIf(episode -> episode.until().isAfter(since));
    }

    /** After the next message was taken, before that can be noted. */
    private void dieAtDelivery() {
      if (!dyingAtDelivery) {
        dyingAtDelivery = true;
        rig.receiversDo(
            channel -> {
              if (outcome instanceof Outcome.Delivered) {
                rig.thenDie(new Crash());
              }
              return outcome;
            });
      }
    }

    private void jump() {
      disturb();
      clock.jumpTo(clock.instant().plusSeconds(random.nextInt(4200) - 600));
      undisturbedSince = clock.instant();
    }

    /** Sometimes with the same configuration, sometimes with another. */
    private void reload() {
      if (random.nextInt(3) == 0) {
        disturb();
        routing = new RandomRouting(random);
        reigns.add(new Reign(routing, clock.instant()));
        undisturbedSince = clock.instant();
      }
      rig.reload(routing.config());
    }

    private void silence() {
      Matcher matcher =
          random.nextBoolean()
              ? Matcher.equal("host", "h" + random.nextInt(2))
              : Matcher.equal("alertname", "A" + random.nextInt(6));
      Instant now = clock.instant();
      Instant end = now.plus(Duration.ofMinutes(5 + random.nextInt(60)));
      rig.silences().set(new Silence("", List.of(matcher), now, end, now, "test", "property"));
    }

    private void say() {
      Instant now = clock.instant();
      firing.forEach((alert, since) -> accept(alert, since, now.plus(Duration.ofMinutes(4))));
      ended.values().removeIf(at -> at.plus(RESOLVED_TOLD_FOR).isBefore(now));
      ended.forEach((alert, at) -> accept(alert, at.minusSeconds(30), at));
    }

    private void accept(Labels alert, Instant startsAt, Instant endsAt) {
      rig.accept(new AlertChange(alert, Labels.empty(), startsAt, endsAt, "", null));
    }

    /** All is well again, until every silence and every time interval is over. */
    private void settle() {
      outcome = new Outcome.Delivered("taken");
      rig.receiversDo(channel -> answer());
      rig.begin();
      Instant calm = clock.instant().plus(Duration.ofHours(5));
      while (clock.instant().isBefore(calm) || RandomRouting.isNearAnInterval(clock.instant())) {
        say();
        clock.advance(STEP);
      }
      reigns.getLast().goOn(clock.instant());
    }

    /** What each channel was told of each group; a message that came twice counts once. */
    private Map<String, List<Rig.Delivery>> conversations() {
      Map<String, List<Rig.Delivery>> found = new TreeMap<>();
      Set<String> ids = new HashSet<>();
      for (Rig.Delivery delivery : rig.delivered()) {
        if (ids.add(delivery.channel() + delivery.notification().id())) {
          String key = delivery.channel() + " " + delivery.notification().groupKey();
          found.computeIfAbsent(key, k -> new ArrayList<>()).add(delivery);
        }
      }
      return found;
    }

    private static Set<Labels> told(Rig.Delivery delivery, boolean firing) {
      Set<Labels> labels = new HashSet<>();
      delivery.notification().alerts().stream()
          .filter(alert -> alert.firing() == firing)
          .forEach(alert -> labels.add(alert.labels()));
      return labels;
    }

    /** The shortest of those configurations that may have been in force. */
    private Duration repeatInterval(Notification notification) {
      Labels first = notification.alerts().getFirst().labels();
      return reigns.stream()
          .filter(reign -> reign.covers(notification.due()))
          .flatMap(reign -> reign.routing.places(first).stream())
          .filter(place -> place.groupKey().equals(notification.groupKey()))
          .map(RandomRouting.Place::repeatInterval)
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }

    private void requireNoDuplicates() {
      for (List<Rig.Delivery> conversation : conversations().values()) {
        for (int i = 1; i < conversation.size(); i++) {
          Rig.Delivery before = conversation.get(i - 1);
          Rig.Delivery after = conversation.get(i);
          boolean news =
              !told(before, true).containsAll(told(after, true)) || !told(after, false).isEmpty();
          if (!news) {
            assertThat(Duration.between(before.notification().due(), after.notification().due()))
                .as("%s after %s", after, before)
                .isGreaterThan(repeatInterval(after.notification()));
          }
        }
      }
    }

    private void requireBeginningsBeforeEnds() {
      for (List<Rig.Delivery> conversation : conversations().values()) {
        Set<Labels> believed = new HashSet<>();
        for (Rig.Delivery delivery : conversation) {
          assertThat(believed).containsAll(told(delivery, false));
          believed.removeAll(told(delivery, false));
          believed.addAll(told(delivery, true));
        }
      }
    }

    private Map<String, Set<Labels>> beliefs() {
      Map<String, Set<Labels>> beliefs = new HashMap<>();
      conversations()
          .forEach(
              (conversation, deliveries) ->
                  deliveries.forEach(
                      delivery -> {
                        Set<Labels> believed =
                            beliefs.computeIfAbsent(conversation, c -> new HashSet<>());
                        believed.removeAll(told(delivery, false));
                        believed.addAll(told(delivery, true));
                      }));
      return beliefs;
    }

    private void requireNothingLost() {
      Map<String, Set<Labels>> beliefs = beliefs();
      for (Labels alert : firing.keySet()) {
        for (RandomRouting.Place place : routing.places(alert)) {
          boolean held = routing.holdsBack(alert, place, firing.keySet(), clock.instant());
          for (Channel channel : place.to()) {
            Set<Labels> believed = beliefs.getOrDefault(place.conversation(channel), Set.of());
            assertThat(held || believed.contains(alert))
                .as("%s must know of %s", place.conversation(channel), alert)
                .isTrue();
          }
        }
      }
    }

    private void requireReasons() {
      for (Episode episode : episodes) {
        for (RandomRouting.Place place : episode.routing().places(episode.alert())) {
          for (Channel channel : place.to()) {
            assertThat(wasTold(episode, channel) || hasReason(episode, place, channel))
                .as("a message or a reason for %s to %s in %s", episode, channel, place.route())
                .isTrue();
          }
        }
      }
    }

    /** Whether a message of the time told the channel that it fires. */
    private boolean wasTold(Episode episode, Channel channel) {
      return rig.delivered().stream()
          .filter(d -> d.channel().equals(channel))
          .filter(d -> !d.notification().due().isBefore(episode.since()))
          .filter(d -> !d.notification().due().isAfter(episode.until()))
          .anyMatch(d -> told(d, true).contains(episode.alert()));
    }

    private boolean hasReason(Episode episode, RandomRouting.Place place, Channel channel) {
      String fingerprint = episode.alert().fingerprintText();
      String group = place.groupKey();
      Instant last = episode.until().plus(RESOLVED_TOLD_FOR);
      return rig.decisions().stream()
          .filter(d -> !d.at().isBefore(episode.since()) && !d.at().isAfter(last))
          .anyMatch(d -> isReason(d, fingerprint, group, channel));
    }

    private static boolean isReason(
        DecisionRecord decision, String fingerprint, String group, Channel channel) {
      return switch (decision.step()) {
        case INHIBIT, SILENCE -> decision.subject().equals(fingerprint);
        case MUTE -> decision.subject().equals(group);
        case NOTIFY ->
            decision.subject().equals(group)
                && channel.toString().equals(decision.details().get("channel"))
                && !decision.outcome().equals("delivered");
        case CHECK, RULE, ROUTE, GROUP, ACTION -> false;
      };
    }
  }
}
