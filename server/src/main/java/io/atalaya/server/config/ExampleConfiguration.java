package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Section;
import java.util.Set;

/** The files that {@code config create} writes: a commented example, and our own rules. */
public final class ExampleConfiguration {
  private ExampleConfiguration() {}

  public static String text() {
    return DefaultConfiguration.text("example.yml");
  }

  /** The names of the rule files that come with the program. */
  public static Set<String> ruleNames() {
    return BuiltInRules.names().keySet();
  }

  /**
   * One of these files, to read and to change.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static String rules(String name) {
    return BuiltInRules.text(Section.chosen(name, BuiltInRules.names()));
  }
}
