package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlWriter;

/**
 * Writes a configuration back as YAML that has the same meaning: every key that has an effect,
 * defaults included, with secrets as {@code <secret>} and variables as they were written.
 */
public final class ConfigPrinter {
  private ConfigPrinter() {}

  public static String print(Configuration configuration) {
    return YamlWriter.write(configuration.shown());
  }
}
