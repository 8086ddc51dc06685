package io.atalaya.model.regex;

/** What can be wrong with an expression, in the words of Go's {@code regexp/syntax}. */
enum Fault {
  INVALID_CHAR_RANGE("invalid character class range"),
  INVALID_ESCAPE("invalid escape sequence"),
  INVALID_NAMED_CAPTURE("invalid named capture"),
  INVALID_PERL_SYNTAX("invalid or unsupported Perl syntax"),
  INVALID_REPEAT_OPERATOR("invalid nested repetition operator"),
  INVALID_REPEAT_SIZE("invalid repeat count"),
  INVALID_UTF8("invalid UTF-8"),
  MISSING_BRACKET("missing closing ]"),
  MISSING_PAREN("missing closing )"),
  MISSING_REPEAT_ARGUMENT("missing argument to repetition operator"),
  TRAILING_BACKSLASH("trailing backslash at end of expression"),
  UNEXPECTED_PAREN("unexpected )"),
  NESTS_TOO_DEEPLY("expression nests too deeply"),
  TOO_LARGE("expression too large");

  /** So much of an expression is repeated in a message; the rest is cut. */
  private static final int SHOWN_CHARS = 1000;

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** The exception that names the part of the expression that is at fault. */
  RegexSyntaxException at(String part) {
    String shown = part.length() <= SHOWN_CHARS ? part : part.substring(0, SHOWN_CHARS) + "…";
    return new RegexSyntaxException("error parsing regexp: " + text + ": `" + shown + "`");
  }
}
