package io.atalaya.collect.scrape;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Writes failed scrapes to {@code scrape_failure_log_file}, one JSON object a line:
 *
 * <pre>
 *   {"time":"2026-01-01T00:00:00Z","level":"ERROR","msg":"why","job_name":"x","target":"…"}
 * </pre>
 *
 * The file belongs to the user, who also rotates it: it is opened anew for each line.
 */
final class FailureLog {
  private FailureLog() {}

  static void append(Path file, Instant at, String job, URI target, String error)
      throws IOException {
    String line =
        "{\"time\":%s,\"level\":\"ERROR\",\"msg\":%s,\"job_name\":%s,\"target\":%s}\n"
            .formatted(
                quoted(at.toString()), quoted(error), quoted(job), quoted(target.toString()));
    Files.writeString(
        file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
