package io.atalaya.server.config;

import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.template.Limits;
import io.atalaya.alert.template.RuleTemplates;
import io.atalaya.alert.template.TemplateException;
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
  private final Duration interval;
  private final Duration queryOffset;
  private final NameValidation names;
  private final ExpressionCheck expressions;

  RuleReader(GlobalConfig global, ExpressionCheck expressions) {
    this(
        global.evaluationInterval(),
        global.ruleQueryOffset(),
        global.scrape().names(),
        expressions);
  }

  /** Reads with these defaults of groups. */
  RuleReader(
      Duration interval, Duration queryOffset, NameValidation names, ExpressionCheck expressions) {
    this.interval = interval;
    this.queryOffset = queryOffset;
    this.names = names;
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
    Duration every = GlobalReader.positive(s, "interval", interval);
    Duration offset = s.duration("query_offset", queryOffset);
    int limit = s.count("limit", 0);
    Map<String, String> labels = s.literalMap("labels");
    labels.keySet().forEach(label -> requireLabel(s, label));
    List<Rule> rules = s.sections("rules", this::rule);
    return new RuleGroup(name, s.at().file(), every, limit, offset, labels, rules);
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
    requireTemplates(s, "labels", labels);
    requireTemplates(s, "annotations", annotations);
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

  private static void requireTemplates(Section s, String key, Map<String, String> texts) {
    RuleTemplates templates = new RuleTemplates(Limits.DEFAULT, Labels.empty(), "");
    texts.forEach(
        (name, text) -> {
          try {
            templates.prepare(name, text);
          } catch (TemplateException e) {
            s.error(key, name + ": " + e.getMessage());
          }
        });
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
