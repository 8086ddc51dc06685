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
  private static final String FILE = "default.yml";

  private DefaultConfiguration() {}

  static YamlMap document() {
    Problems problems = new Problems();
    List<YamlNode> documents = YamlText.read(FILE, text(FILE), problems).orElse(List.of());
    if (documents.size() == 1 && documents.getFirst() instanceof YamlMap map) {
      return map;
    }
    throw new IllegalStateException("the default configuration is damaged: " + problems.all());
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
