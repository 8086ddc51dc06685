package io.atalaya.server.api.prometheus;

import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.model.Matcher;
import io.atalaya.server.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which rules a request wants; an empty list wants all.
 *
 * @param type which kind of rule, as the parameter says it; empty for both
 * @param rules names
 * @param groups names
 * @param files as the groups name them
 * @param selectors of the rules' labels, one of which must match
 * @param alerts whether the alerts of the rules are wanted too
 */
record RuleFilter(
    String type,
    List<String> rules,
    List<String> groups,
    List<String> files,
    List<List<Matcher>> selectors,
    boolean alerts) {
  private static final Set<String> YES = Set.of("1", "t", "true");
  private static final Set<String> NO = Set.of("", "0", "f", "false");

  static RuleFilter of(HttpRequest request, Queries queries) {
    List<List<Matcher>> selectors = Parameters.selectors(request, queries);
    String type = request.parameter("type").toLowerCase(Locale.ROOT);
    if (!type.isEmpty() && !type.equals("alert") && !type.equals("record")) {
      throw ApiError.badParameter("type", "not supported value \"" + type + "\"");
    }
    return new RuleFilter(
        type,
        request.parameters("rule_name[]"),
        request.parameters("rule_group[]"),
        request.parameters("file[]"),
        selectors,
        !excludesAlerts(request));
  }

  private static boolean excludesAlerts(HttpRequest request) {
    String value = request.parameter("exclude_alerts").toLowerCase(Locale.ROOT);
    if (!YES.contains(value) && !NO.contains(value)) {
      throw ApiError.badParameter(
          "exclude_alerts",
          "error converting exclude_alerts: strconv.ParseBool: parsing \""
              + value
              + "\": invalid syntax");
    }
    return YES.contains(value);
  }

  /** The rules of a group that are wanted, none if the group is not. */
  List<RuleStatus> of(GroupStatus group) {
    boolean wanted = among(groups, group.group().name()) && among(files, group.group().file());
    return wanted ? group.rules().stream().filter(this::wants).toList() : List.of();
  }

  private boolean wants(RuleStatus rule) {
    String kind =
        switch (rule.rule()) {
          case AlertingRule _ -> "alert";
          case RecordingRule _ -> "record";
        };
    return (type.isEmpty() || type.equals(kind))
        && among(rules, rule.rule().name())
        && (selectors.isEmpty() || selectors.stream().anyMatch(s -> match(s, rule.labels())));
  }

  private static boolean match(List<Matcher> selector, Map<String, String> labels) {
    return selector.stream().allMatch(m -> m.matches(labels.getOrDefault(m.name(), "")));
  }

  private static boolean among(List<String> wanted, String name) {
    return wanted.isEmpty() || wanted.contains(name);
  }
}
