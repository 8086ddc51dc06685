package io.atalaya.collect.check;

/** Host and port as one text. */
public final class Address {
  private static final int MAX_PORT = 65535;

  private Address() {}

  /** {@code host:port}, with brackets around an address of IPv6. */
  public static String text(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * Checks an address that something connects to.
   *
   * @param what who needs it, such as {@code a TCP check}
   * @throws IllegalArgumentException if it is none
   */
  public static void requirePort(String what, String host, int port) {
    if (host.isEmpty() || port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%s needs a host and a port from 1 to %d, got \"%s:%d\""
              .formatted(what, MAX_PORT, host, port));
    }
  }
}
