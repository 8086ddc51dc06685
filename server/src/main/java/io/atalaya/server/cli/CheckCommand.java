package io.atalaya.server.cli;

import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;

/** {@code check}: evaluates all checks once, or again and again, without a server. */
final class CheckCommand implements Command {
  private final Surroundings surroundings;
  private final CheckRunner runner;
  private final ExpressionCheck expressions;

  CheckCommand(Surroundings surroundings, CheckRunner runner, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.runner = runner;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("check", "Evaluate all checks now and say what is down.");
    spec.addPositional(Options.files("FILE", "0..*", "Configuration files and directories."));
    spec.addOption(Options.flag("Answer in JSON, one object a line.", "-j", "--json"));
    spec.addOption(
        Options.value(
            "SECONDS", "Repeat at this interval; thresholds count then.", "-i", "--interval"));
    spec.addOption(Options.flag("Evaluate once, even with -i.", "--once"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Configuration configuration = configuration(arguments.files());
    Optional<Duration> interval = arguments.parsed("-i", CheckCommand::seconds);
    boolean once = interval.isEmpty() || arguments.flag("--once");
    CheckRunner.Rounds rounds = runner.begin(configuration, !once);
    while (true) {
      Instant startedAt = surroundings.scheduler().instant();
      CheckReport report = new CheckReport(startedAt, rounds.next());
      surroundings.out().print(arguments.flag("-j") ? report.json() : report.table());
      surroundings.out().flush();
      if (once || !waitUntil(startedAt.plus(interval.get()))) {
        return report.exitCode().code();
      }
    }
  }

  private static Duration seconds(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("expected seconds, found \"" + text + "\"");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private Configuration configuration(List<Path> files) {
    LoadResult result = ConfigLoader.load(files, surroundings.environment(), expressions);
    return switch (result) {
      case LoadResult.Loaded(Configuration configuration, _, _)
          when !configuration.checks().isEmpty() ->
          configuration;
      case LoadResult.Loaded _ ->
          throw new CliException(
              ExitCode.CONFIGURATION, "there are no checks; add checks: to the configuration");
      case LoadResult.Refused refused -> {
        refused.problems().forEach(problem -> surroundings.err().println(problem));
        throw new CliException(ExitCode.CONFIGURATION, "the configuration has errors");
      }
    };
  }

  /** Waits on the clock; false if the program is to end. */
  private boolean waitUntil(Instant when) {
    CountDownLatch reached = new CountDownLatch(1);
    surroundings.scheduler().at(when, "next check", reached::countDown);
    try {
      reached.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
