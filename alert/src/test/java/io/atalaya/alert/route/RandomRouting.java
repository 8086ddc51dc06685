package io.atalaya.alert.route;

import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A configuration drawn by chance, for alerts with the labels {@code alertname} (A0 to A5), {@code
 * host}, {@code severity} (s0, s1) and {@code team} (t0 to t3); and, by the words of the manual,
 * what it means for an alert.
 */
public final class RandomRouting {
  private final RoutingConfig config;
  private final RouteNode root;

  public RandomRouting(Random random) {
    config = config(random);
    root = new RouteNode(config.route());
  }

  public RoutingConfig config() {
    return config;
  }

  /** Who is told of an alert, by which route, and in which group. */
  public record Place(String route, String groupKey, Duration repeatInterval, Set<Channel> to) {
    /** The name of all that a channel is told of the group. */
    public String conversation(Channel channel) {
      return channel + " " + groupKey;
    }
  }

  public List<Place> places(Labels alert) {
    return root.match(alert).stream().map(node -> place(node, alert)).toList();
  }

  private Place place(RouteNode node, Labels alert) {
    String key = new AlertGroup(node, node.groupLabels(alert), Instant.EPOCH).key();
    Receiver receiver =
        config.receivers().stream()
            .filter(r -> r.name().equals(node.receiver()))
            .findFirst()
            .orElseThrow();
    return new Place(node.key(), key, node.repeatInterval(), receiver.channels().keySet());
  }

  /** Whether nobody is told by a route while these fire; silences are not looked at. */
  public boolean holdsBack(Labels alert, Place place, Collection<Labels> firing, Instant now) {
    RouteNode node =
        root.match(alert).stream()
            .filter(n -> n.key().equals(place.route()))
            .findFirst()
            .orElseThrow();
    boolean inhibited =
        config.inhibitRules().stream()
            .anyMatch(rule -> firing.stream().anyMatch(s -> inhibits(rule, s, alert)));
    boolean muted = node.muteTimeIntervals().stream().anyMatch(name -> contains(name, now));
    boolean inactive =
        !node.activeTimeIntervals().isEmpty()
            && node.activeTimeIntervals().stream().noneMatch(name -> contains(name, now));
    return inhibited || muted || inactive;
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

  private static boolean contains(String interval, Instant now) {
    return intervals().stream().anyMatch(i -> i.name().equals(interval) && i.contains(now));
  }

  /** Whether a time interval began or ended within the last half an hour. */
  public static boolean isNearAnInterval(Instant now) {
    Instant shortlyBefore = now.minus(Duration.ofMinutes(30));
    return intervals().stream().anyMatch(i -> i.contains(now) != i.contains(shortlyBefore));
  }

  private static RoutingConfig config(Random random) {
    List<Route> children = new ArrayList<>();
    for (int team = 0; team < random.nextInt(4); team++) {
      List<Matcher> matchers = List.of(Matcher.equal("team", "t" + team));
      List<String> muting = random.nextInt(4) == 0 ? List.of("lunch") : List.of();
      List<String> active = random.nextInt(5) == 0 ? List.of("office") : List.of();
      children.add(route(random, "r" + random.nextInt(3), matchers, muting, active, List.of()));
    }
    Route top = route(random, "r0", List.of(), List.of(), List.of(), children);
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
    return new RoutingConfig(Duration.ofMinutes(5), top, rules, intervals(), receivers, List.of());
  }

  private static Route route(
      Random random,
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
}
