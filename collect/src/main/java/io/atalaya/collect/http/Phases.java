package io.atalaya.collect.http;

/**
 * How long the parts of a call took, redirects added up; all in nanoseconds, 0 for what did not
 * happen.
 *
 * @param resolve name to addresses
 * @param connect TCP handshake, and that of a proxy
 * @param tls TLS handshake
 * @param processing from the end of the request to the first byte of the answer
 * @param transfer from there to the end of the answer
 */
public record Phases(long resolve, long connect, long tls, long processing, long transfer) {
  /** Nothing happened. */
  public static final Phases NONE = new Phases(0, 0, 0, 0, 0);

  Phases plus(Phases other) {
    return new Phases(
        resolve + other.resolve,
        connect + other.connect,
        tls + other.tls,
        processing + other.processing,
        transfer + other.transfer);
  }
}
