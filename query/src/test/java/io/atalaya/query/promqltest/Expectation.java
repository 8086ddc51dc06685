package io.atalaya.query.promqltest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line {@code expect <kind> [msg:|regex: …]}.
 *
 * @param message the exact text, or null if the pattern counts
 */
record Expectation(Kind kind, @Nullable String message, Pattern pattern) {
  private static final Pattern LINE =
      Pattern.compile(
          "^expect\\s+(ordered|fail|warn|no_warn|info|no_info)" + "(?:\\s+(regex|msg):(.+))?$");
  private static final Pattern ANY = Pattern.compile("");

  enum Kind {
    ORDERED,
    FAIL,
    WARN,
    NO_WARN,
    INFO,
    NO_INFO
  }

  static Expectation parse(String line) {
    Matcher m = LINE.matcher(line.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException("invalid expect statement: " + line);
    }
    Kind kind = Kind.valueOf(m.group(1).toUpperCase(java.util.Locale.ROOT));
    if (m.group(2) == null) {
      return new Expectation(kind, null, ANY);
    }
    String text = m.group(3).strip();
    return m.group(2).equals("msg")
        ? new Expectation(kind, text, ANY)
        : new Expectation(kind, null, Pattern.compile(text));
  }

  boolean matches(String text) {
    return message == null ? pattern.matcher(text).find() : message.equals(text);
  }

  @Override
  public String toString() {
    return message == null ? "pattern " + pattern : "message " + message;
  }
}
