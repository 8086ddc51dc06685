package io.atalaya.server.cli;

import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.rule.RuleReplay;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.alert.simulate.RecordedHistory;
import io.atalaya.model.Evaluator;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.PromDuration;
import io.atalaya.model.QueryException;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.server.backtest.HttpEvaluator;
import io.atalaya.server.backtest.UnreachableException;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.RuleFiles;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code tsdb create-blocks-from rules}: what recording rules would have recorded, had they been
 * there before. A rule sees what those before it recorded; where there are samples of a series
 * already, these stay.
 */
final class TsdbRulesCommand implements Command {
  private static final Duration BLOCK = Duration.ofHours(2);
  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  private final Surroundings surroundings;
  private final ExpressionCheck expressions;

  TsdbRulesCommand(Surroundings surroundings, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("rules", "Store what recording rules would have recorded in the past.");
    spec.addPositional(
        Options.files("RULE_FILE", "1..*", "Rule files; alerts in them are ignored."));
    spec.addOption(
        Options.value("TIME", "First time: RFC 3339, seconds, or how long ago: 7d.", "--start"));
    spec.addOption(Options.value("TIME", "Last time (now), in the same forms.", "--end"));
    spec.addOption(
        Options.value(
            "DIR",
            "The data directory (./data).",
            "--data",
            "--storage.tsdb.path",
            "--output-dir"));
    StoreAccess.addWriting(spec);
    spec.addOption(Options.withoutEffect("-q", false));
    spec.addOption(Options.withoutEffect("--quiet", false));
    spec.addOption(
        Options.value("URL", "A server to ask, instead of the data directory.", "--url"));
    spec.addOption(
        Options.value("TIME", "Interval of groups that name none (1m).", "--eval-interval"));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
    return spec;
  }

  /** First and last instant. */
  private record Span(Instant from, Instant to) {
    Span {
      if (to.isBefore(from)) {
        throw new CliException(ExitCode.USAGE, "the end, " + to + ", is before the start, " + from);
      }
    }
  }

  @Override
  public int run(Arguments arguments) {
    Instant now = surroundings.scheduler().instant();
    Span span =
        new Span(
            arguments
                .parsed("--start", text -> PastTime.parse(text, now))
                .orElseThrow(() -> new CliException(ExitCode.USAGE, "say from when, with --start")),
            arguments.parsed("--end", text -> PastTime.parse(text, now)).orElse(now));
    List<RuleGroup> groups = groups(arguments);
    Path data = StoreAccess.directory(arguments);
    try (Tsdb store = StoreAccess.openOrCreate(surroundings, data)) {
      Optional<String> url = arguments.text("--url");
      return url.isPresent()
          ? askAndStore(url.get(), groups, span, store)
          : evaluateAndStore(Options.features(arguments), groups, span, store);
    } catch (UnreachableException e) {
      throw new CliException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    } catch (QueryException e) {
      throw new CliException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed("not everything could be stored", e);
    }
  }

  private List<RuleGroup> groups(Arguments arguments) {
    Duration interval =
        arguments
            .parsed("--eval-interval", text -> Duration.ofMillis(PromDuration.parseMillis(text)))
            .orElse(DEFAULT_INTERVAL);
    RuleFiles rules = RuleFiles.read(arguments.files(), interval, true, expressions);
    rules.problems().forEach(problem -> surroundings.err().println(problem));
    if (!rules.good()) {
      throw new CliException(ExitCode.CONFIGURATION, "the rules have errors");
    }
    return rules.groups().stream().map(TsdbRulesCommand::recording).toList();
  }

  private static RuleGroup recording(RuleGroup group) {
    return new RuleGroup(
        group.name(),
        group.file(),
        group.interval(),
        group.limit(),
        group.queryOffset(),
        group.labels(),
        group.rules().stream().filter(RecordingRule.class::isInstance).toList());
  }

  private int evaluateAndStore(Set<String> features, List<RuleGroup> groups, Span span, Tsdb store)
      throws IOException {
    Set<String> names = names(groups);
    RecordedHistory history =
        new RecordedHistory(
            store, labels -> names.contains(labels.metricName()), span.from().toEpochMilli());
    EngineOptions options = EngineOptions.DEFAULT.withNamedFeatures(features);
    return evaluate(new Engine(history, options, System::nanoTime), history, groups, span, store);
  }

  private int askAndStore(String url, List<RuleGroup> groups, Span span, Tsdb store)
      throws IOException {
    RecordedHistory recorded =
        new RecordedHistory(store, labels -> true, span.from().toEpochMilli());
    try (HttpEvaluator server = new HttpEvaluator(url, span.to().toEpochMilli())) {
      return evaluate(server, recorded, groups, span, store);
    }
  }

  private int evaluate(
      Evaluator evaluator, RecordedHistory recorded, List<RuleGroup> groups, Span span, Tsdb store)
      throws IOException {
    List<String> failures = new ArrayList<>();
    for (RuleGroup group : groups) {
      failures.addAll(evaluate(evaluator, recorded, group, span));
    }
    store(recorded, names(groups), span, store);
    failures.forEach(failure -> surroundings.err().println("failed: " + failure));
    return (failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  /** Evaluates a group at every multiple of its interval; returns what failed. */
  private static Set<String> evaluate(
      Evaluator evaluator, RecordedHistory recorded, RuleGroup group, Span span) {
    RuleOptions options = RuleOptions.defaults("http://localhost");
    RuleReplay replay = new RuleReplay(List.of(group), evaluator, recorded, options);
    Set<String> failures = new TreeSet<>();
    long interval = group.interval().toMillis();
    long first = Math.ceilDiv(span.from().toEpochMilli(), interval) * interval;
    for (long at = first; at <= span.to().toEpochMilli(); at += interval) {
      replay.evaluate(Instant.ofEpochMilli(at));
      for (GroupStatus status : replay.status()) {
        status.rules().stream()
            .filter(rule -> rule.health() == RuleStatus.Health.ERROR)
            .forEach(rule -> failures.add(rule.rule().name() + ": " + rule.lastError()));
      }
    }
    return failures;
  }

  private static Set<String> names(List<RuleGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.rules().stream())
        .map(rule -> rule.name())
        .collect(Collectors.toSet());
  }

  private void store(RecordedHistory recorded, Set<String> names, Span span, Tsdb store)
      throws IOException {
    Progress progress =
        new Progress(surroundings.err(), surroundings.scheduler(), "blocks", windows(span));
    long length = BLOCK.toMillis();
    for (int i = 0; i < windows(span); i++) {
      long start = (span.from().toEpochMilli() / length + i) * length;
      long from = Math.max(start, span.from().toEpochMilli());
      long to = Math.min(start + length, span.to().toEpochMilli() + 1);
      progress.step(storeBlock(recorded, names, from, to, store));
    }
    surroundings.out().println("stored " + progress.rate());
  }

  private static int windows(Span span) {
    long length = BLOCK.toMillis();
    return (int) (span.to().toEpochMilli() / length - span.from().toEpochMilli() / length + 1);
  }

  private static long storeBlock(
      RecordedHistory recorded, Set<String> names, long from, long to, Tsdb store)
      throws IOException {
    String anyName = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    SeriesSelection selection =
        SeriesSelection.of(
            SampleSink.DEFAULT_TENANT,
            List.of(Matcher.of(Matcher.Type.REGEX, Labels.METRIC_NAME, anyName)),
            from,
            to - 1);
    try (SeriesSet series = recorded.select(selection)) {
      long samples = samples(series);
      if (samples > 0) {
        store.addBlock(SampleSink.DEFAULT_TENANT, from, to, series);
      }
      return samples;
    }
  }

  private static long samples(SeriesSet series) {
    SeriesSamples scratch = new SeriesSamples();
    long samples = 0;
    for (int i = 0; i < series.size(); i++) {
      series.read(i, scratch);
      samples += scratch.size();
    }
    return samples;
  }
}
