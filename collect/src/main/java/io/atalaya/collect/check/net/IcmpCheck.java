package io.atalaya.collect.check.net;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends echo requests and waits for their replies.
 *
 * @param basics name, labels, times, judgement
 * @param host name or address
 * @param packets how many requests are sent, one after the other; 3 by default
 * @param maxLoss share of requests, 0 to below 1, that may stay without a reply before the target
 *     is degraded; 0 by default. Without any reply it is down
 * @param packet what a request is like
 * @param slowAfter mean round trip after which a good answer is {@code degraded}; null (default)
 *     for never
 */
public record IcmpCheck(
    CheckBasics basics,
    String host,
    int packets,
    double maxLoss,
    Packet packet,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final int DEFAULT_PACKETS = 3;
  private static final int MAX_PACKETS = 100;

  /**
   * What a request is like.
   *
   * @param payloadBytes how many bytes it carries, 0–65000; 56 by default
   * @param ttl how many routers it may pass, 1–255; 64 by default
   * @param dontFragment whether routers may not cut it; false by default
   */
  public record Packet(int payloadBytes, int ttl, boolean dontFragment) {
    public static final Packet USUAL = new Packet(56, 64, false);
    private static final int MAX_PAYLOAD_BYTES = 65_000;
    private static final int MAX_TTL = 255;

    /** Checks the bounds. */
    public Packet {
      if (payloadBytes < 0 || payloadBytes > MAX_PAYLOAD_BYTES || ttl < 1 || ttl > MAX_TTL) {
        throw new IllegalArgumentException(
            "payload_size goes from 0 to %d and ttl from 1 to %d"
                .formatted(MAX_PAYLOAD_BYTES, MAX_TTL));
      }
    }
  }

  /** Checks the bounds. */
  public IcmpCheck {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a ping needs a host");
    }
    if (packets < 1 || packets > MAX_PACKETS) {
      throw new IllegalArgumentException("packets goes from 1 to " + MAX_PACKETS);
    }
    if (!(maxLoss >= 0 && maxLoss < 1)) {
      throw new IllegalArgumentException("max_loss goes from 0 to below 1");
    }
  }

  @Override
  public String kind() {
    return "icmp";
  }

  @Override
  public String target() {
    return host;
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new IcmpProber(this, context, LinuxEchoSocket::open);
  }
}
