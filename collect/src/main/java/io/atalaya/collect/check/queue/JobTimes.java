package io.atalaya.collect.check.queue;

import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as libraries of queues write them: seconds, milliseconds, or ISO 8601. */
final class JobTimes {
  /** Seconds later than this are milliseconds: the year 5138, or 1973. */
  private static final double FIRST_MILLIS = 1e11;

  private JobTimes() {}

  /** Seconds since 1970; NaN if the text is no time. Without a zone it is UTC. */
  static double seconds(String text) {
    if (text.isEmpty()) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(text);
      return number >= FIRST_MILLIS ? number / 1000 : number;
    } catch (NumberFormatException e) {
      return iso(text);
    }
  }

  private static double iso(String text) {
    try {
      boolean zoned = text.endsWith("Z") || text.matches(".*[+-][0-9]{2}:?[0-9]{2}$");
      Instant at =
          zoned
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
      return at.getEpochSecond() + at.getNano() / 1e9;
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  /** A payload as JSON; nothing if it is none, such as a pickled one. */
  static JsonValue json(String payload) {
    try {
      return payload.isEmpty() ? JsonValue.parse("null") : JsonValue.parse(payload);
    } catch (JsonException e) {
      return JsonValue.parse("null");
    }
  }
}
