package io.atalaya.server.cli;

/** What the program answers to the shell. Above 2 they are those of BSD's {@code sysexits.h}. */
public enum ExitCode {
  OK(0, "done; everything that was checked is well"),
  DEGRADED(1, "a check is degraded, or its state is not known"),
  FAILED(1, "what was tested or asked has a fault"),
  DOWN(2, "a check is down"),
  LINT(3, "nothing is wrong, but something looks wrong, and --lint-fatal was given"),
  USAGE(64, "the command line is wrong"),
  UNAVAILABLE(69, "something needed cannot be had: a port, a directory, a server"),
  INTERNAL(70, "a fault of the program itself"),
  CONFIGURATION(78, "the configuration has errors");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** What it means, for the help. */
  String meaning() {
    return meaning;
  }
}
