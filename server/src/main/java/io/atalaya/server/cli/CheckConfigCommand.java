package io.atalaya.server.cli;

import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.collect.alertmanager.AlertingConfig;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.model.PromDuration;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.yaml.YamlList;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code check config}: what {@code promtool check config} does, with its flags, lines and exit
 * codes. {@code config check} says the same for people.
 */
final class CheckConfigCommand implements Command {
  private static final String LONG_INTERVALS = "too-long-scrape-interval";
  private static final Duration DEFAULT_LOOKBACK = Duration.ofMinutes(5);

  private final Surroundings surroundings;

  /** What looks wrong is looked for. */
  private record Lints(Set<String> wanted, Duration lookback) {
    boolean has(String lint) {
      return !wanted.contains(RuleLint.NONE)
          && (wanted.contains(RuleLint.ALL) || wanted.contains(lint));
    }
  }

  CheckConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("config", "Say what is wrong in configurations.");
    spec.addPositional(Options.files("FILE", "1..*", "Configuration files."));
    spec.addOption(Options.flag("Look at no file that they name.", "--syntax-only"));
    spec.addOption(
        Options.value(
            "WHAT",
            "all, none, duplicate-rules, too-long-scrape-interval (duplicate-rules).",
            "--lint"));
    spec.addOption(Options.flag("End with 3 if something looks wrong.", "--lint-fatal"));
    spec.addOption(Options.flag("Whether a Prometheus agent would take it.", "--agent"));
    spec.addOption(
        Options.value("TIME", "The server's --query.lookback-delta.", "--query.lookback-delta"));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Lints lints = lints(arguments);
    ExpressionCheck expressions = PromqlExpressions.with(Options.features(arguments));
    ExitCode worst = ExitCode.OK;
    for (Path file : arguments.files()) {
      ExitCode code = check(file, arguments, lints, expressions);
      worst = code != ExitCode.OK && worst != ExitCode.FAILED ? code : worst;
    }
    boolean forgiven = worst == ExitCode.LINT && !arguments.flag("--lint-fatal");
    return (forgiven ? ExitCode.OK : worst).code();
  }

  private Lints lints(Arguments arguments) {
    Set<String> wanted =
        new TreeSet<>(
            Arrays.asList(arguments.text("--lint").orElse(RuleLint.DUPLICATES).split(",", -1)));
    Set<String> known = Set.of(RuleLint.ALL, RuleLint.NONE, RuleLint.DUPLICATES, LONG_INTERVALS);
    wanted.stream()
        .filter(lint -> !known.contains(lint))
        .forEach(l -> surroundings.out().println("WARNING: unknown lint option: \"" + l + "\""));
    Duration lookback =
        arguments
            .parsed(
                "--query.lookback-delta", text -> Duration.ofMillis(PromDuration.parseMillis(text)))
            .orElse(DEFAULT_LOOKBACK);
    return new Lints(wanted, lookback);
  }

  private ExitCode check(Path file, Arguments arguments, Lints lints, ExpressionCheck expressions) {
    boolean syntaxOnly = arguments.flag("--syntax-only");
    PrintWriter out = surroundings.out();
    out.println("Checking " + file);
    LoadResult result =
        syntaxOnly
            ? ConfigLoader.loadAlone(List.of(file), surroundings.environment(), expressions)
            : ConfigLoader.load(List.of(file), surroundings.environment(), expressions);
    return switch (result) {
      case LoadResult.Refused refused -> failed(refused.problems());
      case LoadResult.Loaded loaded
          when loaded.problems().stream()
              .anyMatch(problem -> problem.message().startsWith(ConfigLoader.NO_FILE)) ->
          failed(loaded.problems());
      case LoadResult.Loaded loaded -> {
        String useless = arguments.flag("--agent") ? uselessToAgent(loaded.configuration()) : "";
        if (!useless.isEmpty()) {
          yield failed(List.of("field " + useless + " is not allowed in agent mode"));
        }
        loaded.problems().forEach(problem -> out.println("  WARNING: " + problem));
        yield good(file, loaded.configuration(), syntaxOnly, lints);
      }
    };
  }

  /** The first section that an agent has no use for; empty if there is none. */
  private static String uselessToAgent(Configuration configuration) {
    AlertingConfig alerting = configuration.alerting();
    if (!alerting.alertmanagers().isEmpty() || !alerting.relabelRules().isEmpty()) {
      return "alerting";
    }
    if (configuration.shown().get("rule_files") instanceof YamlList files
        && !files.items().isEmpty()) {
      return "rule_files";
    }
    return configuration.remoteReads().isEmpty() ? "" : "remote_read";
  }

  private ExitCode failed(List<?> problems) {
    surroundings.err().println("  FAILED:");
    problems.forEach(surroundings.err()::println);
    surroundings.out().println();
    return ExitCode.FAILED;
  }

  private ExitCode good(Path file, Configuration configuration, boolean syntaxOnly, Lints lints) {
    Map<String, List<RuleGroup>> rules = byFile(configuration, file);
    PrintWriter out = surroundings.out();
    if (!rules.isEmpty()) {
      out.println("  SUCCESS: " + rules.size() + " rule files found");
    }
    out.println(" SUCCESS: " + file + " is valid prometheus config file syntax");
    out.println();
    boolean well = syntaxOnly || intervalsAreShort(configuration, lints);
    for (Map.Entry<String, List<RuleGroup>> entry : rules.entrySet()) {
      well &= rulesAreWell(entry.getKey(), entry.getValue(), lints);
    }
    return well ? ExitCode.OK : ExitCode.LINT;
  }

  /** The groups of each rule file; those that are implied come from none. */
  private static Map<String, List<RuleGroup>> byFile(Configuration configuration, Path file) {
    Map<String, List<RuleGroup>> groups = new LinkedHashMap<>();
    for (RuleGroup group : configuration.ruleGroups()) {
      boolean linked = group.file().contains("/") && !group.file().equals(file.toString());
      if (linked) {
        groups.merge(group.file(), List.of(group), CheckConfigCommand::joined);
      }
    }
    return groups;
  }

  private static List<RuleGroup> joined(List<RuleGroup> some, List<RuleGroup> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private boolean intervalsAreShort(Configuration configuration, Lints lints) {
    for (ScrapeConfig job : configuration.scrapeConfigs()) {
      if (lints.has(LONG_INTERVALS) && job.interval().compareTo(lints.lookback()) >= 0) {
        surroundings
            .err()
            .println(
                "  FAILED: too long scrape interval found, data point will be marked as stale -"
                    + " job: "
                    + job.jobName()
                    + ", interval: "
                    + PromDuration.format(job.interval().toMillis()));
        return false;
      }
    }
    return true;
  }

  private boolean rulesAreWell(String file, List<RuleGroup> groups, Lints lints) {
    PrintWriter out = surroundings.out();
    out.println("Checking " + file);
    List<String> lines = lints.has(RuleLint.DUPLICATES) ? RuleLint.duplicates(groups) : List.of();
    if (lines.isEmpty()) {
      int count = groups.stream().mapToInt(group -> group.rules().size()).sum();
      out.println("  SUCCESS: " + count + " rules found");
    } else {
      surroundings.err().println("  FAILED:");
      lines.forEach(surroundings.err()::println);
    }
    out.println();
    return lines.isEmpty();
  }
}
