package io.atalaya.server.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code check pause}, {@code check resume}: whether a running server asks some of its checks. */
final class PauseCommand implements Command {
  private final Surroundings surroundings;
  private final String word;

  /**
   * One of the two.
   *
   * @param word {@code pause} or {@code resume}
   */
  PauseCommand(Surroundings surroundings, String word) {
    this.surroundings = surroundings;
    this.word = word;
  }

  @Override
  public CommandSpec spec() {
    String what =
        word.equals("pause")
            ? "Have a running server not ask some checks, until they are resumed."
            : "Have a running server ask paused checks again.";
    CommandSpec spec = Options.command(word, what);
    spec.addPositional(Options.files("NAME", "1..*", "Names of checks."));
    spec.addOption(OwnApi.option());
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    OwnApi server = OwnApi.of(arguments);
    for (String name : arguments.words()) {
      try {
        server.post("checks/" + OwnApi.part(name) + "/" + word, "");
      } catch (CliException e) {
        throw new CliException(e.exitCode(), name + ": " + e.getMessage(), e);
      }
      surroundings.out().printf("%s: %sd%n", name, word);
    }
    return ExitCode.OK.code();
  }
}
