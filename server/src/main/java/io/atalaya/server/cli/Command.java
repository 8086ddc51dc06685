package io.atalaya.server.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One word after the program's name: what may follow it, and what it does. */
interface Command {
  /** Its name, options, parameters and help. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code; see {@link ExitCode}
   * @throws CliException if it cannot be done
   */
  int run(Arguments arguments);
}
