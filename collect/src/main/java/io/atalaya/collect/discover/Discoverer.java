package io.atalaya.collect.discover;

import io.atalaya.collect.discover.kubernetes.ClusterWatch;
import io.atalaya.collect.dns.DnsClient;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.model.http.ShownUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the target groups of one job up to date: all its discoveries together. */
public final class Discoverer implements AutoCloseable {
  /**
   * Changes that follow each other faster are told together, so that a cluster that rolls out does
   * not have its targets compared for every pod. As Prometheus does it.
   */
  private static final Duration MIN_BETWEEN_CHANGES = Duration.ofSeconds(5);

  private final TargetFileParser fileParser;
  private final Network network;
  private final Scheduler scheduler;
  private final Consumer<List<TargetGroup>> changed;
  private final String job;
  private final DiscoveryTally tally;
  private final List<Watch> watches;
  private volatile List<TargetGroup> groups = List.of();
  private volatile boolean closed;
  private Instant lastTold = Instant.MIN;
  private boolean telling;

  /** A discoverer that nobody watches. */
  public Discoverer(
      List<Discovery> discoveries,
      TargetFileParser fileParser,
      Network network,
      Scheduler scheduler,
      Consumer<List<TargetGroup>> changed) {
    this(discoveries, fileParser, network, scheduler, changed, "", new DiscoveryTally(scheduler));
  }

  /**
   * A discoverer that does nothing before {@link #start}.
   *
   * @param job what the tally calls it
   * @param changed is called, on some thread, with all groups whenever they have changed
   */
  public Discoverer(
      List<Discovery> discoveries,
      TargetFileParser fileParser,
      Network network,
      Scheduler scheduler,
      Consumer<List<TargetGroup>> changed,
      String job,
      DiscoveryTally tally) {
    this.job = job;
    this.tally = tally;
    this.fileParser = fileParser;
    // Only the author of the configuration says where registries are, so any address will do.
    this.network = network.withGuard(AddressGuard.open());
    this.scheduler = scheduler;
    this.changed = changed;
    this.watches = discoveries.stream().map(this::watch).toList();
  }

  private Watch watch(Discovery discovery) {
    return switch (discovery) {
      case Discovery.Static fixed -> new FixedTargets(fixed.groups());
      case Discovery.Files files ->
          new FileWatch(
              new TargetFiles(files.patterns(), fileParser, tally::fileUnreadable),
              files.refreshInterval(),
              scheduler);
      case Discovery.Http http ->
          polled(
              "http",
              "http_sd " + ShownUrl.of(http.url()),
              new HttpTargets(http, network),
              http.refreshInterval());
      case Discovery.Dns dns ->
          polled("dns", "dns_sd", new DnsTargets(dns, DnsClient.system()), dns.refreshInterval());
      case Discovery.Docker docker ->
          polled(
              "docker",
              "docker_sd " + ShownUrl.of(docker.host()),
              new DockerTargets(docker, network),
              docker.refreshInterval());
      case Discovery.Consul consul ->
          new ConsulWatch(consul, network, scheduler, counting("consul"));
      case Discovery.Ec2 ec2 ->
          polled(
              "ec2",
              "ec2_sd " + ec2.region(),
              new Ec2Targets(ec2, network, scheduler),
              ec2.refreshInterval());
      case Discovery.Kubernetes kubernetes ->
          new ClusterWatch(kubernetes, network, scheduler, tally::clusterFailed);
    };
  }

  private Watch polled(String mechanism, String what, TargetQuery query, Duration interval) {
    TargetQuery counted = new CountedQuery(query, network.ticker(), counting(mechanism));
    return new PolledTargets(what, counted, interval, scheduler);
  }

  private CountedQuery.Count counting(String mechanism) {
    DiscoveryTally.Who who = new DiscoveryTally.Who(job, mechanism);
    return (nanos, failed) -> tally.refreshed(who, nanos, failed);
  }

  /** Begins to look and goes on looking; gives what can be told at once. */
  public List<TargetGroup> start() {
    watches.forEach(watch -> watch.start(this::tellSoon));
    groups = collect();
    return groups;
  }

  private synchronized void tellSoon() {
    if (closed) {
      return;
    }
    tally.received(telling);
    if (telling) {
      return;
    }
    telling = true;
    Instant now = scheduler.instant();
    Instant earliest = lastTold.equals(Instant.MIN) ? now : lastTold.plus(MIN_BETWEEN_CHANGES);
    scheduler.at(earliest.isBefore(now) ? now : earliest, "tell of changed targets", this::tell);
  }

  private void tell() {
    synchronized (this) {
      telling = false;
      lastTold = scheduler.instant();
    }
    if (!closed) {
      groups = collect();
      tally.told();
      changed.accept(groups);
    }
  }

  private List<TargetGroup> collect() {
    return watches.stream().flatMap(w -> w.groups().stream()).toList();
  }

  /** What was found last. */
  public List<TargetGroup> groups() {
    return groups;
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(Watch::close);
  }

  /** Targets that never change. */
  private record FixedTargets(List<TargetGroup> groups) implements Watch {
    @Override
    public void start(Runnable changed) {}

    @Override
    public void close() {}
  }
}
