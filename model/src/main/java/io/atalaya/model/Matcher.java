package io.atalaya.model;

import io.atalaya.model.regex.Regex;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one label. A missing label has the empty value. Regular expressions are RE2's and
 * match the whole value.
 */
public final class Matcher {
  /** The four operators of PromQL. */
  public enum Type {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String symbol;

    Type(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  private final Type type;
  private final String name;
  private final String value;
  private final @Nullable Regex regex;

  private Matcher(Type type, String name, String value, @Nullable Regex regex) {
    this.type = type;
    this.name = name;
    this.value = value;
    this.regex = regex;
  }

  /**
   * A matcher of the given type.
   *
   * @throws io.atalaya.model.regex.RegexSyntaxException if the type asks for a regular expression
   *     and {@code value} is none
   */
  public static Matcher of(Type type, String name, String value) {
    boolean isRegex = type == Type.REGEX || type == Type.NOT_REGEX;
    return new Matcher(type, name, value, isRegex ? Regex.compile(value) : null);
  }

  public static Matcher equal(String name, String value) {
    return of(Type.EQUAL, name, value);
  }

  public Type type() {
    return type;
  }

  public String name() {
    return name;
  }

  /** The value to compare with, or the text of the regular expression. */
  public String value() {
    return value;
  }

  /** The compiled expression of the two regular types, else null. */
  public @Nullable Regex regex() {
    return regex;
  }

  public boolean matches(String labelValue) {
    return switch (type) {
      case EQUAL -> value.equals(labelValue);
      case NOT_EQUAL -> !value.equals(labelValue);
      case REGEX -> regex != null && regex.matches(labelValue);
      case NOT_REGEX -> regex != null && !regex.matches(labelValue);
    };
  }

  public boolean matches(Labels labels) {
    return matches(labels.get(name));
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Matcher m && type == m.type && name.equals(m.name) && value.equals(m.value);
  }

  @Override
  public int hashCode() {
    return (type.hashCode() * 31 + name.hashCode()) * 31 + value.hashCode();
  }

  /** The form {@code name=~"value"}. */
  @Override
  public String toString() {
    String label = Labels.isLegacyName(name) ? name : GoQuote.of(name);
    return label + type.symbol() + GoQuote.of(value);
  }
}
