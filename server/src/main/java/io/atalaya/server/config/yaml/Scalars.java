package io.atalaya.server.config.yaml;

import io.atalaya.model.PromDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Turns single texts into values; each method refuses with a message for people. */
final class Scalars {
  private static final Set<String> TRUE =
      Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y");
  private static final Set<String> FALSE =
      Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N");

  private Scalars() {}

  static boolean flag(String text) {
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    throw new IllegalArgumentException("expected true or false, found \"" + text + "\"");
  }

  static int integer(String text, int min, int max) {
    long value;
    try {
      value = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number, found \"" + text + "\"", e);
    }
    if (value < min || value > max) {
      throw outside(text, String.valueOf(min), String.valueOf(max));
    }
    return (int) value;
  }

  static double number(String text, double min, double max) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a number, found \"" + text + "\"", e);
    }
    if (!(value >= min && value <= max)) {
      throw outside(text, format(min), format(max));
    }
    return value;
  }

  private static IllegalArgumentException outside(String text, String min, String max) {
    return new IllegalArgumentException(text + " is not between " + min + " and " + max);
  }

  static Duration duration(String text) {
    try {
      return Duration.ofMillis(PromDuration.parseMillis(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + "; write it like 30s or 1m30s", e);
    }
  }

  static String format(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  static <T> String nameOf(T value, Map<String, T> values) {
    for (Map.Entry<String, T> entry : values.entrySet()) {
      if (entry.getValue().equals(value)) {
        return entry.getKey();
      }
    }
    return "";
  }
}
