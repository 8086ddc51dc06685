package io.atalaya.alert.notify;

import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.http.AccessTokens;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.ProxyRoutes;
import io.atalaya.model.http.RequestHeaders;
import io.atalaya.model.http.TlsContext;
import io.atalaya.model.http.TlsContexts;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages over HTTP.
 *
 * <p>No message of ours shows more of a URL than its host, for receivers' URLs are secrets.
 */
final class HttpPoster {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** A longer wait is none that a receiver means. */
  private static final double MAX_WAIT_SECONDS = 86_400;

  /** As many as Go's client follows. */
  private static final int MAX_REDIRECTS = 10;

  private static final int UNAUTHORIZED = 401;

  /** How much of an answer is read; Slack and Rocket.Chat give back the whole message. */
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final HttpClientConfig config;
  private final TlsContexts contexts;
  private final AccessTokens tokens;
  private final ProxyRoutes proxies;
  private final InstantSource clock;
  private @Nullable Connected connected;

  HttpPoster(
      HttpClientConfig config,
      TlsContexts contexts,
      AccessTokens tokens,
      Map<String, String> environment,
      InstantSource clock) {
    this.config = config;
    this.contexts = contexts;
    this.tokens = tokens;
    proxies = new ProxyRoutes(config.proxy(), environment);
    this.clock = clock;
  }

  /** A client and the certificates it was made with. */
  private record Connected(SSLContext context, HttpClient client) {}

  /** What came of a request. */
  sealed interface Reply {
    /** Somebody answered. */
    record Answered(HttpAnswer answer) implements Reply {}

    /** Nobody did. */
    record Failed(Outcome outcome) implements Reply {}
  }

  /** A message on its way: where to, and whether it is, or redirects have made it, a mere GET. */
  private record Request(URI url, HttpMessage message, String id, Duration timeout, boolean get) {
    Request redirectedTo(URI target, int status) {
      return new Request(target, message, id, timeout, get || status < 307);
    }
  }

  /**
   * Sends once, following redirects if the configuration says so.
   *
   * @param id the same for every attempt of the same message; sent as {@code Idempotency-Key}
   * @param timeout for each request; 0 for 30 seconds
   */
  Reply exchange(HttpMessage message, String id, Duration timeout) {
    Duration bound = timeout.isZero() ? DEFAULT_TIMEOUT : timeout;
    try {
      return exchange(
          new Request(
              URI.create(message.url()), message, id, bound, message.method().equals("GET")));
    } catch (IllegalArgumentException e) {
      return new Reply.Failed(new Outcome.Refused("the URL is not one of http or https"));
    } catch (IOException e) {
      return new Reply.Failed(new Outcome.Retry(reason(e, message.url()), null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Failed(new Outcome.Retry("interrupted", null));
    }
  }

  /** Names the host and nothing else of the URL. */
  private static String reason(IOException e, String url) {
    String what = what(e).replace(url, "<secret>");
    return URI.create(url).getAuthority() == null ? what : host(URI.create(url)) + ": " + what;
  }

  /** The client of the JDK says little of why it has no connection. */
  private static String what(IOException e) {
    String message = e.getMessage();
    String name = e.getClass().getSimpleName();
    return switch (e) {
      case HttpConnectTimeoutException _ -> "no connection in time";
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException _
          when e.getCause() instanceof ConnectException cause
              && cause.getCause() instanceof UnresolvedAddressException ->
          "no address is known for this name";
      case ConnectException _ when message == null -> "the connection was refused";
      default -> message == null ? name : name + ": " + message;
    };
  }

  private static String host(URI url) {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  private Reply exchange(Request first) throws IOException, InterruptedException {
    Request request = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<InputStream> response =
          client().send(toSend(request, first.url()), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == UNAUTHORIZED
          && config.credentials() instanceof Credentials.OAuth2 oauth2) {
        // A token may be refused before its time; the next attempt shows another one.
        tokens.refused(oauth2);
      }
      Optional<URI> target = redirect(response);
      if (target.isEmpty()) {
        return new Reply.Answered(answer(response, first.url()));
      }
      response.body().close();
      request = request.redirectedTo(target.get(), response.statusCode());
    }
    return new Reply.Failed(new Outcome.Refused("more than " + MAX_REDIRECTS + " redirects"));
  }

  private Optional<URI> redirect(HttpResponse<?> response) {
    boolean redirects =
        switch (response.statusCode()) {
          case 301, 302, 303, 307, 308 -> config.followRedirects();
          default -> false;
        };
    return redirects
        ? response.headers().firstValue("Location").map(l -> response.uri().resolve(l))
        : Optional.empty();
  }

  /** What proves who we are goes to the configured server only. */
  private HttpRequest toSend(Request request, URI configured) throws IOException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.url())
            .timeout(request.timeout())
            .header("User-Agent", "Atalaya");
    HttpMessage message = request.message();
    if (request.get()) {
      builder.GET();
    } else {
      builder.header("Content-Type", message.contentType());
      builder.header("Idempotency-Key", request.id());
      builder.method(message.method(), BodyPublishers.ofByteArray(message.body()));
    }
    if (sameServer(request.url(), configured)) {
      add(builder, RequestHeaders.ofCredentials(config.credentials(), tokens));
      add(builder, RequestHeaders.ofConfigured(config));
      message.headers().forEach(builder::setHeader);
    }
    proxies
        .towards(request.url())
        .filter(hop -> !hop.authorization().isEmpty())
        .ifPresent(hop -> builder.header("Proxy-Authorization", hop.authorization().reveal()));
    return builder.build();
  }

  private static boolean sameServer(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getRawAuthority().equalsIgnoreCase(b.getRawAuthority());
  }

  private static void add(HttpRequest.Builder request, List<Map.Entry<String, String>> headers) {
    headers.forEach(header -> request.header(header.getKey(), header.getValue()));
  }

  private synchronized HttpClient client() throws IOException {
    SSLContext context = contexts.of(config.tls());
    if (connected == null || !connected.context().equals(context)) {
      connected = new Connected(context, newClient(context));
    }
    return connected.client();
  }

  private HttpClient newClient(SSLContext context) {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .sslContext(context)
        .sslParameters(TlsContext.parameters(config.tls(), context))
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(selector())
        .version(config.enableHttp2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
        .build();
  }

  private ProxySelector selector() {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI url) {
        return List.of(proxies.towards(url).map(HttpPoster::proxy).orElse(Proxy.NO_PROXY));
      }

      @Override
      public void connectFailed(URI url, SocketAddress address, IOException e) {
        // The request fails with the same exception, and says so.
      }
    };
  }

  private static Proxy proxy(ProxyRoutes.Hop hop) {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(hop.host(), hop.port()));
  }

  private HttpAnswer answer(HttpResponse<InputStream> response, URI configured) throws IOException {
    try (InputStream body = response.body()) {
      String text = new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
      String shown = text.replace(configured.toString(), "<secret>");
      return new HttpAnswer(
          host(configured), response.statusCode(), retryAfter(response).orElse(null), shown);
    }
  }

  /** Seconds, as Discord with a fraction, or a date (RFC 9110, 10.2.3). */
  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response.headers().firstValue("Retry-After").flatMap(this::parseRetryAfter);
  }

  private Optional<Duration> parseRetryAfter(String value) {
    try {
      double seconds = Double.parseDouble(value.strip());
      return seconds >= 0 && seconds < MAX_WAIT_SECONDS
          ? Optional.of(Duration.ofMillis((long) Math.ceil(seconds * 1000)))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return parseRetryDate(value);
    }
  }

  private Optional<Duration> parseRetryDate(String value) {
    try {
      Instant when =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), when);
      return wait.isNegative() ? Optional.empty() : Optional.of(wait);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
