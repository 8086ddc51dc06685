package io.atalaya.server.cli;

import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.simulate.Backtest;
import io.atalaya.alert.simulate.RecordedHistory;
import io.atalaya.alert.template.TemplateException;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.SeriesSource;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.server.backtest.HttpEvaluator;
import io.atalaya.server.backtest.Report;
import io.atalaya.server.backtest.Thresholds;
import io.atalaya.server.backtest.UnreachableException;
import io.atalaya.server.backtest.Unstored;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.RuleFiles;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code backtest}: runs rules and routing over stored history and says how often each rule would
 * have fired, for how long, and who would have been told how often.
 */
final class BacktestCommand implements Command {
  private static final Set<String> ALERT_SERIES = Set.of("ALERTS", "ALERTS_FOR_STATE");

  private final Surroundings surroundings;
  private final ExpressionCheck expressions;

  BacktestCommand(Surroundings surroundings, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("backtest", "Say what rules would have done with stored history.");
    spec.addPositional(Options.files("RULE_FILE", "1..*", "Rule files."));
    spec.addOption(
        Options.value("TIME", "First time: RFC 3339, seconds, or how long ago: 7d.", "--from"));
    spec.addOption(Options.value("TIME", "Last time (now), in the same forms.", "--to"));
    StoreAccess.addData(spec);
    spec.addOption(Options.value("URL", "A server to ask, instead of a directory.", "--url"));
    spec.addOption(
        Options.values("FILE", "Configuration with the routing.", "--config", "--config.file"));
    spec.addOption(
        Options.value("ALERT=VALUES", "Thresholds to try: 70,80,90 or 70:90:5.", "--sweep"));
    spec.addOption(Options.flag("Print JSON.", "--json"));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Configuration configuration =
        LoadedConfiguration.of(arguments.texts("--config"), surroundings, expressions);
    List<RuleGroup> groups = groups(arguments, configuration);
    Instant now = surroundings.scheduler().instant().truncatedTo(ChronoUnit.SECONDS);
    Instant from =
        arguments
            .parsed("--from", text -> PastTime.parse(text, now))
            .orElseThrow(() -> new CliException(ExitCode.USAGE, "say from when, with --from"));
    Instant to = arguments.parsed("--to", text -> PastTime.parse(text, now)).orElse(now);
    Backtest.Plan plan = plan(groups, configuration, from, to);
    Report report = report(arguments, plan);
    if (arguments.flag("--json")) {
      surroundings.out().println(report.json());
    } else {
      report.print(surroundings.out());
    }
    boolean good = report.runs().stream().allMatch(run -> run.result().failures().isEmpty());
    return (good ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private List<RuleGroup> groups(Arguments arguments, Configuration configuration) {
    Duration interval = configuration.global().evaluationInterval();
    RuleFiles rules = RuleFiles.read(arguments.files(), interval, true, expressions);
    rules.problems().forEach(problem -> surroundings.err().println(problem));
    if (!rules.good()) {
      throw new CliException(ExitCode.CONFIGURATION, "the rules have errors");
    }
    return rules.groups();
  }

  private static Backtest.Plan plan(
      List<RuleGroup> groups, Configuration configuration, Instant from, Instant to) {
    RuleOptions options =
        RuleOptions.defaults("http://backtest")
            .withExternalLabels(configuration.global().externalLabels());
    try {
      return new Backtest.Plan(groups, configuration.routing(), options, from, to);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private Report report(Arguments arguments, Backtest.Plan plan) {
    Optional<String> url = arguments.text("--url");
    if (url.isPresent()) {
      noteWhatTheServerRecords(plan.groups());
      try (HttpEvaluator server = new HttpEvaluator(url.get(), plan.to().toEpochMilli())) {
        return report(arguments, plan, run -> new Backtest(run).run(server, new Unstored()));
      } catch (UnreachableException e) {
        throw new CliException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
      }
    }
    EngineOptions options = EngineOptions.DEFAULT.withNamedFeatures(Options.features(arguments));
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directory(arguments))) {
      return report(arguments, plan, run -> over(store, run, options));
    } catch (IOException e) {
      throw StoreAccess.failed("the store cannot be closed", e);
    }
  }

  /** How one plan is run. */
  private interface Runner {
    Backtest.Result run(Backtest.Plan plan);
  }

  private static Report report(Arguments arguments, Backtest.Plan plan, Runner runner) {
    List<Report.Run> runs = new ArrayList<>();
    try {
      Optional<Thresholds> sweep = arguments.parsed("--sweep", Thresholds::parse);
      if (sweep.isEmpty()) {
        runs.add(new Report.Run("", "", runner.run(plan)));
      }
      for (String value : sweep.map(Thresholds::values).orElse(List.of())) {
        List<RuleGroup> groups = sweep.get().applied(plan.groups(), value);
        Backtest.Plan changed =
            new Backtest.Plan(groups, plan.routing(), plan.options(), plan.from(), plan.to());
        runs.add(new Report.Run(value, sweep.get().alert(), runner.run(changed)));
      }
    } catch (QueryException | TemplateException e) {
      throw new CliException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    return new Report(plan.from(), plan.to(), runs);
  }

  private static Backtest.Result over(
      SeriesSource store, Backtest.Plan plan, EngineOptions options) {
    Set<String> recorded = namesOf(plan.groups(), RecordingRule.class);
    Set<String> alerts = namesOf(plan.groups(), AlertingRule.class);
    RecordedHistory history =
        new RecordedHistory(
            store, labels -> isWritten(labels, recorded, alerts), plan.from().toEpochMilli());
    Evaluator engine = new Engine(history, options, System::nanoTime);
    return new Backtest(plan).run(engine, history);
  }

  private static boolean isWritten(Labels labels, Set<String> recorded, Set<String> alerts) {
    String name = labels.metricName();
    return recorded.contains(name)
        || (ALERT_SERIES.contains(name) && alerts.contains(labels.get("alertname")));
  }

  private static Set<String> namesOf(List<RuleGroup> groups, Class<? extends Rule> kind) {
    Set<String> names = new HashSet<>();
    groups.forEach(
        group -> group.rules().stream().filter(kind::isInstance).forEach(r -> names.add(r.name())));
    return names;
  }

  private void noteWhatTheServerRecords(List<RuleGroup> groups) {
    Set<String> recorded = namesOf(groups, RecordingRule.class);
    if (!recorded.isEmpty()) {
      surroundings
          .err()
          .println(
              "note: series that the rules record are read as the server stored them: "
                  + String.join(", ", recorded));
    }
  }
}
