package io.atalaya.alert.route;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.TemplateFile;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is told of what, and when: an Alertmanager configuration.
 *
 * @param resolveTimeout how long an alert from outside that names no end counts after it was last
 *     heard of; 5 minutes by default
 * @param route root of the routing tree
 * @param inhibitRules which alerts silence which others
 * @param timeIntervals what routes mean by the names in mute and active time intervals; those of
 *     the old key {@code mute_time_intervals} too
 * @param receivers everybody who can be told
 * @param templates files that receivers' texts may use
 */
public record RoutingConfig(
    Duration resolveTimeout,
    Route route,
    List<InhibitRule> inhibitRules,
    List<TimeInterval> timeIntervals,
    List<Receiver> receivers,
    List<TemplateFile> templates) {
  /** Alertmanager's {@code resolve_timeout}. */
  public static final Duration DEFAULT_RESOLVE_TIMEOUT = Duration.ofMinutes(5);

  /** Copies, and refuses what Alertmanager refuses, in its words. */
  public RoutingConfig {
    inhibitRules = List.copyOf(inhibitRules);
    timeIntervals = List.copyOf(timeIntervals);
    receivers = List.copyOf(receivers);
    templates = List.copyOf(templates);
    Set<String> receiverNames = uniqueReceivers(receivers);
    requireGoodRoot(route);
    requireReceivers(route, receiverNames);
    requireIntervals(route, uniqueIntervals(timeIntervals));
  }

  private static Set<String> uniqueReceivers(List<Receiver> receivers) {
    Set<String> names = new HashSet<>();
    for (Receiver receiver : receivers) {
      if (!names.add(receiver.name())) {
        throw new IllegalArgumentException(
            "notification config name \"" + receiver.name() + "\" is not unique");
      }
    }
    return names;
  }

  private static Set<String> uniqueIntervals(List<TimeInterval> intervals) {
    Set<String> names = new HashSet<>();
    for (TimeInterval interval : intervals) {
      if (!names.add(interval.name())) {
        throw new IllegalArgumentException(
            "time interval \"" + interval.name() + "\" is not unique");
      }
    }
    return names;
  }

  private static void requireGoodRoot(Route root) {
    String receiver = root.receiver();
    if (receiver == null || receiver.isEmpty()) {
      throw new IllegalArgumentException("root route must specify a default receiver");
    }
    require(!root.continues(), "cannot have continue in root route");
    require(root.matchers().isEmpty(), "root route must not have any matchers");
    require(root.muteTimeIntervals().isEmpty(), "root route must not have any mute time intervals");
    require(
        root.activeTimeIntervals().isEmpty(), "root route must not have any active time intervals");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private static void requireReceivers(Route route, Set<String> names) {
    for (Route child : route.routes()) {
      requireReceivers(child, names);
    }
    String receiver = route.receiver();
    require(
        receiver == null || receiver.isEmpty() || names.contains(receiver),
        "undefined receiver \"" + receiver + "\" used in route");
  }

  private static void requireIntervals(Route route, Set<String> names) {
    for (Route child : route.routes()) {
      requireIntervals(child, names);
    }
    for (List<String> used : List.of(route.activeTimeIntervals(), route.muteTimeIntervals())) {
      for (String name : used) {
        require(names.contains(name), "undefined time interval \"" + name + "\" used in route");
      }
    }
  }
}
