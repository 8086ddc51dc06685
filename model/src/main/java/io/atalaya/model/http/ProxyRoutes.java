package io.atalaya.model.http;

import io.atalaya.model.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says through which proxy a URL is reached, as a {@link ProxyConfig} has it. */
public final class ProxyRoutes {
  private static final int DEFAULT_HTTP_PORT = 80;

  private final ProxyConfig config;
  private final Map<String, String> environment;

  /**
   * A proxy.
   *
   * @param authorization value of {@code Proxy-Authorization}, empty for none
   * @param connectHeaders told with {@code CONNECT}
   */
  public record Hop(
      String host, int port, Secret authorization, Map<String, List<Secret>> connectHeaders) {}

  /**
   * Routes of a configuration.
   *
   * @param environment the process's environment; read only if the configuration says so
   */
  public ProxyRoutes(ProxyConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
  }

  /**
   * The proxy on the way to a URL, empty if it is reached directly.
   *
   * @throws IllegalArgumentException if the proxy's own URL is none; the message does not show it
   */
  public Optional<Hop> towards(URI url) {
    return switch (config) {
      case ProxyConfig.Direct() -> Optional.empty();
      case ProxyConfig.Via via ->
          isExcepted(UrlHost.of(url).name(), via.noProxy())
              ? Optional.empty()
              : Optional.of(hop(via.url(), via.connectHeaders()));
      case ProxyConfig.FromEnvironment(var connectHeaders) -> fromEnvironment(url, connectHeaders);
    };
  }

  private Optional<Hop> fromEnvironment(URI url, Map<String, List<Secret>> connectHeaders) {
    String host = UrlHost.of(url).name();
    String proxy = variable(url.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
    List<String> noProxy = Arrays.asList(variable("no_proxy").split(","));
    boolean direct = proxy.isEmpty() || isLoopback(host);
    return direct || isExcepted(host, noProxy)
        ? Optional.empty()
        : Optional.of(hop(Secret.of(proxy), connectHeaders));
  }

  private String variable(String name) {
    String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
    return upper.isEmpty() ? environment.getOrDefault(name, "") : upper;
  }

  private static Hop hop(Secret proxy, Map<String, List<Secret>> connectHeaders) {
    String text = proxy.reveal();
    URI url;
    try {
      url = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the proxy's URL is not valid");
    }
    UrlHost host = UrlHost.of(url);
    if (host.isEmpty() || !url.getScheme().equalsIgnoreCase("http")) {
      throw new IllegalArgumentException("the proxy's URL must be http://host:port");
    }
    int port = host.port() < 0 ? DEFAULT_HTTP_PORT : host.port();
    Secret authorization = Secret.of(authorization(UrlHost.user(url)));
    return new Hop(host.name(), port, authorization, connectHeaders);
  }

  private static String authorization(@Nullable String userInfo) {
    return userInfo == null
        ? ""
        : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isExcepted(String host, List<String> noProxy) {
    String bare = bare(host);
    return noProxy.stream().map(String::strip).anyMatch(rule -> covers(rule, bare));
  }

  /** A rule is a host, a domain with or without a leading dot, an address, a CIDR block, or *. */
  private static boolean covers(String rule, String host) {
    String wanted = rule.toLowerCase(Locale.ROOT);
    if (wanted.isEmpty()) {
      return false;
    }
    if (wanted.equals("*") || wanted.equals(host)) {
      return true;
    }
    int slash = wanted.indexOf('/');
    if (slash > 0) {
      return isInBlock(host, wanted.substring(0, slash), wanted.substring(slash + 1));
    }
    String domain = wanted.startsWith(".") ? wanted : "." + wanted;
    return host.endsWith(domain);
  }

  private static boolean isInBlock(String host, String network, String bits) {
    try {
      byte[] address = InetAddress.ofLiteral(host).getAddress();
      byte[] block = InetAddress.ofLiteral(network).getAddress();
      int length = Integer.parseInt(bits);
      return address.length == block.length
          && length <= block.length * 8
          && leadingBits(address, length).equals(leadingBits(block, length));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<Integer> leadingBits(byte[] address, int bits) {
    List<Integer> leading = new ArrayList<>(bits);
    for (int i = 0; i < bits; i++) {
      leading.add(address[i / 8] >> (7 - i % 8) & 1);
    }
    return leading;
  }

  private static boolean isLoopback(String host) {
    try {
      return bare(host).equals("localhost")
          || InetAddress.ofLiteral(bare(host)).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
  }
}
