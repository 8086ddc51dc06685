package io.atalaya.server.config;

import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.server.config.yaml.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of rule groups. Nothing in them is a variable of ours: expressions and templates are
 * full of dollar signs.
 */
final class RuleReader {
  private final GlobalConfig global;
  private final NameValidation names;
  private final ExpressionCheck expressions;

  RuleReader(GlobalConfig global, ExpressionCheck expressions) {
    this.global = global;
    this.names = global.scrape().names();
    this.expressions = expressions;
  }

  /** The groups of a section, with names that are unique in it. */
  List<RuleGroup> groups(Section s) {
    List<RuleGroup> groups = s.sections("groups", this::group);
    for (int i = 0; i < groups.size(); i++) {
      String name = groups.get(i).name();
      if (groups.subList(0, i).stream().anyMatch(g -> isTwin(g, name, s))) {
        s.error("groups", "groupname: \"" + name + "\" is repeated in the same file");
      }
    }
    return groups;
  }

  private static boolean isTwin(RuleGroup earlier, String name, Section s) {
    return earlier.name().equals(name) && earlier.file().equals(s.at().file());
  }

  private RuleGroup group(Section s) {
    String name = s.literal("name", "");
    Duration interval = GlobalReader.positive(s, "interval", global.evaluationInterval());
    Duration offset = s.duration("query_offset", global.ruleQueryOffset());
    int limit = s.count("limit", 0);
    Map<String, String> labels = s.literalMap("labels");
    labels.keySet().forEach(label -> requireLabel(s, label));
    List<Rule> rules = s.sections("rules", this::rule);
    return new RuleGroup(name, s.at().file(), interval, limit, offset, labels, rules);
  }

  private Rule rule(Section s) {
    Optional<String> record = s.literal("record").filter(t -> !t.isEmpty());
    Optional<String> alert = s.literal("alert").filter(t -> !t.isEmpty());
    String expr = s.literal("expr", "");
    Duration holdFor = s.duration("for", Duration.ZERO);
    Duration keepFiringFor = s.duration("keep_firing_for", Duration.ZERO);
    Map<String, String> labels = s.literalMap("labels");
    Map<String, String> annotations = s.literalMap("annotations");
    if (record.isPresent() == alert.isPresent()) {
      String only = record.isPresent() ? "only one" : "one";
      s.problems().error(s.at(), only + " of 'record' and 'alert' must be set");
    }
    requireExpression(s, expr);
    labels.keySet().forEach(label -> requireLabel(s, label));
    if (record.isPresent()) {
      requirePlain(s, record.get());
      return new RecordingRule(record.get(), expr, labels);
    }
    annotations.keySet().forEach(name -> requireAnnotation(s, name));
    return new AlertingRule(alert.orElse(""), expr, holdFor, keepFiringFor, labels, annotations);
  }

  private void requireExpression(Section s, String expr) {
    if (expr.isBlank()) {
      s.error("expr", "field 'expr' must be set in rule");
      return;
    }
    expressions
        .fault(expr)
        .ifPresent(fault -> s.error("expr", "could not parse expression: " + fault));
  }

  private void requireLabel(Section s, String name) {
    if (!names.isLabelName(name) || name.equals(Labels.METRIC_NAME)) {
      s.error("labels", "invalid label name: " + name);
    }
  }

  private void requireAnnotation(Section s, String name) {
    if (!names.isLabelName(name)) {
      s.error("annotations", "invalid annotation name: " + name);
    }
  }

  /** A recording rule has none of what only alerts have, and a name that a metric may have. */
  private void requirePlain(Section s, String record) {
    for (String key : List.of("for", "keep_firing_for", "annotations")) {
      if (s.has(key)) {
        s.error(key, "invalid field '" + key + "' in recording rule");
      }
    }
    if (!names.isMetricName(record)) {
      s.error("record", "invalid recording rule name: " + record);
    }
    if (record.contains("{") || record.contains("}")) {
      s.error(
          "record", "braces present in the recording rule name; should it be in expr?: " + record);
    }
  }
}
