package io.atalaya.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a fuzzer calls with bytes of its choice: a configuration. Anything but a configuration or
 * faults that say something is a bug; {@code docs/building.md} has the command.
 */
final class ConfigFuzz {
  private static final Path FILE = file();

  private ConfigFuzz() {}

  private static Path file() {
    try {
      return Files.createTempDirectory("atalaya-fuzz").resolve("prometheus.yml");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    YamlText.read("x.yml", new String(data, UTF_8), new Problems());
    Files.write(FILE, data);
    LoadResult result =
        ConfigLoader.load(List.of(FILE), Map.of(), PromqlExpressions.with(Set.of()));
    switch (result) {
      case LoadResult.Loaded _ -> {}
      case LoadResult.Refused refused -> {
        for (Problem problem : refused.problems()) {
          if (problem.toString().isBlank()) {
            throw new AssertionError("a fault that says nothing");
          }
        }
      }
    }
  }
}
