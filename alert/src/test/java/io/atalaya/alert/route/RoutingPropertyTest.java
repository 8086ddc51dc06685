package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.MemoryFolder;
import io.atalaya.alert.Rig;
import io.atalaya.alert.notify.Channel;
import io.atalaya.alert.notify.Receiver;
import io.atalaya.alert.notify.ReceiverConfig;
import io.atalaya.alert.notify.WebhookConfig;
import io.atalaya.alert.silence.Silence;
import io.atalaya.model.AlertChange;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Half a day of a troubled operation under a configuration drawn from a seed: routes, silences,
 * inhibitions and time intervals, alerts that come and go, receivers that fail in every way, clocks
 * that jump, and a process that dies anywhere, in the middle of a write and after a receiver took a
 * message that nobody could note any more. A simple model says what must be true:
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
      try (Stream<Path> files = Files.list(dir)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(dir);
    }
  }

  /** The process is gone, at once. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** An alert that fired for a while. */
  private record Episode(Labels alert, Instant since, Instant until) {}

  /** One run. */
  private static final class Operation {
    private final Random random;
    private final VirtualScheduler clock = new VirtualScheduler(START);
    private final RoutingConfig config;
    private final RouteNode root;
    private final Rig rig;
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
      config = randomConfig();
      root = new RouteNode(config.route());
      rig = new Rig(dir, clock, config);
      rig.receiversDo(channel -> answer());
      rig.begin();
    }

    private Outcome answer() {
      return outcome;
    }

    private RoutingConfig randomConfig() {
      List<Route> children = new ArrayList<>();
      for (int team = 0; team < random.nextInt(4); team++) {
        List<Matcher> matchers = List.of(Matcher.equal("team", "t" + team));
        List<String> muting = random.nextInt(4) == 0 ? List.of("lunch") : List.of();
        List<String> active = random.nextInt(5) == 0 ? List.of("office") : List.of();
        children.add(route("r" + random.nextInt(3), matchers, muting, active, List.of()));
      }
      Route top = route("r0", List.of(), List.of(), List.of(), children);
      List<InhibitRule> rules =
          random.nextBoolean()
              ? List.of()
              : List.of(
                  new InhibitRule(
                      "rack",
                      List.of(Matcher.equal("alertname", "A0")),
                      List.of(Matcher.equal("severity", "s1")),
                      random.nextBoolean() ? List.of("host") : List.of()));
      List<Receiver> receivers = List.of(receiver("r0", 2), receiver("r1", 1), receiver("r2", 1));
      return new RoutingConfig(
          Duration.ofMinutes(5), top, rules, intervals(), receivers, List.of());
    }

    private Route route(
        String receiver,
        List<Matcher> matchers,
        List<String> muting,
        List<String> active,
        List<Route> children) {
      List<List<String>> groupings =
          List.of(
              List.of(), List.of("team"), List.of("alertname", "host"), List.of(Route.ALL_LABELS));
      return new Route(
          receiver,
          groupings.get(random.nextInt(groupings.size())),
          matchers,
          !matchers.isEmpty() && random.nextBoolean(),
          Duration.ofSeconds(random.nextInt(90)),
          Duration.ofSeconds(60 + random.nextInt(300)),
          Duration.ofMinutes(60 + random.nextInt(180)),
          muting,
          active,
          Map.of(),
          children);
    }

    private static Receiver receiver(String name, int channels) {
      List<ReceiverConfig> configs = new ArrayList<>();
      for (int i = 0; i < channels; i++) {
        configs.add(WebhookConfig.to("http://" + name + i + ".example"));
      }
      return new Receiver(name, configs);
    }

    private static List<TimeInterval> intervals() {
      return List.of(interval("lunch", "02:00", "03:00"), interval("office", "01:00", "24:00"));
    }

    private static TimeInterval interval(String name, String from, String to) {
      return new TimeInterval(
          name,
          List.of(
              new TimePeriod(
                  List.of(TimePeriod.timeRange(from, to)),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  ZoneOffset.UTC)));
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        trouble();
        say();
        advance(STEP);
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
        case 14 -> rig.reload(config);
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
          episodes.add(new Episode(alert, since, clock.instant()));
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
      while (clock.instant().isBefore(calm) || isNearAnInterval(clock.instant())) {
        say();
        clock.advance(STEP);
      }
    }

    private static boolean isNearAnInterval(Instant now) {
      Instant shortlyBefore = now.minus(Duration.ofMinutes(30));
      return intervals().stream().anyMatch(i -> i.contains(now) != i.contains(shortlyBefore));
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

    private Duration repeatInterval(Notification notification) {
      Labels first = notification.alerts().getFirst().labels();
      return root.match(first).stream()
          .filter(node -> groupKey(node, first).equals(notification.groupKey()))
          .findFirst()
          .orElseThrow()
          .repeatInterval();
    }

    private static String groupKey(RouteNode node, Labels alert) {
      return new AlertGroup(node, node.groupLabels(alert), START).key();
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
        for (RouteNode node : root.match(alert)) {
          for (Channel channel : channels(node)) {
            String conversation = channel + " " + groupKey(node, alert);
            boolean known = beliefs.getOrDefault(conversation, Set.of()).contains(alert);
            assertThat(known || isHeldBack(alert, node))
                .as("%s must know of %s", conversation, alert)
                .isTrue();
          }
        }
      }
    }

    private Set<Channel> channels(RouteNode node) {
      return config.receivers().stream()
          .filter(receiver -> receiver.name().equals(node.receiver()))
          .findFirst()
          .orElseThrow()
          .channels()
          .keySet();
    }

    /** By the words of the manual; silences are all over. */
    private boolean isHeldBack(Labels alert, RouteNode node) {
      Instant now = clock.instant();
      boolean inhibited =
          config.inhibitRules().stream()
              .anyMatch(rule -> firing.keySet().stream().anyMatch(s -> inhibits(rule, s, alert)));
      boolean muted = node.muteTimeIntervals().stream().anyMatch(name -> contains(name, now));
      boolean inactive =
          !node.activeTimeIntervals().isEmpty()
              && node.activeTimeIntervals().stream().noneMatch(name -> contains(name, now));
      return inhibited || muted || inactive;
    }

    private static boolean contains(String interval, Instant now) {
      return intervals().stream().anyMatch(i -> i.name().equals(interval) && i.contains(now));
    }

    private static boolean inhibits(InhibitRule rule, Labels source, Labels target) {
      return matches(rule.sourceMatchers(), source)
          && matches(rule.targetMatchers(), target)
          && !(matches(rule.targetMatchers(), source) && matches(rule.sourceMatchers(), target))
          && rule.equal().stream().allMatch(l -> source.get(l).equals(target.get(l)));
    }

    private static boolean matches(List<Matcher> matchers, Labels labels) {
      return matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }

    private void requireReasons() {
      for (Episode episode : episodes) {
        for (RouteNode node : root.match(episode.alert())) {
          for (Channel channel : channels(node)) {
            assertThat(wasTold(episode, channel) || hasReason(episode, node, channel))
                .as("a message or a reason for %s to %s in %s", episode, channel, node.key())
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

    private boolean hasReason(Episode episode, RouteNode node, Channel channel) {
      String fingerprint = episode.alert().fingerprintText();
      String group = groupKey(node, episode.alert());
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
