package io.atalaya.alert.rule;

import java.util.Map;

/** One rule of a group. */
public sealed interface Rule permits AlertingRule, RecordingRule {
  /** Name of the alert, or of the series that is recorded. */
  String name();

  /** The PromQL expression. */
  String expr();

  /** Labels that are added to what the expression gives, sorted by name; may be empty values. */
  Map<String, String> labels();
}
