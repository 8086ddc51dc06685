package io.atalaya.collect.check;

import io.atalaya.model.json.JsonValue;
import io.atalaya.model.regex.RegexSearch;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What must be true of one value that an answer holds. */
public sealed interface ValueTest {
  /** The value is there, whatever it is. */
  record Exists() implements ValueTest {}

  /** The value is not there. */
  record Absent() implements ValueTest {}

  /** It is this text, or this number in any notation. */
  record EqualTo(String value) implements ValueTest {}

  /** Some part of it matches an RE2 expression. */
  record Matches(String regex) implements ValueTest {
    /**
     * Checks the expression.
     *
     * @throws io.atalaya.model.regex.RegexSyntaxException if it is none
     */
    public Matches {
      RegexSearch.compile(regex);
    }
  }

  /** It is a number, not below the one bound and not above the other; null for no bound. */
  record Between(@Nullable Double min, @Nullable Double max) implements ValueTest {
    public Between {
      if (min == null && max == null) {
        throw new IllegalArgumentException("a range needs min or max");
      }
      if (min != null && max != null && min > max) {
        throw new IllegalArgumentException("min is greater than max");
      }
    }
  }

  /** Whether a value that is there passes. */
  default boolean passes(JsonValue value) {
    return switch (this) {
      case Exists() -> true;
      case Absent() -> false;
      case EqualTo(String wanted) -> value.isNull() ? wanted.equals("null") : same(value, wanted);
      case Matches(String regex) -> RegexSearch.compile(regex).find(value.text());
      case Between(Double min, Double max) -> {
        BigDecimal number = number(value.text());
        yield number != null
            && (min == null || number.doubleValue() >= min)
            && (max == null || number.doubleValue() <= max);
      }
    };
  }

  private static boolean same(JsonValue value, String wanted) {
    String text = value.text();
    BigDecimal number = value instanceof JsonValue.Num ? number(text) : null;
    BigDecimal other = number == null ? null : number(wanted);
    if (number == null || other == null) {
      return text.equals(wanted);
    }
    return number.compareTo(other) == 0;
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      return text.length() > 100 ? null : new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** In words, after the value's name. */
  default String text() {
    return switch (this) {
      case Exists() -> "exists";
      case Absent() -> "is absent";
      case EqualTo(String wanted) -> "equals \"" + wanted + "\"";
      case Matches(String regex) -> "matches " + regex;
      case Between(Double min, Double max) ->
          min == null
              ? "is at most " + max
              : max == null ? "is at least " + min : "is from " + min + " to " + max;
    };
  }
}
