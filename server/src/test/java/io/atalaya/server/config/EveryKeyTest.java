package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with every key of Prometheus' configuration. */
class EveryKeyTest {
  @TempDir private Path folder;

  @Test
  void everyKeyIsKnownAndThoseWithoutEffectAreNamed() throws IOException {
    Path file = folder.resolve("prometheus.yml");
    try (InputStream in =
        Objects.requireNonNull(EveryKeyTest.class.getResourceAsStream("every-key.yml"))) {
      Files.copy(in, file);
    }
    LoadResult result =
        ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
    assertThat(result)
        .isInstanceOfSatisfying(
            LoadResult.Loaded.class,
            loaded ->
                assertThat(loaded.problems().stream().map(Problem::message))
                    .containsExactly(
                        "gogc has no effect: it tunes the memory of Go, and this runs on Java"));
  }
}
