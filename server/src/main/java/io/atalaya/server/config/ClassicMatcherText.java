package io.atalaya.server.config;

import io.atalaya.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Matchers as Alertmanager read them before label names could be any text, and still does where
 * today's parser fails or says otherwise: a value needs no quotes, whatever is in it, and a
 * backslash that escapes nothing is one.
 *
 * <pre>
 *   instance=~web\d+.*      a name, an operator, and all that follows
 *   {a="x, y", b!=z, }      braces and a last comma may be there or not
 * </pre>
 */
public final class ClassicMatcherText {
  private static final Pattern ONE =
      Pattern.compile("\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(=~|=|!=|!~)\\s*((?s:.*?))\\s*");

  private ClassicMatcherText() {}

  /**
   * Reads a list of them.
   *
   * @throws IllegalArgumentException in Alertmanager's words
   */
  static List<Matcher> all(String text) {
    String inner = text.startsWith("{") ? text.substring(1) : text;
    inner = inner.endsWith("}") ? inner.substring(0, inner.length() - 1) : inner;
    List<Matcher> matchers = new ArrayList<>();
    parts(inner).forEach(part -> matchers.add(one(part)));
    return matchers;
  }

  /** Divides at commas that are not between quotes. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
        continue;
      }
      quoted ^= c == '"' && !escaped;
      escaped = c == '\\' && !escaped;
    }
    String last = text.substring(start).strip();
    if (!last.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException in Alertmanager's words
   */
  public static Matcher one(String text) {
    java.util.regex.Matcher found = ONE.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException("bad matcher format: " + text);
    }
    String name = Objects.requireNonNull(found.group(1));
    String value = value(Objects.requireNonNull(found.group(3)));
    return Matcher.of(type(Objects.requireNonNull(found.group(2))), name, value);
  }

  private static Matcher.Type type(String operator) {
    return switch (operator) {
      case "=~" -> Matcher.Type.REGEX;
      case "!~" -> Matcher.Type.NOT_REGEX;
      case "!=" -> Matcher.Type.NOT_EQUAL;
      default -> Matcher.Type.EQUAL;
    };
  }

  private static String value(String written) {
    boolean quoted = written.startsWith("\"");
    String raw = quoted ? written.substring(1) : written;
    StringBuilder value = new StringBuilder();
    int i = 0;
    for (; i < raw.length() && raw.charAt(i) != '"'; i++) {
      boolean escapes = raw.charAt(i) == '\\' && i + 1 < raw.length();
      value.append(escapes ? escaped(raw.charAt(++i)) : String.valueOf(raw.charAt(i)));
    }
    boolean endsWithItsQuote = quoted && i == raw.length() - 1;
    if (quoted ? !endsWithItsQuote : i < raw.length()) {
      throw new IllegalArgumentException(
          "matcher value contains unescaped double quote: " + written);
    }
    return value.toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case '"', '\\' -> String.valueOf(c);
      default -> "\\" + c;
    };
  }
}
