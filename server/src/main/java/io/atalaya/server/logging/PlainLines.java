package io.atalaya.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Lines like {@code 2024-12-19 10:15:23 - INFO - store: opened}. */
final class PlainLines extends Formatter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final ZoneId zone = ZoneId.systemDefault();

  @Override
  public String format(LogRecord line) {
    StringBuilder out = new StringBuilder();
    out.append(TIME.format(line.getInstant().atZone(zone)));
    out.append(" - ").append(levelName(line.getLevel())).append(" - ");
    out.append(topic(line)).append(": ").append(oneLine(formatMessage(line))).append('\n');
    if (line.getThrown() != null) {
      out.append(stackTrace(line.getThrown()));
    }
    return out.toString();
  }

  static String levelName(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  /**
   * The package of ours a line comes from, such as {@code collect.scrape}; else the logger's name.
   */
  static String topic(LogRecord line) {
    String name = line.getLoggerName() == null ? "" : line.getLoggerName();
    String ours = "io.atalaya.";
    if (!name.startsWith(ours)) {
      return name;
    }
    int end = name.lastIndexOf('.');
    return end < ours.length() ? name.substring(ours.length()) : name.substring(ours.length(), end);
  }

  /** What came from outside must not look like a log line of its own. */
  private static String oneLine(String message) {
    return message.replace("\r", "\\r").replace("\n", "\\n").replace("\u001b", "\\e");
  }

  static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
