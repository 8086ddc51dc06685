package io.atalaya.collect.check.net;

import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Reading;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.NameLookup;
import io.atalaya.collect.http.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Asks every address of a name, all at the same time. What is measured gets the label {@code
 * address}; the worst verdict counts, and its sentence names the addresses that have it.
 */
final class EachAddress implements Prober {
  /** Addresses of one name that are asked; the others are told of and left alone. */
  private static final int MAX_ADDRESSES = 16;

  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("check of one address").start(task);

  private final CheckConfig each;
  private final String host;
  private final Network network;
  private final ProbeContext context;

  EachAddress(RoutedCheck check, ProbeContext context) {
    this.each = check.each();
    this.host = check.perAddressOf();
    this.network = context.network();
    this.context = context;
  }

  /** What was seen at one address. */
  private record Seen(InetAddress address, Observation observation) {}

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder all = new Observation.Builder();
    try {
      Deadline deadline = Deadline.in(each.basics().timeout(), network.ticker());
      InetAddress[] found = new NameLookup(network).resolve(host, deadline);
      all.read("probe_addresses", found.length);
      merge(all, ask(found));
    } catch (ExchangeException e) {
      all.judge(e);
    }
    return all.build(network.ticker().nanos() - begun);
  }

  private List<Seen> ask(InetAddress[] found) {
    List<CompletableFuture<Seen>> running = new ArrayList<>();
    for (int i = 0; i < Math.min(found.length, MAX_ADDRESSES); i++) {
      InetAddress address = found[i];
      running.add(CompletableFuture.supplyAsync(() -> ask(address), THREADS));
    }
    return running.stream().map(CompletableFuture::join).toList();
  }

  /** Only the name that was looked up stands for this address; a redirect's name is its own. */
  private Seen ask(InetAddress address) {
    Network one =
        network.withResolver(
            name ->
                name.equalsIgnoreCase(host)
                    ? new InetAddress[] {address}
                    : network.resolver().resolve(name));
    return new Seen(address, each.prober(context.over(one)).probe());
  }

  private static void merge(Observation.Builder all, List<Seen> seen) {
    Verdict worst = Verdict.UP;
    for (Seen one : seen) {
      String address = one.address().getHostAddress();
      Observation observation = one.observation();
      worst = observation.verdict().compareTo(worst) > 0 ? observation.verdict() : worst;
      boolean good =
          observation.verdict() == Verdict.UP || observation.verdict() == Verdict.DEGRADED;
      all.read("probe_address_success", "address", address, good ? 1 : 0);
      all.read(
          "probe_address_duration_seconds", "address", address, observation.durationNanos() / 1e9);
      for (Reading r : observation.readings()) {
        all.read(r.metric(), r.labels().toBuilder().set("address", address).build(), r.value());
      }
    }
    judge(all, seen, worst);
  }

  private static void judge(Observation.Builder all, List<Seen> seen, Verdict worst) {
    List<Seen> bad = seen.stream().filter(s -> s.observation().verdict() == worst).toList();
    if (worst != Verdict.UP) {
      Observation first = bad.getFirst().observation();
      List<String> addresses = bad.stream().map(s -> s.address().getHostAddress()).toList();
      all.judge(
          worst,
          first.reason(),
          "%d of %d addresses (%s): %s"
              .formatted(bad.size(), seen.size(), String.join(", ", addresses), first.message()));
    }
  }
}
