package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a mapping in our words while another one is read. Every node keeps the place of what it
 * stands for, so that a fault found later is shown where the user can mend it.
 */
final class NodeBuilder {
  private final Position at;
  private final List<YamlMap.Entry> entries = new ArrayList<>();

  NodeBuilder(Position at) {
    this.at = at;
  }

  /** Adds a value as it is written elsewhere; nothing if there is none. */
  NodeBuilder put(String key, @Nullable YamlNode value) {
    if (value != null) {
      entries.add(new YamlMap.Entry(new YamlScalar(value.at(), key, false), value));
    }
    return this;
  }

  /** Adds a value of ours. */
  NodeBuilder put(String key, String value) {
    return put(key, new YamlScalar(at, value, false));
  }

  /** Adds a list of one or more values. */
  NodeBuilder list(String key, List<? extends YamlNode> items) {
    return put(key, new YamlList(at, new ArrayList<>(items)));
  }

  /** Adds a list of words of ours. */
  NodeBuilder words(String key, String... words) {
    List<YamlNode> items = new ArrayList<>();
    for (String word : words) {
      items.add(new YamlScalar(at, word, true));
    }
    return list(key, items);
  }

  YamlMap build() {
    return new YamlMap(at, entries);
  }
}
