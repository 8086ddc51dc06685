package io.atalaya.server.config;

import io.atalaya.model.NameValidation;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.server.config.yaml.Section;
import java.util.List;

/** The keys of a relabelling rule. Nothing in them is a variable of ours: {@code $1} is theirs. */
final class RelabelReader {
  private RelabelReader() {}

  /** The rules under a key. */
  static List<RelabelRule> list(Section s, String key, NameValidation names) {
    return s.sections(key, rule -> read(rule, names));
  }

  private static RelabelRule read(Section s, NameValidation names) {
    return new RelabelRule(
        s.literals("source_labels"),
        s.literal("separator", RelabelRule.DEFAULT_SEPARATOR),
        s.literal("regex", RelabelRule.DEFAULT_REGEX),
        s.parsed("modulus", 0L, Long::parseUnsignedLong, Long::toUnsignedString),
        s.literal("target_label", ""),
        s.literal("replacement", RelabelRule.DEFAULT_REPLACEMENT),
        s.parsed("action", RelabelRule.Action.REPLACE, RelabelRule.Action::parse, a -> a.text()),
        names);
  }
}
