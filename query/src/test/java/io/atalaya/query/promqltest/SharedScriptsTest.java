package io.atalaya.query.promqltest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Runs Prometheus' own scripts; {@code -Dpromqltest.only=NAME} chooses among them. */
class SharedScriptsTest {
  private static final String SHARED = "atalaya.shared";
  private static final String ONLY = "promqltest.only";

  @TestFactory
  Stream<DynamicContainer> scriptsOfPrometheus(TestReporter reporter) throws IOException {
    Path folder =
        Path.of(System.getProperty(SHARED, "missing")).resolve("corpora").resolve("promqltest");
    assumeTrue(Files.isDirectory(folder), "no shared corpora; set -D" + SHARED);
    String only = System.getProperty(ONLY, "");
    List<Path> scripts;
    try (Stream<Path> files = Files.list(folder)) {
      scripts =
          files
              .filter(f -> f.toString().endsWith(".test") && f.toString().contains(only))
              .sorted()
              .toList();
    }
    return scripts.stream().map(f -> ScriptTests.of(f.getFileName().toString(), read(f), reporter));
  }

  private static String read(Path script) {
    try {
      return Files.readString(script, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
