package io.atalaya.server.status;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Wrong passwords by page and visitor. Who tries many in a short time has to wait; nobody else has.
 */
final class WrongPasswords {
  /** So many within {@link #WINDOW} are taken for guessing. */
  static final int MAX_WRONG = 20;

  static final Duration WINDOW = Duration.ofSeconds(10);

  /** Beyond this whoever was first is forgotten. */
  private static final int MAX_VISITORS = 10_000;

  /** A home has as many addresses of IPv6 as it likes, and one beginning of so many bytes. */
  private static final int NETWORK_BYTES = 8;

  private final InstantSource clock;
  private final Map<Visitor, Wrong> wrong =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Visitor, Wrong> eldest) {
          return size() > MAX_VISITORS;
        }
      };

  /** Somebody at a page. */
  private record Visitor(String page, String network) {
    static Visitor of(String page, String address) {
      return new Visitor(page, network(address));
    }

    private static String network(String address) {
      try {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
      } catch (IllegalArgumentException e) {
        return address;
      }
    }
  }

  /** How many since a time. */
  private record Wrong(Instant since, int count) {}

  WrongPasswords(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether a visitor has to wait before the next try. */
  synchronized boolean tooMany(String page, String address) {
    return recent(Visitor.of(page, address)).count() >= MAX_WRONG;
  }

  /** Notes one more. */
  synchronized void add(String page, String address) {
    Visitor visitor = Visitor.of(page, address);
    Wrong before = recent(visitor);
    wrong.put(visitor, new Wrong(before.since(), before.count() + 1));
  }

  private Wrong recent(Visitor visitor) {
    Instant now = clock.instant();
    Wrong known = wrong.get(visitor);
    return known != null && now.isBefore(known.since().plus(WINDOW)) ? known : new Wrong(now, 0);
  }
}
