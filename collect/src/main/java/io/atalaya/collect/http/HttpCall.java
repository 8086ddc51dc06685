package io.atalaya.collect.http;

import io.atalaya.model.http.UrlHost;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param method such as {@code GET}
 * @param url absolute, with host
 * @param headers further headers; {@code Host} here replaces the URL's
 * @param body what is sent, or null
 */
public record HttpCall(String method, URI url, List<Header> headers, byte @Nullable [] body) {
  /** Headers of HTTP/1.1 that HTTP/2 forbids. */
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "te",
          "transfer-encoding",
          "upgrade");

  /** Headers that a redirect to another server does not get to see. */
  private static final Set<String> OF_ONE_SERVER =
      Set.of("authorization", "www-authenticate", "proxy-authorization", "cookie", "cookie2");

  /** One header of a request or an answer. */
  public record Header(String name, String value) {
    public Header {
      requireNoLineEnd(name);
      requireNoLineEnd(value);
    }

    private static void requireNoLineEnd(String text) {
      if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a header must not hold a line end");
      }
    }
  }

  public HttpCall {
    headers = List.copyOf(headers);
  }

  public static HttpCall get(URI url, List<Header> headers) {
    return new HttpCall("GET", url, headers, null);
  }

  /** The same question at the place a redirect names, as browsers and Go ask it. */
  HttpCall redirected(int status, URI to) {
    boolean keepsMethod = status == 307 || status == 308;
    boolean asGet = !keepsMethod && !method.equals("GET") && !method.equals("HEAD");
    List<Header> kept = new ArrayList<>(headers);
    kept.removeIf(h -> h.name().equalsIgnoreCase("host"));
    if (!mayKnow(url, to)) {
      kept.removeIf(h -> OF_ONE_SERVER.contains(lower(h.name())));
    }
    if (asGet) {
      kept.removeIf(h -> lower(h.name()).startsWith("content-"));
    }
    return new HttpCall(asGet ? "GET" : method, to, kept, asGet ? null : body);
  }

  /**
   * Whether one place may see the credentials for another: the same server, or the same over TLS.
   */
  static boolean mayKnow(URI from, URI to) {
    UrlHost next = UrlHost.of(to);
    boolean sameHost = UrlHost.of(from).name().equalsIgnoreCase(next.name());
    String before = lower(text(from.getScheme()));
    String after = lower(text(to.getScheme()));
    boolean upgraded = before.equals("http") && after.equals("https") && next.port() < 0;
    return sameHost && (upgraded || (before.equals(after) && portOf(from) == portOf(to)));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** The port of a URL, by its scheme if it names none. */
  static int portOf(URI url) {
    int port = UrlHost.of(url).port();
    if (port >= 0) {
      return port;
    }
    return "https".equals(lower(text(url.getScheme()))) ? 443 : 80;
  }

  boolean has(String header) {
    return headers.stream().anyMatch(h -> h.name().equalsIgnoreCase(header));
  }

  /**
   * The headers of the request as HTTP/2 has them: what says where comes first, names are in lower
   * case, and those about the connection are left out (RFC 9113, section 8.2).
   */
  List<Header> fields(List<Header> more) {
    List<Header> all = new ArrayList<>();
    all.add(new Header(":method", method));
    all.add(new Header(":scheme", lower(url.getScheme())));
    all.add(new Header(":authority", hostHeader()));
    all.add(new Header(":path", pathAndQuery()));
    Stream.concat(headers.stream(), more.stream().filter(h -> !has(h.name())))
        .map(h -> new Header(lower(h.name()), h.value()))
        .filter(h -> !OF_CONNECTION.contains(h.name()))
        .forEach(all::add);
    if (body != null) {
      all.add(new Header("content-length", Integer.toString(body.length)));
    }
    return all;
  }

  private String hostHeader() {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase("host"))
        .map(Header::value)
        .findFirst()
        .orElseGet(this::authority);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The request's first bytes, up to the empty line, for the origin itself. */
  public byte[] head() {
    return head(false, List.of());
  }

  /** The request's first bytes, up to the empty line, in the form an origin or a proxy expects. */
  byte[] head(boolean throughProxy, List<Header> more) {
    StringBuilder out = new StringBuilder(256);
    out.append(method).append(' ').append(throughProxy ? absolute() : pathAndQuery());
    out.append(" HTTP/1.1\r\n");
    if (!has("host")) {
      append(out, new Header("Host", authority()));
    }
    headers.forEach(h -> append(out, h));
    more.stream().filter(h -> !has(h.name())).forEach(h -> append(out, h));
    if (body != null) {
      append(out, new Header("Content-Length", Integer.toString(body.length)));
    }
    return out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder out, Header header) {
    out.append(header.name()).append(": ").append(header.value()).append("\r\n");
  }

  private String absolute() {
    return url.getScheme() + "://" + authority() + pathAndQuery();
  }

  private String authority() {
    return UrlHost.of(url).toString();
  }

  private String pathAndQuery() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
