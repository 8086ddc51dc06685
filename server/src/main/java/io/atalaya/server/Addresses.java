package io.atalaya.server;

import io.atalaya.model.http.UrlHost;
import io.atalaya.server.cli.ServeOptions;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.WebConfig;
import io.atalaya.server.http.HttpLimits;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.Listen;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * Where the server listens and under which address people reach it.
 *
 * @param bindHost address to bind
 * @param port port to bind
 * @param routePrefix path before all others, without a slash at the end; empty for none
 * @param also further addresses to bind
 * @param externalUrl address for links in messages, without a slash at the end
 */
record Addresses(
    String bindHost, int port, List<Listen> also, String routePrefix, String externalUrl) {
  /** Stands for the port in an external address that was made from the listen address. */
  private static final String FREE_PORT = ":0";

  private static final String ALERTS_PATH = "/api/v2/alerts";

  static Addresses of(WebConfig web) {
    HostPort listen = web.listen();
    String host = host(listen);
    URI external = web.externalUrl();
    String scheme = web.file().tls() == null ? "http" : "https";
    String url =
        external == null
            ? scheme + "://" + shown(host, listen.port())
            : withoutSlash(external.toString());
    String prefix = web.routePrefix();
    if (prefix == null) {
      prefix = external == null || external.getPath() == null ? "" : external.getPath();
    }
    List<Listen> also =
        web.alsoListen().stream().map(more -> new Listen(host(more), more.port())).toList();
    return new Addresses(host, listen.port(), also, prefix(prefix), url);
  }

  private static String host(HostPort listen) {
    return listen.host().isEmpty() ? "0.0.0.0" : listen.host();
  }

  private static boolean everywhere(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  /** Whether a text is an address of this machine; names are not looked up. */
  private static boolean isOurs(String host) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(host)) != null;
    } catch (IllegalArgumentException | SocketException e) {
      return false;
    }
  }

  /** Host and port that a browser on this machine can open. */
  private static String shown(String host, int port) {
    String name = everywhere(host) ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return name + ":" + port;
  }

  /** One slash before it and none behind, as Prometheus makes it. */
  private static String prefix(String text) {
    String path = withoutSlash(text.replaceFirst("^/+", ""));
    return path.isEmpty() ? "" : "/" + path;
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? withoutSlash(text.substring(0, text.length() - 1)) : text;
  }

  /** The same once the port is known, for a server that took any free one. */
  Addresses withPort(int bound) {
    boolean fromFreePort = port == 0 && externalUrl.endsWith(FREE_PORT);
    String url =
        fromFreePort
            ? externalUrl.substring(0, externalUrl.length() - FREE_PORT.length()) + ":" + bound
            : externalUrl;
    return new Addresses(bindHost, bound, also, routePrefix, url);
  }

  /**
   * How the web server is set up.
   *
   * @param hostName of this machine
   */
  HttpOptions httpOptions(ServeOptions serve, String hostName) {
    return HttpOptions.listen(bindHost, port)
        .withRoutePrefix(routePrefix)
        .with(HttpLimits.defaults().with(serve.maxConnections(), serve.readTimeout()))
        .with(serve.corsOrigin())
        .withOwnNames(ownNames(hostName))
        .alsoOn(also);
  }

  private Set<String> ownNames(String hostName) {
    String external = URI.create(externalUrl).getHost();
    List<String> names = external == null ? List.of(hostName) : List.of(hostName, external);
    return loopback() ? Set.copyOf(names) : Set.of();
  }

  /** Whether a URL leads to this server, as far as can be told without asking for names. */
  boolean isOwn(URI url) {
    String host = UrlHost.of(url).bare();
    boolean own = isLoopback(host) || host.equals(bindHost) || host.equals("0.0.0.0");
    boolean here = portOf(url) == port || also.stream().anyMatch(l -> l.port() == portOf(url));
    return (own && here) || isBehind(URI.create(externalUrl), url);
  }

  private static boolean isBehind(URI external, URI url) {
    UrlHost host = UrlHost.of(external);
    return !host.isEmpty()
        && host.name().equalsIgnoreCase(UrlHost.of(url).name())
        && portOf(external) == portOf(url);
  }

  private static int portOf(URI url) {
    int port = UrlHost.of(url).port();
    return port >= 0 ? port : "https".equals(url.getScheme()) ? 443 : 80;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /** Whether only this machine can reach it. */
  boolean loopback() {
    return isLoopback(bindHost) && also.stream().allMatch(more -> isLoopback(more.host()));
  }

  /** Where this server takes alerts, as others reach it. */
  URI alertsUrl() {
    return URI.create(externalUrl + ALERTS_PATH);
  }

  /**
   * Whether a URL for alerts is that of this very server, as far as its text tells.
   *
   * @param hostName of this machine
   */
  boolean takesAlertsAt(URI url, String hostName) {
    if (url.equals(alertsUrl())) {
      return true;
    }
    String host = UrlHost.of(url).bare();
    boolean named = host.equalsIgnoreCase(hostName) || (everywhere(bindHost) && isOurs(host));
    boolean here = isOwn(url) || (named && portOf(url) == port);
    return here && url.getPath().equals(routePrefix + ALERTS_PATH);
  }
}
