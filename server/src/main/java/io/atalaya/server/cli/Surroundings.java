package io.atalaya.server.cli;

import io.atalaya.model.Scheduler;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command line touches.
 *
 * @param environment variables
 * @param in what is piped into the command
 * @param out where answers go
 * @param err where faults go
 * @param scheduler the clock, for commands that repeat
 * @param version the program's version
 */
public record Surroundings(
    Map<String, String> environment,
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Scheduler scheduler,
    String version) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Surroundings in which nothing is piped into commands. */
  public Surroundings(
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err,
      Scheduler scheduler,
      String version) {
    this(environment, InputStream.nullInputStream(), out, err, scheduler, version);
  }
}
