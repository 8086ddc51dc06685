package io.atalaya.server.config;

import io.atalaya.model.Matcher;
import java.util.ArrayList;
import java.util.List;

/**
 * Label matchers as Alertmanager writes them: {@code foo="bar"}, {@code foo=~b.*}, {@code "fo
 * o"!="x"}, several of them separated by commas and with or without braces around. As there, what
 * can be read in the {@linkplain ClassicMatcherText classic form} is.
 */
public final class MatcherText {
  private static final String OPERATORS = "=!~";

  private final String text;
  private int pos;

  private MatcherText(String text) {
    this.text = text;
  }

  /**
   * Parses one or more matchers.
   *
   * @throws IllegalArgumentException with the place of the fault
   */
  public static List<Matcher> parse(String text) {
    try {
      return ClassicMatcherText.all(text);
    } catch (IllegalArgumentException e) {
      // Then it must be one in today's form, whose faults say where they are.
      return new MatcherText(text.strip()).all();
    }
  }

  private List<Matcher> all() {
    List<Matcher> matchers = new ArrayList<>();
    boolean braces = take('{');
    skipSpace();
    while (pos < text.length() && !(braces && text.charAt(pos) == '}')) {
      matchers.add(one());
      skipSpace();
      if (!take(',')) {
        break;
      }
      skipSpace();
    }
    if (braces && !take('}')) {
      throw fault("expected a closing brace");
    }
    skipSpace();
    if (pos < text.length()) {
      throw fault("expected a comma or the end");
    }
    return matchers;
  }

  private Matcher one() {
    String name = token("a label name");
    skipSpace();
    Matcher.Type type = operator();
    skipSpace();
    boolean valueFollows = pos < text.length() && ",}".indexOf(text.charAt(pos)) < 0;
    return Matcher.of(type, name, valueFollows ? token("a value") : "");
  }

  private Matcher.Type operator() {
    for (Matcher.Type type :
        List.of(
            Matcher.Type.REGEX,
            Matcher.Type.NOT_REGEX,
            Matcher.Type.NOT_EQUAL,
            Matcher.Type.EQUAL)) {
      if (text.startsWith(type.symbol(), pos)) {
        pos += type.symbol().length();
        return type;
      }
    }
    throw fault("expected an operator such as '=', '!=', '=~' or '!~'");
  }

  private String token(String what) {
    if (pos < text.length() && text.charAt(pos) == '"') {
      return quoted();
    }
    int start = pos;
    while (pos < text.length() && isBare(text.charAt(pos))) {
      pos++;
    }
    if (pos == start) {
      throw fault("expected " + what);
    }
    return text.substring(start, pos);
  }

  private static boolean isBare(char c) {
    return !Character.isWhitespace(c) && OPERATORS.indexOf(c) < 0 && ",{}\"'`\\".indexOf(c) < 0;
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    pos++;
    while (pos < text.length() && text.charAt(pos) != '"') {
      value.append(text.charAt(pos) == '\\' ? escaped() : text.charAt(pos));
      pos++;
    }
    if (!take('"')) {
      throw fault("expected a closing quote");
    }
    return value.toString();
  }

  private char escaped() {
    pos++;
    char c = pos < text.length() ? text.charAt(pos) : 0;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\\', '\'' -> c;
      default -> throw fault("unknown escape");
    };
  }

  private void skipSpace() {
    while (pos < text.length() && Character.isWhitespace(text.charAt(pos))) {
      pos++;
    }
  }

  private boolean take(char c) {
    boolean there = pos < text.length() && text.charAt(pos) == c;
    pos += there ? 1 : 0;
    return there;
  }

  private IllegalArgumentException fault(String expected) {
    return new IllegalArgumentException(
        "bad matcher " + text + " at character " + (pos + 1) + ": " + expected);
  }
}
