package io.atalaya.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
  private static void log(RotatingFile file, String message) {
    LogRecord line = new LogRecord(Level.INFO, message);
    line.setLoggerName("io.atalaya.store.head.Head");
    file.publish(line);
  }

  @Test
  void movesFullFilesAsideAndKeepsOnlySoMany(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("atalaya.log");
    RotatingFile file = new RotatingFile(path, 200, 2);
    file.setFormatter(new PlainLines());
    for (int i = 0; i < 20; i++) {
      log(file, "line " + i);
    }
    file.close();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("atalaya.log", "atalaya.log.1", "atalaya.log.2");
    }
    assertThat(Files.size(path)).isLessThanOrEqualTo(200);
    assertThat(Files.readString(path)).contains("line 19");
  }

  @Test
  void goesOnWhereAnEarlierProcessStopped(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("atalaya.log");
    for (String text : List.of("first", "second")) {
      RotatingFile file = new RotatingFile(path, 1 << 20, 2);
      file.setFormatter(new JsonLines());
      log(file, text);
      file.close();
    }
    assertThat(Files.readAllLines(path)).hasSize(2);
    assertThat(Files.readString(path)).contains("\"level\":\"INFO\"", "\"message\":\"second\"");
  }

  @Test
  void plainLinesHaveTimeLevelTopicAndStayOneLine() {
    LogRecord line = new LogRecord(Level.WARNING, "bad\nname\u001b[31m");
    line.setLoggerName("io.atalaya.store.head.Head");
    assertThat(new PlainLines().format(line))
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d - WARNING - store\\.head: bad.*\n")
        .contains("bad\\nname\\e[31m");
  }
}
