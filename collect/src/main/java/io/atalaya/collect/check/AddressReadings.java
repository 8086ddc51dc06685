package io.atalaya.collect.check;

import io.atalaya.collect.http.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches the first look-up of a name in one attempt, and tells of it under blackbox_exporter's
 * names:
 *
 * <pre>
 *   probe_dns_lookup_time_seconds
 *   probe_ip_protocol               4 or 6; 0 if there is no address
 *   probe_ip_addr_hash              FNV-1a of its bytes, 32 bits: changes with the address
 * </pre>
 */
public final class AddressReadings {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 16777619;

  private final Network network;
  private final AtomicReference<@Nullable Found> first = new AtomicReference<>();

  /** What a look-up found, and how long it took. */
  private record Found(@Nullable InetAddress address, long nanos) {}

  /** Watches what goes over a network; it is to be used by way of {@link #network}. */
  public AddressReadings(Network network) {
    this.network = network.withResolver(host -> watched(network, host));
  }

  /** The network to use. */
  public Network network() {
    return network;
  }

  private InetAddress[] watched(Network over, String host) throws UnknownHostException {
    long begun = over.ticker().nanos();
    InetAddress address = null;
    try {
      InetAddress[] all = over.resolver().resolve(host);
      address = all.length == 0 ? null : all[0];
      return all;
    } finally {
      first.compareAndSet(null, new Found(address, over.ticker().nanos() - begun));
    }
  }

  /** Whether an address was found. */
  public boolean found() {
    Found found = first.get();
    return found != null && found.address() != null;
  }

  /** Nanoseconds that the look-up took; 0 before it is over. */
  public long nanos() {
    Found found = first.get();
    return found == null ? 0 : found.nanos();
  }

  /**
   * Tells of the look-up.
   *
   * @param connected the address that was connected to, or null for the first one found
   */
  public void read(Observation.Builder seen, @Nullable InetAddress connected) {
    Found found = first.get();
    InetAddress address = connected != null || found == null ? connected : found.address();
    seen.read("probe_dns_lookup_time_seconds", nanos() / NANOS_PER_SECOND);
    seen.read("probe_ip_protocol", protocol(address));
    seen.read("probe_ip_addr_hash", address == null ? 0 : hash(address));
  }

  private static int protocol(@Nullable InetAddress address) {
    return address == null ? 0 : address instanceof Inet4Address ? 4 : 6;
  }

  private static double hash(InetAddress address) {
    int hash = FNV_OFFSET;
    for (byte b : address.getAddress()) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return Integer.toUnsignedLong(hash);
  }
}
