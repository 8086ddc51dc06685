package io.atalaya.server.cli;

import io.atalaya.server.config.ExampleConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config create}: writes an example that is good and explains itself. */
final class ConfigCreateCommand implements Command {
  private final Surroundings surroundings;

  ConfigCreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("create", "Write a commented example, to FILE or to the terminal.");
    spec.addPositional(Options.files("FILE", "0..1", "A file that does not exist yet."));
    spec.addOption(
        Options.value(
            "NAME",
            "Instead, write the rules that come with the program under this name: "
                + String.join(", ", ExampleConfiguration.ruleNames())
                + ".",
            "--rules"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    String example =
        arguments
            .parsed("--rules", ExampleConfiguration::rules)
            .orElseGet(ExampleConfiguration::text);
    if (arguments.files().isEmpty()) {
      surroundings.out().print(example);
    } else {
      write(arguments.files().getFirst(), example);
    }
    return ExitCode.OK.code();
  }

  private void write(Path file, String example) {
    try {
      Files.writeString(file, example, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new CliException(ExitCode.UNAVAILABLE, file + " exists already; name another file", e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          file + " cannot be written: " + reason(e) + "; name another file",
          e);
    }
    surroundings.out().println("wrote " + file + "; next: atalaya config check " + file);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "there is no such directory";
      default -> String.valueOf(e.getMessage());
    };
  }
}
