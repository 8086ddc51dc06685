package io.atalaya.collect.scrape;

import io.atalaya.collect.discover.Discoverer;
import io.atalaya.collect.discover.DiscoveryTally;
import io.atalaya.collect.discover.TargetFileParser;
import io.atalaya.collect.http.Network;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All scrape jobs: starts and stops them as the configuration and the discoveries change, and says
 * how their targets are. A change touches only the targets that it is about.
 */
public final class ScrapeManager implements AutoCloseable {
  private final SampleSink sink;
  private final Network network;
  private final TargetFileParser fileParser;
  private final Scheduler scheduler;
  private final Recognition recognition;
  private final ScrapeCounters counters = new ScrapeCounters();
  private final ScrapeTimes times;
  private final DiscoveryTally tally;
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** One job that runs. */
  private record Job(ScrapeConfig config, ScrapePool pool, Discoverer discoverer) {}

  public ScrapeManager(
      SampleSink sink, Network network, TargetFileParser fileParser, Scheduler scheduler) {
    this(sink, network, fileParser, scheduler, Recognition.NONE);
  }

  /**
   * A manager without jobs.
   *
   * @param recognition finds out what targets are that do not speak HTTP
   */
  public ScrapeManager(
      SampleSink sink,
      Network network,
      TargetFileParser fileParser,
      Scheduler scheduler,
      Recognition recognition) {
    this.recognition = recognition;
    this.sink = sink;
    this.network = network;
    this.fileParser = fileParser;
    this.scheduler = scheduler;
    times = new ScrapeTimes(scheduler);
    tally = new DiscoveryTally(scheduler);
  }

  /**
   * Scrapes these jobs from now on, and no others.
   *
   * @throws IllegalArgumentException if two have the same name; then nothing changes
   */
  public synchronized void apply(List<ScrapeConfig> configs) {
    Map<String, ScrapeConfig> wanted = new LinkedHashMap<>();
    for (ScrapeConfig config : configs) {
      if (wanted.put(config.jobName(), config) != null) {
        throw new IllegalArgumentException(
            "found multiple scrape configs with job name \"" + config.jobName() + "\"");
      }
    }
    Map<String, Job> before = new HashMap<>(jobs);
    jobs.clear();
    wanted.forEach((name, config) -> jobs.put(name, applyOne(config, before.remove(name))));
    before.values().forEach(ScrapeManager::stop);
    before.keySet().forEach(times::forget);
  }

  private Job applyOne(ScrapeConfig config, @Nullable Job before) {
    if (before != null && before.config().equals(config)) {
      return before;
    }
    if (before != null) {
      before.pool().configure(config);
      before.pool().sync(before.discoverer().change(config.discoveries()), true);
      return new Job(config, before.pool(), before.discoverer());
    }
    ScrapePool pool = newPool(config);
    String name = config.jobName();
    Discoverer discoverer =
        new Discoverer(
            config.discoveries(),
            fileParser,
            network,
            scheduler,
            _ -> discovered(name),
            name,
            tally);
    pool.sync(discoverer.start(), true);
    return new Job(config, pool, discoverer);
  }

  private ScrapePool newPool(ScrapeConfig config) {
    return new ScrapePool(
        config,
        (target, ofJob) ->
            new TargetLoop(target, ofJob, sink, network, scheduler, counters, times, recognition),
        times,
        network.ticker());
  }

  /** Asks what there is now: what was found when this was called may be old by its turn. */
  private synchronized void discovered(String name) {
    Job job = jobs.get(name);
    if (job != null) {
      job.pool().sync(job.discoverer().groups(), false);
    }
  }

  private static void stop(Job job) {
    job.discoverer().close();
    job.pool().stop();
  }

  /** How all targets are at the moment. */
  public synchronized Targets targets() {
    List<TargetStatus> active = new ArrayList<>();
    List<Targets.Dropped> dropped = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    jobs.forEach(
        (name, job) -> {
          active.addAll(job.pool().statuses());
          job.pool().dropped().forEach(labels -> dropped.add(new Targets.Dropped(name, labels)));
          counts.put(name, job.pool().droppedCount());
        });
    return new Targets(active, dropped, counts);
  }

  /** What each active target says about its metric families, job by job. */
  public synchronized List<TargetMetadata> metadata() {
    return jobs.values().stream().flatMap(job -> job.pool().metadata().stream()).toList();
  }

  /** What jobs did with their targets, and how regularly. */
  public ScrapeTimes times() {
    return times;
  }

  /** What the discoveries of all jobs do. */
  public DiscoveryTally discoveries() {
    return tally;
  }

  /** What was done since the start. */
  public ScrapeCounters.Snapshot counters() {
    return counters.snapshot();
  }

  /** Ends all jobs; every series gets a staleness marker. */
  @Override
  public synchronized void close() {
    jobs.values().forEach(ScrapeManager::stop);
    jobs.clear();
  }
}
