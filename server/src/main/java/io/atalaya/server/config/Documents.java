package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes one document of several: lists are joined in the order of the files, the sections of the
 * server as a whole are joined key by key, and everything else may be given only once.
 */
final class Documents {
  private static final Set<String> JOINED_SECTIONS =
      Set.of("global", "modules", "storage", "tsdb", "web", "logging");

  private final Problems problems;

  Documents(Problems problems) {
    this.problems = problems;
  }

  YamlMap merge(YamlMap into, YamlMap more) {
    YamlMap merged = into;
    for (YamlMap.Entry entry : more.entries()) {
      YamlNode old = merged.get(entry.name());
      if (old == null || old.isNull()) {
        merged = merged.with(entry);
      } else if (!entry.value().isNull()) {
        merged = merged.with(new YamlMap.Entry(entry.key(), join(entry, old)));
      }
    }
    return merged;
  }

  /** Adds what is not given yet; nothing that is given changes. */
  YamlMap fill(YamlMap into, YamlMap implied) {
    YamlMap filled = into;
    for (YamlMap.Entry entry : implied.entries()) {
      YamlNode old = filled.get(entry.name());
      if (old == null || old.isNull()) {
        filled = filled.with(entry);
      } else if (old instanceof YamlMap given
          && entry.value() instanceof YamlMap more
          && JOINED_SECTIONS.contains(entry.name())) {
        filled = filled.with(new YamlMap.Entry(entry.key(), fill(given, more)));
      }
    }
    return filled;
  }

  private YamlNode join(YamlMap.Entry entry, YamlNode old) {
    YamlNode value = entry.value();
    if (old instanceof YamlList first && value instanceof YamlList second) {
      List<YamlNode> items = new ArrayList<>(first.items());
      items.addAll(second.items());
      return new YamlList(first.at(), items);
    }
    if (old instanceof YamlMap first
        && value instanceof YamlMap second
        && JOINED_SECTIONS.contains(entry.name())) {
      return merge(first, second);
    }
    if (entry.name().equals("route")) {
      problems.error(
          entry.key().at(),
          "two files say where alerts go",
          "the other is at " + old.at() + "; keep the route, or the e-mail settings, of one");
    } else {
      problems.error(
          entry.key().at(),
          "the key " + entry.name() + " is given in two files",
          "the first is at " + old.at());
    }
    return old;
  }
}
