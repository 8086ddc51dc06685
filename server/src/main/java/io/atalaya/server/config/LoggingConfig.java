package io.atalaya.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the server writes about itself.
 *
 * @param level {@code logging.level}; {@code info} by default
 * @param format {@code logging.format}; {@code plain} by default
 * @param file file to write to besides the console: {@code logging.file}; null (default) for none
 * @param maxBytes size at which the file is rotated: {@code logging.max_size}; 5 MB by default
 * @param backups rotated files that are kept: {@code logging.backups}; 5 by default
 */
public record LoggingConfig(
    Level level, Format format, @Nullable Path file, long maxBytes, int backups) {
  public static final long DEFAULT_MAX_BYTES = 5L << 20;
  public static final int DEFAULT_BACKUPS = 5;

  /** The least important messages that are written. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How a message is written. */
  public enum Format {
    /** {@code 2024-12-19 10:15:23 - INFO - message}. */
    PLAIN,
    /** One JSON object a line. */
    JSON
  }

  public static LoggingConfig defaults() {
    return new LoggingConfig(Level.INFO, Format.PLAIN, null, DEFAULT_MAX_BYTES, DEFAULT_BACKUPS);
  }
}
