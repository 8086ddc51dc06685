package io.atalaya.collect.check;

import java.time.Duration;
import java.util.List;

/**
 * How it is told whether our own network works: if not one of these peers can be reached, it does
 * not, and what the checks say of others is worth nothing.
 *
 * @param peers whom to connect to; none to trust the network always
 * @param timeout time for each; 3 s by default
 */
public record Connectivity(List<Peer> peers, Duration timeout) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

  /** Never doubts. */
  public static final Connectivity NONE = new Connectivity(List.of(), DEFAULT_TIMEOUT);

  /** One that answers as long as the network works; a refusal is an answer. */
  public record Peer(String host, int port) {}

  public Connectivity {
    peers = List.copyOf(peers);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be greater than zero");
    }
  }
}
