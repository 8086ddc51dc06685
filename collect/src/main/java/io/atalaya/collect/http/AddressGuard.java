package io.atalaya.collect.http;

import java.net.InetAddress;
import java.util.Set;

/**
 * Which addresses may be connected to. Those at which clouds keep their credentials are refused
 * unless listed, so that nobody who can name a URL can read them: link-local ones ({@code
 * 169.254.0.0/16}, {@code fe80::/10}) and the metadata services at {@code fd00:ec2::254} and {@code
 * 100.100.100.200}. It judges resolved addresses, so that a name cannot hide one.
 */
public final class AddressGuard {
  private static final Set<InetAddress> METADATA =
      Set.of(InetAddress.ofLiteral("fd00:ec2::254"), InetAddress.ofLiteral("100.100.100.200"));

  private final Set<InetAddress> allowed;
  private final boolean everything;

  private AddressGuard(Set<InetAddress> allowed, boolean everything) {
    this.allowed = Set.copyOf(allowed);
    this.everything = everything;
  }

  /** Refuses link-local and metadata addresses except those listed. */
  public static AddressGuard except(Set<InetAddress> allowed) {
    return new AddressGuard(allowed, false);
  }

  /** Refuses nothing: for targets that only the configuration's author can name. */
  public static AddressGuard open() {
    return new AddressGuard(Set.of(), true);
  }

  boolean permits(InetAddress address) {
    return everything
        || allowed.contains(address)
        || !(address.isLinkLocalAddress() || METADATA.contains(address));
  }
}
