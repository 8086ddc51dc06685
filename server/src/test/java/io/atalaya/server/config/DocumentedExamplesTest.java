package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows as a whole file is good; parts of one are marked as fragments. */
class DocumentedExamplesTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configuration.md",
        "alerting.md",
        "checks.md",
        "judgement.md",
        "status-page.md",
        "databases-and-queues.md",
        "exporters.md"
      })
  void everyExampleOfTheDocumentationIsGood(String name) throws IOException {
    Path document = Path.of(System.getProperty("atalaya.root", ".."), "docs", name);
    List<String> examples = yamlBlocks(Files.readAllLines(document));

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      Path file = Files.writeString(dir.resolve("example.yml"), example);
      LoadResult result =
          ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
      assertThat(result.problems()).isEmpty();
    }
  }

  private static List<String> yamlBlocks(List<String> lines) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith("```")) {
        if (inside) {
          blocks.add(block.toString());
          block.setLength(0);
        }
        inside = line.equals("```yaml");
      } else if (inside) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }
}
