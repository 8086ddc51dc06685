package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rule files that come with the program; {@code default_rules} names those that count. */
final class BuiltInRules {
  static final String CHECKS = "checks";
  static final String HOST = "host";
  static final String SERVICES = "services";
  static final String ATALAYA = "atalaya";

  private BuiltInRules() {}

  /** The names, each to itself, as a choice. */
  static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(ATALAYA, ATALAYA);
    names.put(CHECKS, CHECKS);
    names.put(HOST, HOST);
    names.put(SERVICES, SERVICES);
    return names;
  }

  /** The rule file of a name. */
  static YamlMap document(String name) {
    return DefaultConfiguration.document(file(name));
  }

  static String text(String name) {
    return DefaultConfiguration.text(file(name));
  }

  private static String file(String name) {
    return "rules/" + name + ".yml";
  }
}
