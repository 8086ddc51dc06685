package io.atalaya.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the pages may weigh on the wire, compressed; a visitor on a train pays for each byte. */
class WebBudgetTest {
  private static final int KIB = 1024;
  private static final int INITIAL_SCRIPT_BYTES = 90 * KIB;
  private static final int INITIAL_STYLE_BYTES = 12 * KIB;
  private static final int EDITOR_BYTES = 150 * KIB;
  private static final int LANGUAGE_BYTES = 10 * KIB;
  private static final int OTHER_CHUNK_BYTES = 40 * KIB;
  private static final int ALL_BYTES = 400 * KIB;

  @Test
  void theFirstPageIsLight() {
    int bytes = initialScripts().stream().mapToInt(WebBudgetTest::compressedBytes).sum();
    assertThat(bytes).isBetween(1, INITIAL_SCRIPT_BYTES);
    assertThat(compressedBytes(WebFiles.BUILT.resolve("main.css")))
        .isBetween(1, INITIAL_STYLE_BYTES);
  }

  @Test
  void whatIsLoadedLaterIsLightToo() {
    Set<Path> initial = initialScripts();
    for (Path file : built()) {
      if (file.toString().endsWith(".js") && !initial.contains(file)) {
        assertThat(compressedBytes(file))
            .as(file.getFileName().toString())
            .isLessThanOrEqualTo(budgetOf(file.getFileName().toString()));
      }
    }
  }

  private static int budgetOf(String chunk) {
    if (chunk.startsWith("editor-")) {
      return EDITOR_BYTES;
    }
    return chunk.startsWith("es-") || chunk.startsWith("zh-") ? LANGUAGE_BYTES : OTHER_CHUNK_BYTES;
  }

  @Test
  void allOfItTogetherIsLight() {
    assertThat(built().stream().mapToInt(WebBudgetTest::compressedBytes).sum())
        .isLessThanOrEqualTo(ALL_BYTES);
  }

  /** The entry, and everything that it imports at once. */
  private static Set<Path> initialScripts() {
    Map<?, ?> outputs = (Map<?, ?>) requireNonNull(WebFiles.json(WebFiles.METAFILE).get("outputs"));
    Set<Path> files = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    for (Object name : outputs.keySet()) {
      if (((String) name).endsWith("/main.js")) {
        open.add((String) name);
      }
    }
    assertThat(open).as("the entry main.js").hasSize(1);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (files.add(fileOf(name))) {
        open.addAll(importsOf((Map<?, ?>) requireNonNull(outputs.get(name))));
      }
    }
    return files;
  }

  private static List<String> importsOf(Map<?, ?> output) {
    return ((List<?>) requireNonNull(output.get("imports")))
        .stream()
            .map(each -> (Map<?, ?>) each)
            .filter(each -> "import-statement".equals(each.get("kind")))
            .map(each -> (String) each.get("path"))
            .toList();
  }

  /** The metafile names files relative to the bundler's folder; they all end the same. */
  private static Path fileOf(String output) {
    String name = output.substring(output.lastIndexOf('/') + 1);
    return WebFiles.BUILT.resolve(output.contains("/chunk/") ? "chunk/" + name : name);
  }

  private static List<Path> built() {
    try (Stream<Path> files = Files.walk(WebFiles.BUILT)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int compressedBytes(Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }
}
