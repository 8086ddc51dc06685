package io.atalaya.server.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code check healthy}, {@code check ready}: whether a server says so of itself. */
final class CheckServerCommand implements Command {
  private static final String DEFAULT_URL = "http://localhost:9090";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Surroundings surroundings;
  private final String word;

  /**
   * A check.
   *
   * @param word {@code healthy} or {@code ready}
   */
  CheckServerCommand(Surroundings surroundings, String word) {
    this.surroundings = surroundings;
    this.word = word;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command(word, "Ask a server whether it is " + word + ".");
    spec.addOption(Options.value("URL", "Where it is (" + DEFAULT_URL + ").", "--url"));
    spec.addOption(ServerClient.configOption());
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    String url = arguments.text("--url").orElse(DEFAULT_URL).replaceAll("/+$", "");
    String address = url + "/-/" + word;
    ServerClient.Reply reply = ServerClient.of(arguments).get(address, TIMEOUT);
    if (reply.status() == 200) {
      surroundings.out().println("  SUCCESS: " + reply.text());
      return ExitCode.OK.code();
    }
    throw new CliException(ExitCode.FAILED, address + " answers " + reply.status());
  }
}
