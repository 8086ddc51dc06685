package io.atalaya.server.config.yaml;

import java.util.List;

/** A sequence of nodes. */
public record YamlList(Position at, List<YamlNode> items) implements YamlNode {
  public YamlList {
    items = List.copyOf(items);
  }
}
