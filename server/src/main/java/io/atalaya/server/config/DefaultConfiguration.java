package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is watched if nobody says anything: this machine and the server itself. */
final class DefaultConfiguration {
  private DefaultConfiguration() {}

  static YamlMap document() {
    return document("default.yml");
  }

  /** A YAML file that comes with the program. */
  static YamlMap document(String name) {
    Problems problems = new Problems();
    String file = "built-in/" + name;
    List<YamlNode> documents = YamlText.read(file, text(name), problems).orElse(List.of());
    if (documents.size() == 1 && documents.getFirst() instanceof YamlMap map) {
      return map;
    }
    throw new IllegalStateException(
        "the program's file " + name + " is damaged: " + problems.all());
  }

  static String text(String name) {
    try (InputStream in = DefaultConfiguration.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
