package io.atalaya.collect.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which of a name's addresses are used, and from where.
 *
 * @param family addresses that are used; any by default
 * @param fallback whether the other family will do if the name has none of this one; true by
 *     default
 * @param onlyFirst whether the first address alone is tried; false (default) for one after the
 *     other until one answers
 * @param source our own address; null (default) for the system's choice
 */
public record AddressPolicy(
    Family family, boolean fallback, boolean onlyFirst, @Nullable InetAddress source) {
  /** As the resolver says. */
  public static final AddressPolicy USUAL = new AddressPolicy(Family.ANY, true, false, null);

  /** Versions of the Internet Protocol. */
  public enum Family {
    ANY,
    IP4,
    IP6;

    boolean has(InetAddress address) {
      return switch (this) {
        case ANY -> true;
        case IP4 -> address instanceof Inet4Address;
        case IP6 -> !(address instanceof Inet4Address);
      };
    }
  }

  /** A network that follows this policy. */
  public Network over(Network network) {
    Resolver names = network.resolver();
    return network.withResolver(host -> choose(host, names.resolve(host))).withSource(source);
  }

  private InetAddress[] choose(String host, InetAddress[] all) throws UnknownHostException {
    InetAddress[] wanted = Arrays.stream(all).filter(family::has).toArray(InetAddress[]::new);
    if (wanted.length > 0) {
      return onlyFirst ? new InetAddress[] {wanted[0]} : wanted;
    }
    if (!fallback) {
      throw new UnknownHostException(host + " has no address of the wanted family");
    }
    // As blackbox_exporter does: of the other family it takes the last.
    return onlyFirst && all.length > 0 ? new InetAddress[] {all[all.length - 1]} : all;
  }
}
