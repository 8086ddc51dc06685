package io.atalaya.server.http;

import java.time.Duration;

/**
 * How much the web server takes, and how long it waits. The limits of single protocols (how large a
 * body of remote write may be, and so on) stand with them.
 *
 * @param connections connections that are served at once; further ones are answered 503, and if
 *     even more come, they wait in the kernel's queue
 * @param idle after which a silent connection is closed
 * @param head time for the head of a request, from its first byte; for the first request of a
 *     connection, from the time it was opened
 * @param headBytes size of a request's line and headers together
 * @param formBytes size of a form in a request's body
 * @param formFields parameters of one request, of its address and its form
 * @param bodiesBytes memory for the bodies of all requests, as they came and decompressed: 256 MiB,
 *     but no more than a quarter of the heap; what does not fit is answered 503
 * @param pace how fast a body must come, and an answer be taken
 */
public record HttpLimits(
    int connections,
    Duration idle,
    Duration head,
    int headBytes,
    int formBytes,
    int formFields,
    long bodiesBytes,
    Pace pace) {

  /**
   * A least speed: bytes may take as long as this speed allows, and some time more.
   *
   * @param patience time that is always allowed
   */
  public record Pace(Duration patience, int bytesPerSecond) {
    /** How long so many bytes may take, in nanoseconds. */
    long allowedNanos(long bytes) {
      return patience.toNanos() + (long) (bytes * 1e9 / bytesPerSecond);
    }
  }

  public static HttpLimits defaults() {
    return new HttpLimits(
        512,
        Duration.ofMinutes(5),
        Duration.ofSeconds(20),
        32 << 10,
        2 << 20,
        10_000,
        Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4),
        new Pace(Duration.ofSeconds(20), 16 << 10));
  }

  /** The same limits with those that the operator may set. */
  public HttpLimits with(int maxConnections, Duration idleTimeout) {
    return new HttpLimits(
        maxConnections, idleTimeout, head, headBytes, formBytes, formFields, bodiesBytes, pace);
  }
}
