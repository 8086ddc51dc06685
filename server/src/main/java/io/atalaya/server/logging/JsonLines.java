package io.atalaya.server.logging;

import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One JSON object a line: {@code timestamp}, {@code level}, {@code logger}, {@code message}, … */
final class JsonLines extends Formatter {
  @Override
  public String format(LogRecord line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object()
          .field("timestamp", line.getInstant().toString())
          .field("level", PlainLines.levelName(line.getLevel()))
          .field("logger", PlainLines.topic(line))
          .field("message", formatMessage(line));
      Throwable thrown = line.getThrown();
      if (thrown != null) {
        out.field("exception", PlainLines.stackTrace(thrown));
      }
      out.end();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toString(StandardCharsets.UTF_8) + "\n";
  }
}
