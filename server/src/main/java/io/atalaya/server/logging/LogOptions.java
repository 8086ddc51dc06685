package io.atalaya.server.logging;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to log.
 *
 * @param level least important level that is written
 * @param json JSON objects instead of plain lines
 * @param file also write to this file, or null for the console alone
 * @param maxFileBytes size at which the file is moved aside and a new one begun
 * @param keepFiles how many files moved aside are kept
 */
public record LogOptions(
    Level level, boolean json, @Nullable Path file, int maxFileBytes, int keepFiles) {
  /** Plain lines of level info on the console. */
  public static final LogOptions DEFAULT = new LogOptions(Level.INFO, false, null, 5 << 20, 5);

  /** For commands, whose answer is not to stand between lines of a log. */
  public static final LogOptions ONLY_TROUBLES =
      new LogOptions(Level.WARN, false, null, 5 << 20, 5);

  /** Importance, the least first. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
