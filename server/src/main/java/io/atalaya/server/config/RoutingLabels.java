package io.atalaya.server.config;

import io.atalaya.alert.route.InhibitRule;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.model.Labels;
import io.atalaya.server.config.yaml.NearestName;
import io.atalaya.server.config.yaml.Section;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns of labels under {@code group_by} and {@code equal} that look like misspelt ones: no rule
 * names them, but one that is nearly the same. It is no more than a hint, for an alert may have
 * labels of its series, or come from elsewhere.
 */
final class RoutingLabels {
  /** Lists of labels, as in {@code by (a, b)}. */
  private static final Pattern LISTS =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

  /** The label of a matcher, as in <code>{a="b"}</code>. */
  private static final Pattern MATCHERS =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)\\s*[\"'`]");

  private final Section section;
  private final Set<String> known;

  private RoutingLabels(Section section, Set<String> known) {
    this.section = section;
    this.known = known;
  }

  static void check(Section s, RoutingConfig routing, List<RuleGroup> groups, Labels external) {
    Set<String> known = new TreeSet<>(Set.of("alertname", "instance", "job"));
    boolean any = false;
    for (RuleGroup group : groups) {
      known.addAll(group.labels().keySet());
      for (var rule : group.rules()) {
        any |= rule instanceof AlertingRule;
        known.addAll(rule.labels().keySet());
        addNamed(rule.expr(), known);
      }
    }
    for (int i = 0; i < external.size(); i++) {
      known.add(external.name(i));
    }
    if (any) {
      new RoutingLabels(s, known).check(routing);
    }
  }

  private static void addNamed(String expression, Set<String> known) {
    for (Matcher list = LISTS.matcher(expression); list.find(); ) {
      for (String name : list.group(1).split(",")) {
        known.add(name.strip());
      }
    }
    for (Matcher matcher = MATCHERS.matcher(expression); matcher.find(); ) {
      known.add(matcher.group(1));
    }
  }

  private void check(RoutingConfig routing) {
    Set<String> grouping = new TreeSet<>();
    addGrouping(routing.route(), grouping);
    grouping.remove(Route.ALL_LABELS);
    grouping.forEach(label -> check("route", "group_by", label));
    Set<String> equal = new TreeSet<>();
    for (InhibitRule rule : routing.inhibitRules()) {
      equal.addAll(rule.equal());
    }
    equal.forEach(label -> check("inhibit_rules", "equal", label));
  }

  private static void addGrouping(Route route, Set<String> labels) {
    List<String> own = route.groupBy();
    labels.addAll(own == null ? List.of() : own);
    route.routes().forEach(child -> addGrouping(child, labels));
  }

  private void check(String key, String where, String label) {
    if (known.contains(label)) {
      return;
    }
    NearestName.of(label, known)
        .ifPresent(
            near ->
                section
                    .problems()
                    .warning(
                        section.at(key),
                        "no rule names the label \"" + label + "\" of " + where,
                        "did you mean \"" + near + "\"?"));
  }
}
