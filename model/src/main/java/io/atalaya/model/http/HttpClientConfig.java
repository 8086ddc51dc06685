package io.atalaya.model.http;

import io.atalaya.model.SecretSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How requests to one kind of server are made; Prometheus' {@code http_config}.
 *
 * @param credentials who we are; {@link Credentials#NONE} by default
 * @param tls how TLS is spoken
 * @param proxy through whom; {@link ProxyConfig#DIRECT} by default
 * @param followRedirects whether redirects are followed; true by default
 * @param enableHttp2 whether HTTP/2 may be spoken; true by default
 * @param headers further headers of every request, each with one or more values; none by default
 */
public record HttpClientConfig(
    Credentials credentials,
    TlsConfig tls,
    ProxyConfig proxy,
    boolean followRedirects,
    boolean enableHttp2,
    Map<String, List<SecretSource>> headers) {
  private static final HttpClientConfig DEFAULTS =
      new HttpClientConfig(
          Credentials.NONE, TlsConfig.defaults(), ProxyConfig.DIRECT, true, true, Map.of());

  /** Headers that the client itself sets, lower case; a configuration may not. */
  private static final Set<String> RESERVED =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "www-authenticate");

  /** Copies the headers, in order, and refuses those that are not the configuration's to set. */
  public HttpClientConfig {
    Map<String, List<SecretSource>> copy = new LinkedHashMap<>();
    headers.forEach((name, values) -> copy.put(requireFree(name), List.copyOf(values)));
    headers = Collections.unmodifiableMap(copy);
  }

  private static String requireFree(String name) {
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("setting header \"" + name + "\" is not allowed");
    }
    return name;
  }

  /** No credentials, the system's trust, no proxy, redirects followed. */
  public static HttpClientConfig defaults() {
    return DEFAULTS;
  }

  public HttpClientConfig withCredentials(Credentials value) {
    return new HttpClientConfig(value, tls, proxy, followRedirects, enableHttp2, headers);
  }

  public HttpClientConfig withTls(TlsConfig value) {
    return new HttpClientConfig(credentials, value, proxy, followRedirects, enableHttp2, headers);
  }

  public HttpClientConfig withProxy(ProxyConfig value) {
    return new HttpClientConfig(credentials, tls, value, followRedirects, enableHttp2, headers);
  }

  public HttpClientConfig withFollowRedirects(boolean value) {
    return new HttpClientConfig(credentials, tls, proxy, value, enableHttp2, headers);
  }

  public HttpClientConfig withHeaders(Map<String, List<SecretSource>> value) {
    return new HttpClientConfig(credentials, tls, proxy, followRedirects, enableHttp2, value);
  }
}
