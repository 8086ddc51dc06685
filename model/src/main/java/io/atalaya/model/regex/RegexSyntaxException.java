package io.atalaya.model.regex;

/** A text that is not a regular expression in RE2's syntax. */
public final class RegexSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public RegexSyntaxException(String message) {
    super(message);
  }
}
