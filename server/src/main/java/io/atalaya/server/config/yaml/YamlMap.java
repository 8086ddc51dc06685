package io.atalaya.server.config.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapping with unique scalar keys in the order of the file. */
public record YamlMap(Position at, List<Entry> entries) implements YamlNode {
  /** One key with its value. */
  public record Entry(YamlScalar key, YamlNode value) {
    /** The key's text. */
    public String name() {
      return key.text();
    }
  }

  public YamlMap {
    entries = List.copyOf(entries);
  }

  /** A mapping without entries. */
  public static YamlMap empty(Position at) {
    return new YamlMap(at, List.of());
  }

  public boolean has(String name) {
    return entry(name) != null;
  }

  /** The entry of a name, or null if there is none. */
  public @Nullable Entry entry(String name) {
    for (Entry entry : entries) {
      if (entry.name().equals(name)) {
        return entry;
      }
    }
    return null;
  }

  /** The node of a name, or null if there is none. */
  public @Nullable YamlNode get(String name) {
    Entry entry = entry(name);
    return entry == null ? null : entry.value();
  }

  /** This mapping with one entry added at the end or, if the name is there, replaced. */
  public YamlMap with(String name, YamlNode value) {
    return with(new Entry(new YamlScalar(value.at(), name, false), value));
  }

  /** As above, with a key that has a place of its own. */
  public YamlMap with(Entry added) {
    List<Entry> changed = new ArrayList<>(entries);
    changed.removeIf(entry -> entry.name().equals(added.name()));
    changed.add(added);
    return new YamlMap(at, changed);
  }
}
