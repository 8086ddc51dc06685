package io.atalaya.server.cli;

import io.atalaya.query.EngineOptions;
import io.atalaya.query.parse.PrettyPrinter;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code promql format}: writes an expression anew, with line breaks where it is long. */
final class PromqlFormatCommand implements Command {
  private final Surroundings surroundings;

  PromqlFormatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("format", "Write an expression anew, well laid out.");
    spec.addPositional(Options.files("EXPR", "1", "The expression."));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    spec.addOption(Options.withoutEffect("--experimental", false));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    PromqlParser parser =
        new PromqlParser(
            EngineOptions.DEFAULT.withNamedFeatures(Options.features(arguments)).language());
    try {
      String formatted = PrettyPrinter.print(parser.parse(arguments.words().getFirst()));
      surroundings.out().println(formatted);
      return ExitCode.OK.code();
    } catch (PromqlSyntaxException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }
}
