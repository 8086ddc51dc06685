package io.atalaya.server.http;

/** Told of every answered request: counts, durations, sizes. Must be cheap and must not throw. */
public interface RequestLog {
  /**
   * One request was answered.
   *
   * @param pattern the route's pattern, or an empty string if no route matched
   * @param status status of the answer
   * @param nanos time from the request's first byte to the end of the answer
   */
  void answered(String method, String pattern, int status, long nanos);
}
