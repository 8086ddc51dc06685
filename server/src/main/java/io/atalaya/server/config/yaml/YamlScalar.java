package io.atalaya.server.config.yaml;

import java.util.Set;

/**
 * A single value.
 *
 * @param at where it begins
 * @param text its text, without quotes
 * @param quoted whether it was quoted or tagged as a string, so that it is text whatever it looks
 *     like
 */
public record YamlScalar(Position at, String text, boolean quoted) implements YamlNode {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  @Override
  public boolean isNull() {
    return !quoted && NULLS.contains(text);
  }
}
