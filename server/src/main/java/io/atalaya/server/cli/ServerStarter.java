package io.atalaya.server.cli;

/** Starts the server and stays until it ends. */
@FunctionalInterface
public interface ServerStarter {
  /**
   * Runs the server.
   *
   * @return the exit code of the program
   * @throws CliException if it cannot start; nothing is left half-started
   */
  int run(StartOptions options);
}
