package io.atalaya.model.http;

import io.atalaya.model.Secret;
import io.atalaya.model.http.Credentials.OAuth2;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of OAuth 2.0 (RFC 6749, 4.4), shared by everybody who asks with equal credentials,
 * and kept until shortly before they expire. Whoever wants one while it is fetched waits. Safe for
 * many threads.
 *
 * <p>Servers differ in how they want the client's secret: it is shown as basic authentication
 * first, and in the form if that is refused.
 */
public final class AccessTokens {
  /** Credentials whose tokens are kept; the one longest out of use goes first. */
  static final int MAX_TOKENS = 1000;

  /** How long before its end a token counts as expired. */
  private static final long MARGIN_MILLIS = 10_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int MAX_SHOWN_CHARS = 200;

  private final TlsContexts contexts;
  private final Map<String, String> environment;
  private final LongSupplier millis;

  private final Map<OAuth2, Place> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<OAuth2, Place> eldest) {
          return size() > MAX_TOKENS;
        }
      };

  /** The token of one set of credentials, and the lock under which it is fetched. */
  private static final class Place {
    private @Nullable Token token;
  }

  /**
   * A token.
   *
   * @param header value of {@code Authorization}
   * @param endMillis when it expires; the largest number for never
   */
  private record Token(String header, long endMillis) {}

  /** How the client's secret is shown. */
  private enum Style {
    BASIC,
    FORM
  }

  /**
   * No tokens yet.
   *
   * @param environment the process's environment, which may name a proxy
   * @param millis a clock; where it begins does not matter
   */
  public AccessTokens(TlsContexts contexts, Map<String, String> environment, LongSupplier millis) {
    this.contexts = contexts;
    this.environment = Map.copyOf(environment);
    this.millis = millis;
  }

  /**
   * The value of {@code Authorization} that credentials give at the moment.
   *
   * @throws IOException if no token can be had; names the server
   */
  public String header(OAuth2 credentials) throws IOException {
    Place place = place(credentials);
    synchronized (place) {
      Token token = place.token;
      if (token == null || millis.getAsLong() >= token.endMillis() - MARGIN_MILLIS) {
        token = fetch(credentials);
        place.token = token;
      }
      return token.header();
    }
  }

  private synchronized Place place(OAuth2 credentials) {
    return places.computeIfAbsent(credentials, c -> new Place());
  }

  /** Notes that a server refuses the token, which is not used again. */
  public void refused(OAuth2 credentials) {
    Place place = place(credentials);
    synchronized (place) {
      place.token = null;
    }
  }

  private Token fetch(OAuth2 credentials) throws IOException {
    URI url = URI.create(credentials.tokenUrl());
    try (HttpClient client = client(credentials)) {
      HttpResponse<InputStream> answer = ask(client, credentials, url, Style.BASIC);
      if (answer.statusCode() / 100 != 2) {
        answer.body().close();
        answer = ask(client, credentials, url, Style.FORM);
      }
      return token(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a token was fetched");
    } catch (IOException e) {
      throw new IOException("no access token from " + url.getHost() + ": " + e.getMessage(), e);
    }
  }

  private HttpClient client(OAuth2 credentials) throws IOException {
    SSLContext context = contexts.of(credentials.tls());
    ProxyRoutes routes = new ProxyRoutes(credentials.proxy(), environment);
    return HttpClient.newBuilder()
        .connectTimeout(TIMEOUT)
        .sslContext(context)
        .sslParameters(TlsContext.parameters(credentials.tls(), context))
        .proxy(selector(routes))
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private static ProxySelector selector(ProxyRoutes routes) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return routes
            .towards(uri)
            .map(hop -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(hop.host(), hop.port())))
            .map(List::of)
            .orElse(List.of(Proxy.NO_PROXY));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // Whoever asks for a token hears of it.
      }
    };
  }

  private static HttpResponse<InputStream> ask(
      HttpClient client, OAuth2 credentials, URI url, Style style)
      throws IOException, InterruptedException {
    Secret secret = credentials.clientSecret().read();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (!credentials.scopes().isEmpty()) {
      form.put("scope", String.join(" ", credentials.scopes()));
    }
    credentials.endpointParams().forEach((name, value) -> form.put(name, value.reveal()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("User-Agent", "Atalaya")
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded");
    switch (style) {
      case BASIC -> {
        String pair = encoded(credentials.clientId()) + ":" + encoded(secret.reveal());
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      case FORM -> {
        form.put("client_id", credentials.clientId());
        form.put("client_secret", secret.reveal());
      }
    }
    String body =
        form.entrySet().stream()
            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
            .collect(Collectors.joining("&"));
    return client.send(
        request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofInputStream());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Token token(HttpResponse<InputStream> answer) throws IOException {
    byte[] body;
    try (InputStream in = answer.body()) {
      body = in.readNBytes(MAX_ANSWER_BYTES);
    }
    Optional<JsonValue> json = json(body);
    String token = json.map(j -> j.text("access_token")).orElse("");
    if (answer.statusCode() / 100 != 2 || token.isEmpty()) {
      throw new IOException(
          "HTTP status "
              + answer.statusCode()
              + json.map(j -> " " + j.text("error") + " " + j.text("error_description"))
                  .map(text -> text.substring(0, Math.min(text.length(), MAX_SHOWN_CHARS)))
                  .orElse(" without JSON"));
    }
    String type = json.map(j -> j.text("token_type")).orElse("");
    String scheme = type.isEmpty() || type.equalsIgnoreCase("bearer") ? "Bearer" : type;
    return new Token(scheme + " " + token, end(json.map(j -> j.text("expires_in")).orElse("")));
  }

  private static Optional<JsonValue> json(byte[] body) {
    try {
      return Optional.of(JsonValue.parse(body));
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private long end(String seconds) {
    try {
      long left = (long) Double.parseDouble(seconds);
      return left <= 0 ? Long.MAX_VALUE : millis.getAsLong() + left * 1000;
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
