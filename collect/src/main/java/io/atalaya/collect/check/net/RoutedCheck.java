package io.atalaya.collect.check.net;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.collect.http.Network;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Another check, with a say in which addresses it goes to.
 *
 * @param each the check
 * @param policy which of a name's addresses it uses, and from where
 * @param unixSocket a socket of the file system that it connects to whatever host it names; null
 *     (default) for the network
 * @param perAddressOf a name of whose addresses each is asked by itself; empty (default) for the
 *     first that answers
 */
public record RoutedCheck(
    CheckConfig each, AddressPolicy policy, @Nullable Path unixSocket, String perAddressOf)
    implements CheckConfig {

  /** The check itself if nothing is said about addresses, so that equal checks stay equal. */
  public static CheckConfig of(CheckConfig each, AddressPolicy policy, String perAddressOf) {
    boolean usual = policy.equals(AddressPolicy.USUAL) && perAddressOf.isEmpty();
    return usual ? each : new RoutedCheck(each, policy, null, perAddressOf);
  }

  @Override
  public CheckBasics basics() {
    return each.basics();
  }

  @Override
  public String kind() {
    return each.kind();
  }

  @Override
  public String target() {
    return each.target();
  }

  @Override
  public Prober prober(ProbeContext context) {
    Network network = policy.over(context.network());
    Path path = unixSocket;
    if (path != null) {
      network = network.withUnixSocket(path);
    }
    ProbeContext routed = context.over(network);
    return perAddressOf.isEmpty() ? each.prober(routed) : new EachAddress(this, routed);
  }
}
