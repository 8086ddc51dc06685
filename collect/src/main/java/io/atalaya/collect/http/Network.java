package io.atalaya.collect.http;

/**
 * What stands between us and the world; other ones in tests.
 *
 * @param resolver names to addresses
 * @param guard which addresses may be connected to
 * @param ticker measures phases and deadlines
 */
public record Network(Resolver resolver, AddressGuard guard, Ticker ticker) {
  /** The machine's own resolver and clock. */
  public static Network system(AddressGuard guard) {
    return new Network(Resolver.system(), guard, Ticker.system());
  }
}
