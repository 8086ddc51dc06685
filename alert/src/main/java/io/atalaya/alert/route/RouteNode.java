package io.atalaya.alert.route;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A node of the routing tree with everything it inherits filled in.
 *
 * <p>Defaults of the root: group wait 30 s, group interval 5 min, repeat interval 4 h, one group
 * for everything.
 */
final class RouteNode {
  private static final Duration GROUP_WAIT = Duration.ofSeconds(30);
  private static final Duration GROUP_INTERVAL = Duration.ofMinutes(5);
  private static final Duration REPEAT_INTERVAL = Duration.ofHours(4);

  private final String key;
  private final String id;
  private final String receiver;
  private final List<Matcher> matchers;
  private final boolean continues;
  private final Set<String> groupBy;
  private final boolean groupByAll;
  private final Duration groupWait;
  private final Duration groupInterval;
  private final Duration repeatInterval;
  private final List<String> muteTimeIntervals;
  private final List<String> activeTimeIntervals;
  private final Map<String, String> labels;
  private final List<RouteNode> children = new ArrayList<>();

  /** The root of a tree. */
  RouteNode(Route root) {
    this(root, null, 0);
  }

  private RouteNode(Route route, @Nullable RouteNode parent, int position) {
    matchers = route.matchers().stream().sorted(MATCHER_ORDER).toList();
    String own = MatcherText.of(matchers);
    key = parent == null ? own : parent.key + "/" + own;
    id = parent == null ? own : parent.id + "/" + own + "/" + position;
    String named = route.receiver();
    receiver = named == null || named.isEmpty() ? inherited(parent).receiver : named;
    continues = route.continues();
    List<String> by = route.groupBy();
    groupByAll = by == null ? parent != null && parent.groupByAll : by.contains(Route.ALL_LABELS);
    groupBy = by == null ? (parent == null ? Set.of() : parent.groupBy) : new TreeSet<>(by);
    groupWait = or(route.groupWait(), parent == null ? GROUP_WAIT : parent.groupWait);
    groupInterval =
        or(route.groupInterval(), parent == null ? GROUP_INTERVAL : parent.groupInterval);
    repeatInterval =
        or(route.repeatInterval(), parent == null ? REPEAT_INTERVAL : parent.repeatInterval);
    muteTimeIntervals = route.muteTimeIntervals();
    activeTimeIntervals = route.activeTimeIntervals();
    Map<String, String> merged = new LinkedHashMap<>(parent == null ? Map.of() : parent.labels);
    merged.putAll(route.labels());
    labels = Map.copyOf(merged);
    for (int i = 0; i < route.routes().size(); i++) {
      children.add(new RouteNode(route.routes().get(i), this, i));
    }
  }

  private static final Comparator<Matcher> MATCHER_ORDER =
      Comparator.comparing(Matcher::name, Labels::compareUtf8)
          .thenComparing(Matcher::value, Labels::compareUtf8)
          .thenComparing(Matcher::type);

  private static RouteNode inherited(@Nullable RouteNode parent) {
    return Objects.requireNonNull(parent, "root route must specify a default receiver");
  }

  private static Duration or(@Nullable Duration own, Duration inherited) {
    return own == null ? inherited : own;
  }

  /**
   * The nodes that take an alert, depth first: the deepest that match; among siblings the first,
   * and further ones if it says to continue.
   */
  List<RouteNode> match(Labels alert) {
    List<RouteNode> found = new ArrayList<>();
    match(alert, found);
    return found;
  }

  private boolean match(Labels alert, List<RouteNode> found) {
    if (!matchers.stream().allMatch(matcher -> matcher.matches(alert))) {
      return false;
    }
    boolean below = false;
    for (RouteNode child : children) {
      boolean matched = child.match(alert, found);
      below |= matched;
      if (matched && !child.continues) {
        break;
      }
    }
    if (!below) {
      found.add(this);
    }
    return true;
  }

  /** The labels that an alert's group has in common here. */
  Labels groupLabels(Labels alert) {
    return groupByAll ? alert : alert.only(groupBy);
  }

  /** What names a group of this node: Alertmanager's group key. */
  String groupKey(Labels groupLabels) {
    return key + ":" + MatcherText.of(groupLabels);
  }

  /** Matchers from the root to here; two nodes may have the same. */
  String key() {
    return key;
  }

  /** As {@link #key}, with positions; no other node has the same. */
  String id() {
    return id;
  }

  String receiver() {
    return receiver;
  }

  Duration groupWait() {
    return groupWait;
  }

  Duration groupInterval() {
    return groupInterval;
  }

  Duration repeatInterval() {
    return repeatInterval;
  }

  List<String> muteTimeIntervals() {
    return muteTimeIntervals;
  }

  List<String> activeTimeIntervals() {
    return activeTimeIntervals;
  }

  Map<String, String> labels() {
    return labels;
  }
}
