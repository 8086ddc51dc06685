package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Divides a group into parts whose rules may be evaluated at the same time, because none of them
 * reads what another one writes. As Prometheus does it:
 *
 * <ol>
 *   <li>all rules that read of no rule before them
 *   <li>one by one: rules that read of another and are read by another
 *   <li>all rules that read of another and are read by none
 * </ol>
 *
 * A selector without a name may read anything: then there is one rule at a time.
 */
final class RuleBatches {
  private static final Set<String> OF_ALERTS = Set.of("ALERTS", "ALERTS_FOR_STATE");

  private final List<RunningRule> rules;
  private final Set<RunningRule> reading = new HashSet<>();
  private final Set<RunningRule> read = new HashSet<>();

  private RuleBatches(List<RunningRule> rules) {
    this.rules = rules;
  }

  /** One rule at a time. */
  static List<List<RunningRule>> singles(List<RunningRule> rules) {
    return rules.stream().map(List::of).toList();
  }

  /** The parts, in the order in which they must be evaluated. */
  static List<List<RunningRule>> of(List<RunningRule> rules) {
    RuleBatches batches = new RuleBatches(rules);
    for (int i = 0; i < rules.size(); i++) {
      Optional<List<List<Matcher>>> selectors = rules.get(i).selectors();
      if (selectors.isEmpty()) {
        return singles(rules);
      }
      for (List<Matcher> selector : selectors.get()) {
        Optional<Matcher> name = matcher(selector, Labels.METRIC_NAME);
        if (name.isEmpty()) {
          return singles(rules);
        }
        batches.note(i, selector, name.get());
      }
    }
    return batches.divided();
  }

  private static Optional<Matcher> matcher(List<Matcher> selector, String label) {
    return selector.stream().filter(m -> m.name().equals(label)).findFirst();
  }

  private void note(int index, List<Matcher> selector, Matcher name) {
    boolean ofAlerts = OF_ALERTS.stream().anyMatch(name::matches);
    Optional<Matcher> alert = matcher(selector, RunningAlertingRule.ALERTNAME);
    for (RunningRule before : rules.subList(0, index)) {
      String other = before.rule().name();
      boolean asAlert =
          ofAlerts
              && before.asAlerting() != null
              && alert.map(matcher -> matcher.matches(other)).orElse(true);
      if (name.matches(other) || asAlert) {
        reading.add(rules.get(index));
        read.add(before);
      }
    }
  }

  private List<List<RunningRule>> divided() {
    List<List<RunningRule>> parts = new ArrayList<>();
    parts.add(rules.stream().filter(rule -> !reading.contains(rule)).toList());
    rules.stream()
        .filter(rule -> reading.contains(rule) && read.contains(rule))
        .forEach(rule -> parts.add(List.of(rule)));
    parts.add(
        rules.stream().filter(rule -> reading.contains(rule) && !read.contains(rule)).toList());
    parts.removeIf(List::isEmpty);
    return parts;
  }
}
