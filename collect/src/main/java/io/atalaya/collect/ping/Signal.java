package io.atalaya.collect.ping;

import java.util.Locale;

/**
 * What a ping says.
 *
 * @param kind which event of a job it is
 * @param exitCode of the job, or −1 if it is not told
 */
public record Signal(Kind kind, int exitCode) {
  /** The events of a job. */
  public enum Kind {
    START,
    SUCCESS,
    FAIL;

    /** The word in labels and APIs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code start}, {@code success}, {@code fail}, or an exit code from 0 to 255; nothing
   * means success.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Signal parse(String text) {
    return switch (text) {
      case "", "success" -> new Signal(Kind.SUCCESS, -1);
      case "start" -> new Signal(Kind.START, -1);
      case "fail" -> new Signal(Kind.FAIL, -1);
      default -> ofExitCode(text);
    };
  }

  private static Signal ofExitCode(String text) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is neither start, success, fail nor an exit code from 0 to 255");
    }
    int code = Integer.parseInt(text);
    return new Signal(code == 0 ? Kind.SUCCESS : Kind.FAIL, code);
  }
}
