package io.atalaya.server.cli;

import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.model.Labels;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.RuleFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code check rules}: says what is wrong in rule files, and what looks wrong. Ends with 1 for
 * faults, and with 3 for what only looks wrong if {@code --lint-fatal} was given, as promtool.
 */
final class CheckRulesCommand implements Command {
  private static final Duration ANY_INTERVAL = Duration.ofMinutes(1);
  private static final String DUPLICATES = "duplicate-rules";
  private static final Set<String> LINTS = Set.of("all", "none", DUPLICATES);

  private final Surroundings surroundings;

  /** What makes two rules the same to their readers. */
  private record Identity(String name, Map<String, String> labels) {}

  CheckRulesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("rules", "Say what is wrong in rule files.");
    spec.addPositional(Options.files("FILE", "1..*", "Rule files."));
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
    String lint = arguments.parsed("--lint", CheckRulesCommand::lint).orElse(DUPLICATES);
    ExitCode worst = ExitCode.OK;
    for (Path file : arguments.files()) {
      ExitCode code = check(file, !lint.equals("none"), arguments);
      worst = code.code() != 0 && worst != ExitCode.FAILED ? code : worst;
    }
    boolean forgiven = worst == ExitCode.LINT && !arguments.flag("--lint-fatal");
    return (forgiven ? ExitCode.OK : worst).code();
  }

  private static String lint(String text) {
    if (!LINTS.contains(text)) {
      throw new IllegalArgumentException(
          "unknown value \"" + text + "\"; possible are all, none and " + DUPLICATES);
    }
    return text;
  }

  private ExitCode check(Path file, boolean lint, Arguments arguments) {
    PrintWriter out = surroundings.out();
    out.println("Checking " + file);
    RuleFiles rules =
        RuleFiles.read(
            List.of(file),
            ANY_INTERVAL,
            !arguments.flag("--ignore-unknown-fields"),
            PromqlExpressions.with(Options.features(arguments)));
    List<String> faults = new ArrayList<>();
    rules.problems().forEach(problem -> faults.add(problem.toString()));
    ExitCode code = rules.good() ? ExitCode.OK : ExitCode.FAILED;
    if (rules.good() && lint) {
      duplicates(rules.groups()).forEach(rule -> faults.add(duplicate(rule)));
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

  /** Rules that record the same series or raise the same alert, once each. */
  private static Set<Identity> duplicates(List<RuleGroup> groups) {
    Set<Identity> seen = new HashSet<>();
    Set<Identity> twice = new HashSet<>();
    for (RuleGroup group : groups) {
      for (Rule rule : group.rules()) {
        Map<String, String> labels = new TreeMap<>(group.labels());
        labels.putAll(rule.labels());
        Identity identity = new Identity(rule.name(), labels);
        if (!seen.add(identity)) {
          twice.add(identity);
        }
      }
    }
    return twice;
  }

  private static String duplicate(Identity rule) {
    return "duplicate rule: "
        + rule.name()
        + " "
        + Labels.of(rule.labels())
        + "; two rules that write the same series disturb each other";
  }
}
