package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.query.Engine;
import io.atalaya.store.Tsdb;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;

/** The store and the engine without the rest, as {@code docs/library.md} shows them. */
class LibraryTest {
  private static final List<Class<?>> NEEDED =
      List.of(Labels.class, Tsdb.class, Engine.class, RoaringBitmap.class, Logger.class);

  @Test
  void theProgramInTheDocumentationRunsWithTheLibrariesItNamesAndSeesWhatItStored(
      @TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("Readings.java"), documented());
    String output = run(folder);
    assertThat(output).contains("labels={room=\"kitchen\"}, value=21.5");
    assertThat(folder.resolve("readings/wal")).isNotEmptyDirectory();
  }

  private static String documented() throws IOException {
    String text = Files.readString(SourceTree.ROOT.resolve("docs/library.md"));
    int begin = text.indexOf("```java\n") + "```java\n".length();
    return text.substring(begin, text.indexOf("```\n", begin));
  }

  private static String run(Path folder) throws Exception {
    List<String> places = new ArrayList<>();
    for (Class<?> needed : NEEDED) {
      places.add(placeOf(needed));
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(), "-cp", String.join(File.pathSeparator, places), "Readings.java")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String placeOf(Class<?> needed) throws URISyntaxException {
    return Path.of(needed.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
