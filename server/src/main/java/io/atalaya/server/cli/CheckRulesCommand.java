package io.atalaya.server.cli;

import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.RuleFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code check rules}: says what is wrong in rule files, and what looks wrong. Ends with 1 for
 * faults, and with 3 for what only looks wrong if {@code --lint-fatal} was given, as promtool.
 */
final class CheckRulesCommand implements Command {
  private static final Duration ANY_INTERVAL = Duration.ofMinutes(1);
  private static final Set<String> LINTS = Set.of(RuleLint.ALL, RuleLint.NONE, RuleLint.DUPLICATES);

  private final Surroundings surroundings;

  CheckRulesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("rules", "Say what is wrong in rule files.");
    spec.addPositional(Options.files("FILE", "0..*", "Rule files (standard input)."));
    spec.addOption(
        Options.value("WHAT", "all, none or duplicate-rules (duplicate-rules).", "--lint"));
    spec.addOption(Options.flag("End with 3 if something looks wrong.", "--lint-fatal"));
    spec.addOption(
        Options.flag("Take keys that nobody knows for no fault.", "--ignore-unknown-fields"));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    String lint = arguments.parsed("--lint", CheckRulesCommand::lint).orElse(RuleLint.DUPLICATES);
    ExitCode worst = ExitCode.OK;
    boolean looks = !lint.equals(RuleLint.NONE);
    if (arguments.files().isEmpty()) {
      worst = checkInput(looks, arguments);
    }
    for (Path file : arguments.files()) {
      ExitCode code = check(file, looks, arguments);
      worst = code.code() != 0 && worst != ExitCode.FAILED ? code : worst;
    }
    boolean forgiven = worst == ExitCode.LINT && !arguments.flag("--lint-fatal");
    return (forgiven ? ExitCode.OK : worst).code();
  }

  private static String lint(String text) {
    if (!LINTS.contains(text)) {
      throw new IllegalArgumentException(
          "unknown value \"" + text + "\"; possible are all, none and " + RuleLint.DUPLICATES);
    }
    return text;
  }

  private ExitCode check(Path file, boolean lint, Arguments arguments) {
    surroundings.out().println("Checking " + file);
    RuleFiles rules =
        RuleFiles.read(
            List.of(file),
            ANY_INTERVAL,
            !arguments.flag("--ignore-unknown-fields"),
            PromqlExpressions.with(Options.features(arguments)));
    return judge(rules, lint);
  }

  private ExitCode checkInput(boolean lint, Arguments arguments) {
    surroundings.out().println("Checking standard input");
    RuleFiles rules =
        RuleFiles.readText(
            "standard input",
            new String(StandardInput.read(surroundings), StandardCharsets.UTF_8),
            ANY_INTERVAL,
            !arguments.flag("--ignore-unknown-fields"),
            PromqlExpressions.with(Options.features(arguments)));
    return judge(rules, lint);
  }

  private ExitCode judge(RuleFiles rules, boolean lint) {
    PrintWriter out = surroundings.out();
    List<String> faults = new ArrayList<>();
    rules.problems().forEach(problem -> faults.add(problem.toString()));
    ExitCode code = rules.good() ? ExitCode.OK : ExitCode.FAILED;
    if (rules.good() && lint) {
      faults.addAll(RuleLint.duplicates(rules.groups()));
      code = faults.isEmpty() ? ExitCode.OK : ExitCode.LINT;
    }
    if (code == ExitCode.OK) {
      int count = rules.groups().stream().mapToInt(group -> group.rules().size()).sum();
      out.println("  SUCCESS: " + count + " rules found");
    } else {
      out.println("  FAILED:");
    }
    faults.forEach(out::println);
    out.println();
    return code;
  }
}
