package io.atalaya.alert.route;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of the routing tree as it was written: what is null is inherited from the node above, and
 * at the root from Alertmanager's defaults (see {@link RouteNode}).
 *
 * @param receiver name of the receiver, or null
 * @param groupBy labels to group by; {@link #ALL_LABELS} alone for all of them; empty for one group
 *     of everything; or null
 * @param matchers all must match; those of the old keys {@code match} and {@code match_re} too,
 *     where Alertmanager keeps an expression of {@code match_re} as {@code ^(?:…)$}, which group
 *     keys show
 * @param continues whether nodes after this one are tried too: the key of that name; false by
 *     default
 * @param groupWait how long a new group waits for more alerts, or null
 * @param groupInterval how long until a group that changed is told of again, or null
 * @param repeatInterval how long until a group that did not change is told of again, or null
 * @param muteTimeIntervals names of time intervals in which nothing is told; not inherited
 * @param activeTimeIntervals names of the only time intervals in which something is told; not
 *     inherited
 * @param labels templates of labels for the message; added to those of the node above
 * @param routes nodes below, tried in order
 */
public record Route(
    @Nullable String receiver,
    @Nullable List<String> groupBy,
    List<Matcher> matchers,
    boolean continues,
    @Nullable Duration groupWait,
    @Nullable Duration groupInterval,
    @Nullable Duration repeatInterval,
    List<String> muteTimeIntervals,
    List<String> activeTimeIntervals,
    Map<String, String> labels,
    List<Route> routes) {
  /** In {@code group_by}: group by all labels. */
  public static final String ALL_LABELS = "...";

  /** Copies, and refuses what Alertmanager refuses, in its words. */
  public Route {
    groupBy = groupBy == null ? null : List.copyOf(groupBy);
    matchers = List.copyOf(matchers);
    muteTimeIntervals = List.copyOf(muteTimeIntervals);
    activeTimeIntervals = List.copyOf(activeTimeIntervals);
    labels = Labels.of(labels).toMap();
    routes = List.copyOf(routes);
    requireGoodGrouping(groupBy == null ? List.of() : groupBy);
    requireNotZero("group_interval", groupInterval);
    requireNotZero("repeat_interval", repeatInterval);
  }

  private static void requireGoodGrouping(List<String> groupBy) {
    if (groupBy.contains(ALL_LABELS) && Set.copyOf(groupBy).size() > 1) {
      throw new IllegalArgumentException(
          "cannot have wildcard group_by (`...`) and other labels at the same time");
    }
    Set<String> seen = new HashSet<>();
    for (String label : groupBy) {
      if (label.isEmpty()) {
        throw new IllegalArgumentException("invalid label name \"\" in group_by list");
      }
      if (!seen.add(label) && !label.equals(ALL_LABELS)) {
        throw new IllegalArgumentException("duplicated label \"" + label + "\" in group_by");
      }
    }
  }

  private static void requireNotZero(String key, @Nullable Duration value) {
    if (value != null && value.isZero()) {
      throw new IllegalArgumentException(key + " cannot be zero");
    }
  }

  /** A root without further nodes, everything else at its default. */
  public static Route to(String receiver) {
    return new Route(
        receiver, null, List.of(), false, null, null, null, List.of(), List.of(), Map.of(),
        List.of());
  }
}
