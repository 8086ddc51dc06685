package io.atalaya.server.cli;

import io.atalaya.server.config.WebFileReader;
import io.atalaya.server.config.yaml.Problems;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code check web-config}: says what is wrong in files for {@code --web.config.file}. */
final class CheckWebConfigCommand implements Command {
  private final Surroundings surroundings;

  CheckWebConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("web-config", "Say what is wrong in files for --web.config.file.");
    spec.addPositional(Options.files("FILE", "1..*", "The files."));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    boolean good = true;
    for (Path file : arguments.files()) {
      Problems problems = new Problems();
      WebFileReader.read(file, problems);
      boolean fine = !problems.hasErrors();
      surroundings.out().println(file + (fine ? " SUCCESS" : " FAILED:"));
      problems.all().forEach(surroundings.out()::println);
      good &= fine;
    }
    return (good ? ExitCode.OK : ExitCode.FAILED).code();
  }
}
