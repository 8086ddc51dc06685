package io.atalaya.collect.check.net;

import io.atalaya.collect.check.AddressReadings;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.NameLookup;
import io.atalaya.collect.http.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Pings. The system's calls block, which a virtual thread must not, so each attempt has a platform
 * thread for as long as it lasts.
 */
final class IcmpProber implements Prober {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String DURATION = "probe_icmp_duration_seconds";

  /** How much longer than the deadline the thread is waited for; it keeps the deadline itself. */
  private static final int GRACE_MILLIS = 500;

  private final IcmpCheck check;
  private final Network network;
  private final EchoSocket.Opener opener;

  IcmpProber(IcmpCheck check, ProbeContext context, EchoSocket.Opener opener) {
    this.check = check;
    this.network = context.network();
    this.opener = opener;
  }

  /**
   * What an attempt's packets met.
   *
   * @param setupNanos how long making the socket took
   * @param trips round trips in nanoseconds
   * @param hopLimit of the last reply; −1 if it is not known
   */
  private record Pings(long setupNanos, LongSummaryStatistics trips, int hopLimit) {}

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    AddressReadings lookup = new AddressReadings(network);
    for (String phase : new String[] {"resolve", "setup", "rtt"}) {
      seen.read(DURATION, "phase", phase, 0);
    }
    try {
      Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
      NameLookup names = new NameLookup(lookup.network());
      InetAddress target = names.resolve(check.host(), deadline)[0];
      names.requirePermitted(check.host(), target);
      lookup.read(seen, target);
      seen.read(DURATION, "phase", "resolve", lookup.nanos() / NANOS_PER_SECOND);
      look(seen, onPlatformThread(target, deadline));
    } catch (ExchangeException e) {
      lookup.read(seen, null);
      seen.judge(e);
    } catch (EchoSocket.NotPermittedException e) {
      seen.judge(Verdict.UNKNOWN, "permission", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      seen.judge(Verdict.DOWN, Reason.CONNECT.text(), String.valueOf(e.getMessage()));
    }
    return seen.build(network.ticker().nanos() - begun);
  }

  private Pings onPlatformThread(InetAddress target, Deadline deadline) throws IOException {
    CompletableFuture<Pings> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("ping " + check.host())
        .start(
            () -> {
              try {
                result.complete(ping(target, deadline));
              } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    try {
      return result.get(deadline.left().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known
          ? known
          : new ExchangeException(Reason.INTERNAL, "the ping failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new ExchangeException(Reason.TIMEOUT, "the ping did not end in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeException(Reason.INTERNAL, "interrupted while pinging", e);
    }
  }

  private Pings ping(InetAddress target, Deadline deadline) throws IOException {
    long begun = network.ticker().nanos();
    LongSummaryStatistics trips = new LongSummaryStatistics();
    int hopLimit = -1;
    int first = ThreadLocalRandom.current().nextInt(1 << 16);
    try (EchoSocket socket = opener.open(target, network.source(), check.packet())) {
      long setup = network.ticker().nanos() - begun;
      for (int i = 0; i < check.packets() && !deadline.isOver(); i++) {
        Duration share = deadline.left().dividedBy(check.packets() - i);
        long sent = network.ticker().nanos();
        EchoSocket.Reply reply = socket.exchange((first + i) & 0xffff, share);
        if (reply != null) {
          trips.accept(network.ticker().nanos() - sent);
          hopLimit = reply.hopLimit();
        }
      }
      return new Pings(setup, trips, hopLimit);
    }
  }

  private void look(Observation.Builder seen, Pings pings) {
    LongSummaryStatistics trips = pings.trips();
    double loss = 1 - (double) trips.getCount() / check.packets();
    seen.read(DURATION, "phase", "setup", pings.setupNanos() / NANOS_PER_SECOND);
    seen.read("probe_icmp_packets_sent", check.packets());
    seen.read("probe_icmp_packets_received", trips.getCount());
    seen.read("probe_icmp_packet_loss_ratio", loss);
    if (trips.getCount() == 0) {
      seen.judge(
          Verdict.DOWN,
          Reason.TIMEOUT.text(),
          "no reply to " + check.packets() + " echo requests in time");
      return;
    }
    seen.read(DURATION, "phase", "rtt", trips.getAverage() / NANOS_PER_SECOND);
    seen.read("probe_icmp_rtt_seconds", "statistic", "min", trips.getMin() / NANOS_PER_SECOND);
    seen.read("probe_icmp_rtt_seconds", "statistic", "max", trips.getMax() / NANOS_PER_SECOND);
    if (pings.hopLimit() >= 0) {
      seen.read("probe_icmp_reply_hop_limit", pings.hopLimit());
    }
    if (loss > check.maxLoss()) {
      seen.judge(
          Verdict.DEGRADED,
          "packet_loss",
          "%d of %d echo requests had a reply".formatted(trips.getCount(), check.packets()));
    }
    seen.judgeTime(check.slowAfter(), (long) trips.getAverage());
  }
}
