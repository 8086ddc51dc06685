package io.atalaya.server.config.yaml;

/**
 * Something wrong in what the user gave.
 *
 * @param severity whether it stops the load
 * @param at where
 * @param message what is wrong, in the user's words
 * @param hint what to do, or empty
 */
public record Problem(Severity severity, Position at, String message, String hint) {
  /** How bad it is. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** One line: {@code file:line:column: message; hint}. */
  @Override
  public String toString() {
    String kind = isError() ? "" : "warning: ";
    return at + ": " + kind + message + (hint.isEmpty() ? "" : "; " + hint);
  }
}
