package io.atalaya.server.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code version}: says which program this is. */
final class VersionCommand implements Command {
  private final Surroundings surroundings;

  VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    return Options.command("version", "Show the version of the program and of Java.");
  }

  @Override
  public int run(Arguments arguments) {
    surroundings
        .out()
        .println("atalaya " + surroundings.version() + ", Java " + Runtime.version().feature());
    return ExitCode.OK.code();
  }
}
