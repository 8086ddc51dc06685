package io.atalaya.collect.discover;

import io.atalaya.model.Labels;
import java.util.Map;

/**
 * Builds the labels {@code __meta_…} that tell what a registry knows of a target. What is empty is
 * left out, as relabelling sees no difference.
 */
public final class MetaLabels {
  private final String prefix;
  private final Labels.Builder labels = Labels.builder();

  /** Labels whose names begin with {@code __meta_} and a prefix, such as {@code docker_}. */
  public MetaLabels(String prefix) {
    this.prefix = "__meta_" + prefix;
  }

  public MetaLabels address(String address) {
    labels.set(TargetGroup.ADDRESS, address);
    return this;
  }

  /** A label without the prefix. */
  public MetaLabels plain(String name, String value) {
    labels.set(name, value);
    return this;
  }

  public MetaLabels set(String name, String value) {
    labels.set(prefix + name, value);
    return this;
  }

  public MetaLabels set(String name, boolean value) {
    return set(name, Boolean.toString(value));
  }

  /** One label for each entry; whatever a label's name may not hold becomes an underscore. */
  public MetaLabels each(String namePrefix, Map<String, String> entries) {
    entries.forEach((name, value) -> set(namePrefix + sanitized(name), value));
    return this;
  }

  public MetaLabels all(Labels others) {
    for (int i = 0; i < others.size(); i++) {
      labels.set(others.name(i), others.value(i));
    }
    return this;
  }

  public Labels build() {
    return labels.build();
  }

  /** A name in which everything but ASCII letters, digits and underscores is replaced by one. */
  public static String sanitized(String name) {
    StringBuilder out = new StringBuilder(name.length());
    name.codePoints().forEach(c -> out.append(isNameCharacter(c) ? (char) c : '_'));
    return out.toString();
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** {@code host:port}, with brackets around an IPv6 address. */
  public static String hostPort(String host, String port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
