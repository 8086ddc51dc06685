package io.atalaya.collect.check;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Wire;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Says whether our own network is gone. It asks only when a check fails, and one question answers
 * all checks that began before its end. Safe for use by several threads.
 */
final class ConnectivityGuard {
  private final Connectivity config;
  private final Network network;
  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private Instant askedAt = Instant.MIN;
  private boolean lost;

  ConnectivityGuard(Connectivity config, Network network, InstantSource clock) {
    this.config = config;
    this.network = network;
    this.clock = clock;
  }

  /** Whether not one peer can be reached, as of an instant or later. */
  boolean lostSince(Instant began) {
    if (config.peers().isEmpty()) {
      return false;
    }
    asking.lock();
    try {
      if (askedAt.isBefore(began)) {
        lost = config.peers().stream().noneMatch(this::answers);
        askedAt = clock.instant();
      }
      return lost;
    } finally {
      asking.unlock();
    }
  }

  private boolean answers(Connectivity.Peer peer) {
    Deadline deadline = Deadline.in(config.timeout(), network.ticker());
    try (Wire _ = Wire.open(network, peer.host(), peer.port(), null, deadline)) {
      return true;
    } catch (ExchangeException e) {
      // Whoever refuses has been reached.
      return e.reason() == Reason.CONNECTION_REFUSED;
    }
  }

  String message() {
    return config.peers().stream()
        .map(peer -> Address.text(peer.host(), peer.port()))
        .collect(Collectors.joining(", ", "our own network is gone: no answer from ", ""));
  }
}
