package io.atalaya.collect.check;

/** Host and port as one text. */
final class Address {
  private Address() {}

  /** {@code host:port}, with brackets around an address of IPv6. */
  static String text(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
