package io.atalaya.server.cli;

import io.atalaya.query.EngineOptions;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.ruletest.JunitReport;
import io.atalaya.server.ruletest.RuleTests;
import io.atalaya.server.ruletest.RuleTests.CaseResult;
import io.atalaya.server.ruletest.RuleTests.FileResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code test rules}: runs unit tests of rules, in promtool's form. */
final class TestRulesCommand implements Command {
  private final Surroundings surroundings;

  TestRulesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("rules", "Run unit tests of rules, in promtool's form.");
    spec.addPositional(Options.files("FILE", "1..*", "Files of tests."));
    spec.addOption(
        Options.values("REGEX", "Only tests whose name it finds; may be repeated.", "--run"));
    spec.addOption(Options.value("FILE", "Write the results as JUnit's XML too.", "--junit"));
    spec.addOption(Options.flag("Tell only the lines that differ.", "--diff"));
    spec.addOption(
        Options.flag(
            "Take keys of rule files that nobody knows for no fault.", "--ignore-unknown-fields"));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    RuleTests tests = new RuleTests(options(arguments));
    List<FileResult> results = new ArrayList<>();
    for (Path file : arguments.files()) {
      FileResult result = tests.run(file);
      show(result);
      results.add(result);
    }
    arguments.text("--junit").ifPresent(file -> writeReport(Path.of(file), results));
    boolean good = results.stream().allMatch(FileResult::good);
    return (good ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private static RuleTests.Options options(Arguments arguments) {
    Set<String> features = Options.features(arguments);
    return new RuleTests.Options(
        EngineOptions.DEFAULT.withNamedFeatures(features),
        PromqlExpressions.with(features),
        arguments.texts("--run").stream().map(TestRulesCommand::pattern).toList(),
        arguments.flag("--diff"),
        arguments.flag("--debug"),
        !arguments.flag("--ignore-unknown-fields"));
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new CliException(ExitCode.USAGE, "--run: " + e.getMessage(), e);
    }
  }

  private void show(FileResult result) {
    PrintWriter out = surroundings.out();
    out.println("Unit Testing:  " + result.file());
    result.warnings().forEach(warning -> out.println("  WARNING: " + warning));
    out.println(result.good() ? "  SUCCESS" : "  FAILED:");
    if (!result.fault().isEmpty()) {
      out.println(result.fault());
    }
    for (CaseResult each : result.cases()) {
      each.faults().forEach(out::println);
      if (!each.dump().isEmpty()) {
        out.println("DEBUG: all samples of " + each.name() + ":");
        each.dump().forEach(line -> out.println("  " + line));
      }
    }
    out.println();
  }

  private void writeReport(Path file, List<FileResult> results) {
    try {
      Files.writeString(file, JunitReport.of(results, surroundings.scheduler().instant()));
    } catch (IOException e) {
      throw new CliException(ExitCode.UNAVAILABLE, "cannot write " + file + ": " + e, e);
    }
  }
}
