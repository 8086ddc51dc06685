package io.atalaya.server.http;

import io.atalaya.model.regex.Regex;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen and how much to take.
 *
 * @param host address to bind; loopback unless somebody asked for more
 * @param port port to bind, 0 for any free one
 * @param routePrefix path under which everything is served, without slash at the end; empty for
 *     none
 * @param maxConnections connections at once; more wait in the kernel's queue
 * @param maxHeaderBytes size of all request headers together
 * @param maxFormBytes size of a form in a request body
 * @param idleTimeout after which a silent connection is closed
 * @param corsOrigin origins whose pages may use the API; null for none
 * @param stopTimeout how long requests under way may take when the server stops
 */
public record HttpOptions(
    String host,
    int port,
    String routePrefix,
    int maxConnections,
    int maxHeaderBytes,
    int maxFormBytes,
    Duration idleTimeout,
    @Nullable Regex corsOrigin,
    Duration stopTimeout) {

  /** The defaults for an address. */
  public static HttpOptions listen(String host, int port) {
    return new HttpOptions(
        host, port, "", 512, 32 << 10, 2 << 20, Duration.ofMinutes(5), null, Duration.ofSeconds(3));
  }

  /** The same options below another path. */
  public HttpOptions withRoutePrefix(String prefix) {
    return new HttpOptions(
        host,
        port,
        prefix,
        maxConnections,
        maxHeaderBytes,
        maxFormBytes,
        idleTimeout,
        corsOrigin,
        stopTimeout);
  }

  /** The same options with other limits of connections and other origins. */
  public HttpOptions with(int connections, Duration idle, @Nullable Regex origins) {
    return new HttpOptions(
        host,
        port,
        routePrefix,
        connections,
        maxHeaderBytes,
        maxFormBytes,
        idle,
        origins,
        stopTimeout);
  }
}
