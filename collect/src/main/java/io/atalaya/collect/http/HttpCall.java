package io.atalaya.collect.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    if (asGet) {
      kept.removeIf(h -> h.name().toLowerCase(Locale.ROOT).startsWith("content-"));
    }
    return new HttpCall(asGet ? "GET" : method, to, kept, asGet ? null : body);
  }

  boolean has(String header) {
    return headers.stream().anyMatch(h -> h.name().equalsIgnoreCase(header));
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
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  private String pathAndQuery() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
