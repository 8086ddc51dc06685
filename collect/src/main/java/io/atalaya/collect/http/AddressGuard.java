package io.atalaya.collect.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which addresses may be connected to. Those at which clouds keep their credentials are refused
 * unless listed, so that nobody who can name a URL can read them; so are addresses that stand for
 * no host. It judges resolved addresses, so that a name cannot hide one, and addresses of IPv4 in
 * any dress that IPv6 has for them.
 */
public final class AddressGuard {
  /** What is refused unless listed. */
  private static final List<AddressRange> REFUSED =
      List.of(
          // Link-local, where most clouds answer at 169.254.169.254.
          AddressRange.parse("169.254.0.0/16"),
          AddressRange.parse("fe80::/10"),
          // Metadata services: Amazon's of IPv6, Alibaba's, Azure's host, Oracle's first.
          AddressRange.parse("fd00:ec2::254/128"),
          AddressRange.parse("100.100.100.200/32"),
          AddressRange.parse("168.63.129.16/32"),
          AddressRange.parse("192.0.0.192/32"),
          // No host has these; systems read "this network" as themselves.
          AddressRange.parse("0.0.0.0/8"),
          AddressRange.parse("::/128"),
          AddressRange.parse("255.255.255.255/32"),
          AddressRange.parse("224.0.0.0/4"),
          AddressRange.parse("ff00::/8"));

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

  private final Supplier<? extends Collection<AddressRange>> allowed;
  private final boolean everything;

  private AddressGuard(Supplier<? extends Collection<AddressRange>> allowed, boolean everything) {
    this.allowed = allowed;
    this.everything = everything;
  }

  /** Refuses link-local and metadata addresses except those listed. */
  public static AddressGuard except(Collection<AddressRange> allowed) {
    List<AddressRange> copy = List.copyOf(allowed);
    return except(() -> copy);
  }

  /** The same with a list that may change, and is asked for at each connection. */
  public static AddressGuard except(Supplier<? extends Collection<AddressRange>> allowed) {
    return new AddressGuard(allowed, false);
  }

  /** Refuses nothing: for targets that only the configuration's author can name. */
  public static AddressGuard open() {
    return new AddressGuard(List::of, true);
  }

  /** Whether an address may be connected to. */
  public boolean permits(InetAddress address) {
    if (everything || isListed(address)) {
      return true;
    }
    // ::1 lies among the compatible addresses and is none of them.
    return !isRefused(address)
        && (address.equals(LOOPBACK)
            || EmbeddedAddress.in(address).stream().allMatch(a -> isListed(a) || !isRefused(a)));
  }

  private boolean isListed(InetAddress address) {
    return allowed.get().stream().anyMatch(range -> range.contains(address));
  }

  private static boolean isRefused(InetAddress address) {
    return REFUSED.stream().anyMatch(range -> range.contains(address));
  }
}
