package io.atalaya.server.http;

import io.atalaya.model.regex.Regex;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen and how much to take.
 *
 * @param host address to bind; loopback unless somebody asked for more
 * @param port port to bind, 0 for any free one
 * @param also further addresses to bind
 * @param routePrefix path under which everything is served, without slash at the end; empty for
 *     none
 * @param limits how much is taken
 * @param corsOrigin origins whose pages may use the API; null for none
 * @param ownNames while nobody has to log in, the names with a dot under which it may be asked
 *     besides its addresses; empty for any name
 * @param stopTimeout how long requests under way may take when the server stops
 */
public record HttpOptions(
    String host,
    int port,
    List<Listen> also,
    String routePrefix,
    HttpLimits limits,
    @Nullable Regex corsOrigin,
    Set<String> ownNames,
    Duration stopTimeout) {
  public HttpOptions {
    ownNames = Set.copyOf(ownNames);
    also = List.copyOf(also);
  }

  /** The defaults for an address. */
  public static HttpOptions listen(String host, int port) {
    return new HttpOptions(
        host, port, List.of(), "", HttpLimits.defaults(), null, Set.of(), Duration.ofSeconds(3));
  }

  /** The same options below another path. */
  public HttpOptions withRoutePrefix(String prefix) {
    return new HttpOptions(host, port, also, prefix, limits, corsOrigin, ownNames, stopTimeout);
  }

  /** The same options with other limits. */
  public HttpOptions with(HttpLimits changed) {
    return new HttpOptions(
        host, port, also, routePrefix, changed, corsOrigin, ownNames, stopTimeout);
  }

  /** The same options with other origins. */
  public HttpOptions with(@Nullable Regex origins) {
    return new HttpOptions(host, port, also, routePrefix, limits, origins, ownNames, stopTimeout);
  }

  /** The same options with other names. */
  public HttpOptions withOwnNames(Set<String> names) {
    return new HttpOptions(host, port, also, routePrefix, limits, corsOrigin, names, stopTimeout);
  }

  /** The same options on further addresses. */
  public HttpOptions alsoOn(List<Listen> more) {
    return new HttpOptions(
        host, port, more, routePrefix, limits, corsOrigin, ownNames, stopTimeout);
  }
}
