package io.atalaya.server.api.remote;

/**
 * How much remote read gives.
 *
 * @param samples one answer that is no stream may hold, 0 for any number; 50,000,000 by default
 * @param requests answered at once, 0 for any number; 10 by default
 * @param frameBytes size from which on the next frame of a stream begins; 1 MiB by default
 */
public record ReadLimits(int samples, int requests, int frameBytes) {
  public static ReadLimits defaults() {
    return new ReadLimits(50_000_000, 10, 1 << 20);
  }
}
