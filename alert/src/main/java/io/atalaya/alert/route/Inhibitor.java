package io.atalaya.alert.route;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Knows which firing alerts inhibit which others. An alert that matches both sides of a rule is not
 * inhibited by one for which the same is true, so no alert inhibits itself.
 */
final class Inhibitor {
  private final List<Watch> watches;

  Inhibitor(List<InhibitRule> rules) {
    watches = rules.stream().map(Watch::new).toList();
  }

  /** A rule with the alerts that match its source side, by the values that must be equal. */
  private record Watch(InhibitRule rule, Map<Labels, Map<Labels, TrackedAlert>> sources) {
    Watch(InhibitRule rule) {
      this(rule, new HashMap<>());
    }
  }

  /**
   * What inhibits an alert.
   *
   * @param rule which says so
   * @param source the firing alert
   */
  record Inhibition(InhibitRule rule, Labels source) {}

  void update(TrackedAlert alert) {
    for (Watch watch : watches) {
      if (matches(watch.rule().sourceMatchers(), alert.labels())) {
        Labels equal = alert.labels().only(watch.rule().equal());
        watch.sources().computeIfAbsent(equal, e -> new TreeMap<>()).put(alert.labels(), alert);
      }
    }
  }

  void remove(Labels alert) {
    for (Watch watch : watches) {
      Labels equal = alert.only(watch.rule().equal());
      watch.sources().computeIfPresent(equal, (e, sources) -> without(sources, alert));
    }
  }

  @SuppressWarnings(
      "NullAway") // null takes the key out of the map: the contract of computeIfPresent
  private static Map<Labels, TrackedAlert> without(
      Map<Labels, TrackedAlert> sources, Labels alert) {
    sources.remove(alert);
    return sources.isEmpty() ? null : sources;
  }

  Optional<Inhibition> inhibiting(Labels target, Instant now) {
    for (Watch watch : watches) {
      InhibitRule rule = watch.rule();
      if (!matches(rule.targetMatchers(), target)) {
        continue;
      }
      boolean both = matches(rule.sourceMatchers(), target);
      Map<Labels, TrackedAlert> sources =
          watch.sources().getOrDefault(target.only(rule.equal()), Map.of());
      for (TrackedAlert source : sources.values()) {
        boolean sourceIsBoth = both && matches(rule.targetMatchers(), source.labels());
        if (!source.resolvedAt(now) && !sourceIsBoth) {
          return Optional.of(new Inhibition(rule, source.labels()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(List<Matcher> matchers, Labels labels) {
    return matchers.stream().allMatch(matcher -> matcher.matches(labels));
  }
}
