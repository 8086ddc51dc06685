package io.atalaya.server.cli;

import io.atalaya.collect.discover.Discoverer;
import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.collect.scrape.TargetPreview;
import io.atalaya.model.PromDuration;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.TargetFile;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code check service-discovery}: finds the targets of one job and shows what relabelling makes of
 * them, without scraping them.
 */
final class CheckDiscoveryCommand implements Command {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** How long others may still answer after the first has. */
  private static final Duration FOR_OTHERS = Duration.ofSeconds(2);

  private final Surroundings surroundings;
  private final ExpressionCheck expressions;

  CheckDiscoveryCommand(Surroundings surroundings, ExpressionCheck expressions) {
    this.surroundings = surroundings;
    this.expressions = expressions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("service-discovery", "Show the targets of a job and their labels.");
    spec.addPositional(Options.files("FILE|JOB", "2", "The configuration, and the job."));
    spec.addOption(Options.value("TIME", "How long to look at most (30s).", "--timeout"));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    List<String> words = arguments.words();
    Duration timeout =
        arguments
            .parsed("--timeout", text -> Duration.ofMillis(PromDuration.parseMillis(text)))
            .orElse(DEFAULT_TIMEOUT);
    ScrapeConfig job = job(Path.of(words.getFirst()), words.get(1));
    List<TargetPreview> targets = TargetPreview.of(job, discover(job, timeout));
    surroundings.out().println(PrettyJson.of(JsonText.of(out -> write(out, targets))));
    return ExitCode.OK.code();
  }

  private ScrapeConfig job(Path file, String name) {
    LoadResult result = ConfigLoader.load(List.of(file), surroundings.environment(), expressions);
    return switch (result) {
      case LoadResult.Loaded loaded -> find(loaded.configuration().scrapeConfigs(), name);
      case LoadResult.Refused refused -> {
        refused.problems().forEach(surroundings.err()::println);
        throw new CliException(ExitCode.FAILED, "the configuration has errors");
      }
    };
  }

  private static ScrapeConfig find(List<ScrapeConfig> jobs, String name) {
    return jobs.stream()
        .filter(job -> job.jobName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.FAILED,
                    "Job "
                        + name
                        + " not found. Select one of: "
                        + jobs.stream()
                            .map(ScrapeConfig::jobName)
                            .collect(Collectors.joining(", "))));
  }

  private List<TargetGroup> discover(ScrapeConfig job, Duration timeout) {
    CountDownLatch found = new CountDownLatch(1);
    Network network = Network.system(AddressGuard.open());
    try (Discoverer discoverer =
        new Discoverer(
            job.discoveries(),
            new TargetFile(),
            network,
            surroundings.scheduler(),
            groups -> found.countDown())) {
      List<TargetGroup> atOnce = discoverer.start();
      if (job.discoveries().stream().allMatch(CheckDiscoveryCommand::answersAtOnce)) {
        return atOnce;
      }
      if (found.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        pause();
      }
      return discoverer.groups();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted", e);
    }
  }

  private static boolean answersAtOnce(Discovery discovery) {
    return discovery instanceof Discovery.Static || discovery instanceof Discovery.Files;
  }

  private void pause() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    surroundings
        .scheduler()
        .at(surroundings.scheduler().instant().plus(FOR_OTHERS), "others", over::countDown);
    over.await();
  }

  private static void write(JsonOut out, List<TargetPreview> targets) throws IOException {
    out.array();
    for (TargetPreview target : targets) {
      out.object().name("discoveredLabels").labels(target.discovered());
      out.name("labels").labels(target.labels());
      if (!target.fault().isEmpty()) {
        out.field("error", target.fault());
      }
      out.end();
    }
    out.end();
  }
}
