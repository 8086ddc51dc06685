package io.atalaya.server.cli;

import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code completion}: writes a script by which bash and zsh complete commands. */
final class CompletionCommand implements Command {
  private final Surroundings surroundings;
  private final Supplier<CommandSpec> model;

  CompletionCommand(Surroundings surroundings, Supplier<CommandSpec> model) {
    this.surroundings = surroundings;
    this.model = model;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
        "completion", "Write a completion script: source <(atalaya completion).");
  }

  @Override
  public int run(Arguments arguments) {
    surroundings.out().println(AutoComplete.bash(Cli.NAME, new CommandLine(model.get())));
    return ExitCode.OK.code();
  }
}
