package io.atalaya.model.regex;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A compiled regular expression. Immutable and safe for use by many threads. */
public final class Regex {
  private final String pattern;
  private final Pattern compiled;

  private Regex(String pattern, Pattern compiled) {
    this.pattern = pattern;
    this.compiled = compiled;
  }

  /**
   * Compiles an expression that must match whole texts, as label matchers do: {@code ^(?s:…)$}.
   *
   * @throws RegexSyntaxException with RE2's wording of what is wrong
   */
  public static Regex compile(String pattern) {
    try {
      return new Regex(pattern, Pattern.compile(pattern.replace("(?P<", "(?<"), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new RegexSyntaxException("error parsing regexp: " + e.getDescription());
    }
  }

  /** The text it was compiled from. */
  public String pattern() {
    return pattern;
  }

  /** Whether the whole text matches. */
  public boolean matches(CharSequence text) {
    return compiled.matcher(text).matches();
  }

  /**
   * Matches the whole text and fills a replacement template as Go's {@code Regexp.Expand} does:
   * {@code $1}, {@code $name}, {@code ${name}}, {@code $$}; a group that took no part is empty.
   *
   * @return the expanded template, or null if the text does not match
   */
  public @Nullable String expand(CharSequence text, String template) {
    java.util.regex.Matcher m = compiled.matcher(text);
    return m.matches() ? m.replaceAll(template) : null;
  }
}
