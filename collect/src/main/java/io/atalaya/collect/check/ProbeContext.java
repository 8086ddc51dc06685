package io.atalaya.collect.check;

import io.atalaya.collect.http.Network;
import io.atalaya.collect.ping.PingBook;
import java.time.InstantSource;

/**
 * What a check may use of the world outside.
 *
 * @param network names, addresses, TLS and deadlines
 * @param clock for what is compared with the time of day, such as the end of a certificate
 * @param pings what jobs tell of themselves
 */
public record ProbeContext(Network network, InstantSource clock, PingBook pings) {
  /** One that no job pings. */
  public ProbeContext(Network network, InstantSource clock) {
    this(network, clock, PingBook.none());
  }

  /** The same over another network. */
  public ProbeContext over(Network other) {
    return new ProbeContext(other, clock, pings);
  }
}
