package io.atalaya.collect.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Turns a host's name into its addresses. */
@FunctionalInterface
public interface Resolver {
  /**
   * The addresses in the order in which they should be tried, at least one.
   *
   * @throws UnknownHostException if there is none
   */
  InetAddress[] resolve(String host) throws UnknownHostException;

  /** The operating system's resolver. */
  static Resolver system() {
    return InetAddress::getAllByName;
  }
}
