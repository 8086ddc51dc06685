package io.atalaya.alert.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Rules that are evaluated together: one after the other, at the same instants, each seeing what
 * those before it recorded.
 *
 * @param name unique within its file
 * @param file where it was read from; with the name its identity
 * @param interval time between evaluations, > 0; the reader fills in the global {@code
 *     evaluation_interval} (1 minute by default)
 * @param limit how many alerts or series a rule may give before it counts as failed; 0 for no limit
 * @param queryOffset how long before the instant of evaluation the expressions look; the reader
 *     fills in the global {@code rule_query_offset} (0 by default)
 * @param labels labels added to every rule that has none of that name
 * @param rules in the order of evaluation, the group's labels not yet added
 */
public record RuleGroup(
    String name,
    String file,
    Duration interval,
    int limit,
    Duration queryOffset,
    Map<String, String> labels,
    List<Rule> rules) {
  /** Copies, and refuses an interval that is no time. */
  public RuleGroup {
    labels = AlertingRule.sortedCopy(labels);
    rules = List.copyOf(rules);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("Groupname must not be empty");
    }
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("group " + name + ": interval must be more than 0");
    }
    if (limit < 0) {
      throw new IllegalArgumentException("group " + name + ": limit must not be negative");
    }
  }

  /** What tells it apart from every other group: {@code file;name}. */
  public String key() {
    return file + ";" + name;
  }
}
