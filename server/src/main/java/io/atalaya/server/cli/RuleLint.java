package io.atalaya.server.cli;

import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What looks wrong in rules without being a fault, in promtool's words. */
final class RuleLint {
  /** The names that {@code --lint} takes, and what is left out without it. */
  static final String DUPLICATES = "duplicate-rules";

  static final String ALL = "all";
  static final String NONE = "none";

  /** What makes two rules the same to their readers. */
  private record Identity(String name, Labels labels) implements Comparable<Identity> {
    private static final Comparator<Identity> ORDER =
        Comparator.comparing(Identity::name).thenComparing(Identity::labels);

    @Override
    public int compareTo(Identity other) {
      return ORDER.compare(this, other);
    }
  }

  private RuleLint() {}

  /**
   * Tells of rules that write the same series or raise the same alert: they disturb each other.
   *
   * @return lines; none if there is nothing to tell
   */
  static List<String> duplicates(List<RuleGroup> groups) {
    Collection<Identity> twice = twice(groups);
    if (twice.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("lint error " + twice.size() + " duplicate rule(s) found.");
    for (Identity rule : twice) {
      lines.add("Metric: " + rule.name());
      lines.add("Label(s):");
      rule.labels().toMap().forEach((name, value) -> lines.add("\t" + name + ": " + value));
    }
    lines.add("Might cause inconsistency while recording expressions");
    return lines;
  }

  private static Collection<Identity> twice(List<RuleGroup> groups) {
    Set<Identity> seen = new HashSet<>();
    Set<Identity> twice = new TreeSet<>();
    for (RuleGroup group : groups) {
      for (Rule rule : group.rules()) {
        Map<String, String> labels = new TreeMap<>(group.labels());
        labels.putAll(rule.labels());
        Identity identity = new Identity(rule.name(), Labels.of(labels));
        if (!seen.add(identity)) {
          twice.add(identity);
        }
      }
    }
    return twice;
  }
}
