package io.atalaya.collect.discover;

import io.atalaya.collect.discover.kubernetes.ClusterWatch;
import io.atalaya.collect.dns.DnsClient;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.model.http.ShownUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private volatile List<Place> places;
  private volatile List<TargetGroup> groups = List.of();
  private volatile boolean closed;
  private Instant lastTold = Instant.MIN;
  private boolean telling;

  /** Where targets are looked for, and what looks there. */
  private record Place(Discovery discovery, Watch watch) {}

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
    this.places = discoveries.stream().map(this::place).toList();
  }

  private Place place(Discovery discovery) {
    return new Place(discovery, watch(discovery));
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
    places.forEach(this::start);
    groups = collect();
    return groups;
  }

  private void start(Place place) {
    place.watch().start(this::tellSoon);
  }

  /**
   * Looks in other places from now on; where it looked before it goes on as it did, with what it
   * has found. Gives what can be told at once.
   */
  public synchronized List<TargetGroup> change(List<Discovery> discoveries) {
    List<Place> before = new ArrayList<>(places);
    List<Place> after = new ArrayList<>();
    for (Discovery discovery : discoveries) {
      Optional<Place> kept =
          before.stream().filter(p -> p.discovery().equals(discovery)).findFirst();
      kept.ifPresent(before::remove);
      after.add(kept.orElseGet(() -> place(discovery)));
      if (kept.isEmpty()) {
        start(after.getLast());
      }
    }
    places = after;
    before.forEach(gone -> gone.watch().close());
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
    List<TargetGroup> found;
    synchronized (this) {
      telling = false;
      found = collect();
      // A cluster tells of each list it has answered; only all of them together make targets.
      if (closed || found.equals(groups)) {
        return;
      }
      lastTold = scheduler.instant();
      groups = found;
    }
    tally.told();
    changed.accept(found);
  }

  private List<TargetGroup> collect() {
    return places.stream().flatMap(p -> p.watch().groups().stream()).toList();
  }

  /** What was found last. */
  public List<TargetGroup> groups() {
    return groups;
  }

  @Override
  public void close() {
    closed = true;
    places.forEach(place -> place.watch().close());
  }

  /** Targets that never change. */
  private record FixedTargets(List<TargetGroup> groups) implements Watch {
    @Override
    public void start(Runnable changed) {}

    @Override
    public void close() {}
  }
}
