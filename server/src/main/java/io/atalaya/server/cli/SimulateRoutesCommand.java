package io.atalaya.server.cli;

import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.simulate.RouteSimulation;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.PromDuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.MatcherText;
import io.atalaya.server.config.RouteAssertions;
import io.atalaya.server.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code simulate routes}: who would be told of some alerts, when, and what would be held back; or,
 * with a file of assertions, whether that is as it should be.
 */
final class SimulateRoutesCommand implements Command {
  private static final Duration DEFAULT_SPAN = Duration.ofHours(1);

  private final Surroundings surroundings;
  private final ExpressionCheck expressions;

  SimulateRoutesCommand(Surroundings surroundings, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("routes", "Say who would be told of alerts, and when; nothing is sent.");
    spec.addOption(
        Options.values("FILE", "Configuration file or directory.", "--config", "--config.file"));
    spec.addOption(
        Options.values(
            "LABELS", "An alert that fires, such as severity=critical,instance=x.", "--alert"));
    spec.addOption(Options.value("TIME", "When they begin (now), RFC 3339.", "--at"));
    spec.addOption(Options.value("DURATION", "For how long they fire (1h).", "--for"));
    spec.addOption(Options.values("FILE", "A file of assertions to check.", "--test"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    RoutingConfig routing =
        LoadedConfiguration.of(arguments.texts("--config"), surroundings, expressions).routing();
    List<String> tests = arguments.texts("--test");
    if (!tests.isEmpty()) {
      return check(routing, tests);
    }
    List<Labels> alerts = new ArrayList<>();
    for (String text : arguments.texts("--alert")) {
      alerts.add(Arguments.parse("--alert", text, SimulateRoutesCommand::labels));
    }
    if (alerts.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE, "name an alert, such as --alert severity=critical,instance=x");
    }
    Instant at =
        arguments
            .parsed("--at", SimulateRoutesCommand::time)
            .orElseGet(() -> surroundings.scheduler().instant());
    Duration span =
        arguments
            .parsed("--for", text -> Duration.ofMillis(PromDuration.parseMillis(text)))
            .orElse(DEFAULT_SPAN);
    print(new RouteSimulation(routing, alerts, List.of(), at, span).run(), alerts);
    return ExitCode.OK.code();
  }

  private static Labels labels(String text) {
    Labels.Builder labels = Labels.builder();
    for (Matcher matcher : MatcherText.parse(text)) {
      if (matcher.type() != Matcher.Type.EQUAL) {
        throw new IllegalArgumentException("an alert has labels, written name=value");
      }
      labels.set(matcher.name(), matcher.value());
    }
    return labels.build();
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected a time such as 2026-03-01T03:00:00Z, found \"" + text + "\"", e);
    }
  }

  private void print(RouteSimulation.Result result, List<Labels> alerts) {
    Map<String, List<Instant>> times = new LinkedHashMap<>();
    for (RouteSimulation.Told told : result.told()) {
      String shown = String.join(" ", told.alerts().stream().map(Labels::toString).toList());
      String what = "tell  %s  %s  %s".formatted(told.channel(), told.reason(), shown);
      times.computeIfAbsent(what, w -> new ArrayList<>()).add(told.at());
    }
    times.forEach((what, at) -> surroundings.out().println(line(what, at)));
    for (DecisionRecord held : result.heldBack()) {
      surroundings
          .out()
          .printf(
              "%s  hold  %s  %s: %s%n",
              seconds(held.at()), subject(held, alerts), held.outcome(), held.reason());
    }
    if (result.told().isEmpty()) {
      surroundings.out().println("nobody would be told");
    }
  }

  /** What comes again and again is one line. */
  private static String line(String what, List<Instant> times) {
    String again =
        times.size() == 1
            ? ""
            : "  (%d times, the last at %s)".formatted(times.size(), seconds(times.getLast()));
    return seconds(times.getFirst()) + "  " + what + again;
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The alert that a decision is about, or the group. */
  private static String subject(DecisionRecord decision, List<Labels> alerts) {
    return alerts.stream()
        .filter(alert -> alert.fingerprintText().equals(decision.subject()))
        .findFirst()
        .map(Labels::toString)
        .orElse(decision.subject());
  }

  private int check(RoutingConfig routing, List<String> files) {
    int failed = 0;
    int passed = 0;
    for (String file : files) {
      for (RouteAssertions.Assertion assertion : assertions(file)) {
        Instant at =
            Optional.ofNullable(assertion.at()).orElseGet(surroundings.scheduler()::instant);
        RouteSimulation.Result result =
            new RouteSimulation(routing, assertion.alerts(), List.of(), at, assertion.span()).run();
        List<String> told = List.copyOf(result.receivers());
        boolean good =
            told.size() == assertion.receivers().size() && told.containsAll(assertion.receivers());
        passed += good ? 1 : 0;
        failed += good ? 0 : 1;
        if (!good) {
          surroundings
              .out()
              .printf(
                  "FAILED  %s: expected %s, would tell %s%n",
                  assertion.name(), assertion.receivers(), told);
          print(result, assertion.alerts());
        }
      }
    }
    surroundings.out().printf("%d passed, %d failed%n", passed, failed);
    return (failed == 0 ? ExitCode.OK : ExitCode.DEGRADED).code();
  }

  private List<RouteAssertions.Assertion> assertions(String file) {
    Problems problems = new Problems();
    try {
      String text = Files.readString(Path.of(file));
      List<RouteAssertions.Assertion> found =
          RouteAssertions.read(file, text, surroundings.environment(), problems);
      if (problems.errorCount() == 0) {
        return found;
      }
    } catch (IOException e) {
      throw new CliException(ExitCode.CONFIGURATION, file + " cannot be read", e);
    }
    problems.all().forEach(problem -> surroundings.err().println(problem));
    throw new CliException(ExitCode.CONFIGURATION, file + " has errors");
  }
}
