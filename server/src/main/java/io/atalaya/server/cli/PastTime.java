package io.atalaya.server.cli;

import io.atalaya.model.PromDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** An instant on the command line: RFC 3339, seconds since the epoch, or how long ago. */
final class PastTime {
  private PastTime() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException that says what was expected
   */
  static Instant parse(String text, Instant now) {
    if (text.matches("[0-9]{1,12}")) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    return text.indexOf('T') > 0 ? moment(text) : now.minusMillis(PromDuration.parseMillis(text));
  }

  private static Instant moment(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected a time such as 2026-03-01T03:00:00Z, found \"" + text + "\"", e);
    }
  }
}
