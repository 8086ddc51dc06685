package io.atalaya.server.cli;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.ConfigPrinter;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config check}: says everything that is wrong in a configuration, and where. */
final class ConfigCheckCommand implements Command {
  private final Surroundings surroundings;
  private final ExpressionCheck expressions;

  ConfigCheckCommand(Surroundings surroundings, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("check", "Say what is wrong in a configuration: file:line:column.");
    spec.addPositional(Options.files("FILE", "1..*", "Configuration files and directories."));
    spec.addOption(
        Options.flag("Show the configuration as it takes effect, secrets hidden.", "--print"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    LoadResult result =
        ConfigLoader.load(arguments.files(), surroundings.environment(), expressions);
    result.problems().forEach(problem -> surroundings.err().println(problem));
    return switch (result) {
      case LoadResult.Loaded loaded -> {
        surroundings.out().println(summary(loaded.configuration(), arguments.flag("--print")));
        yield ExitCode.OK.code();
      }
      case LoadResult.Refused refused -> {
        if (refused.more() > 0) {
          surroundings.err().println("and " + refused.more() + " more");
        }
        yield ExitCode.CONFIGURATION.code();
      }
    };
  }

  private static String summary(Configuration c, boolean print) {
    return print
        ? ConfigPrinter.print(c).stripTrailing()
        : "good: %s, %s, %s, %s"
            .formatted(
                count(c.scrapeConfigs().size(), "scrape job"),
                count(c.checks().size(), "check"),
                count(c.ruleGroups().size(), "rule group"),
                count(delivering(c.routing().receivers()), "receiver"));
  }

  /** Those that tell somebody; one without any way swallows what it is sent. */
  private static int delivering(List<Receiver> receivers) {
    return (int) receivers.stream().filter(r -> !r.configs().isEmpty()).count();
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
