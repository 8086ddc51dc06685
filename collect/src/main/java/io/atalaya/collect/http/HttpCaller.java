package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.ProxyRoutes;
import io.atalaya.model.http.ProxyRoutes.Hop;
import io.atalaya.model.http.RequestHeaders;
import io.atalaya.model.http.ShownUrl;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.UrlHost;
import io.atalaya.model.trace.Span;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls as one {@link HttpClientConfig} says. Keeps at most one idle connection, if it may
 * keep any: enough for one target that is asked again and again. Calls may not overlap.
 */
public final class HttpCaller implements AutoCloseable {
  private static final String USER_AGENT = "Atalaya";
  private static final int UNAUTHORIZED = 401;

  private final HttpClientConfig config;
  private final Network network;
  private final Dialer dialer;
  private final ProxyRoutes proxies;
  private final boolean keepAlive;
  private final int maxRedirects;
  private final AtomicReference<@Nullable Idle> idle = new AtomicReference<>();
  private volatile boolean closed;
  private volatile @Nullable ResponseHead lastHead;
  private final AtomicReference<@Nullable Socket> busy = new AtomicReference<>();

  /** A connection that waits for the next call to the same server. */
  private record Idle(Connection connection, String server) {}

  /** A head that has come, with the connection it came on. */
  private record Exchange(
      Connection connection, ResponseHead head, @Nullable Http2Stream stream, Phases phases) {}

  /**
   * A caller.
   *
   * @param keepAlive whether a connection may be used for the next call too
   * @param maxRedirects redirects that are followed, if the configuration follows any
   */
  public HttpCaller(HttpClientConfig config, Network network, boolean keepAlive, int maxRedirects) {
    this(config, network, keepAlive, maxRedirects, List.of());
  }

  private HttpCaller(
      HttpClientConfig config,
      Network network,
      boolean keepAlive,
      int maxRedirects,
      List<String> protocols) {
    this.config = config;
    this.network = network;
    this.dialer = new Dialer(network, protocols);
    this.proxies = new ProxyRoutes(config.proxy(), network.environment());
    this.keepAlive = keepAlive;
    this.maxRedirects = maxRedirects;
  }

  /**
   * One that keeps nothing, and speaks HTTP/2 with whoever does, unless the configuration forbids.
   */
  public static HttpCaller latest(HttpClientConfig config, Network network, int maxRedirects) {
    List<String> protocols =
        config.enableHttp2() ? List.of(Connection.HTTP_2, "http/1.1") : List.of();
    return new HttpCaller(config, network, false, maxRedirects, protocols);
  }

  /** The last head that came, of a redirect that was not followed too; null before the first. */
  public @Nullable ResponseHead lastHead() {
    return lastHead;
  }

  public int maxRedirects() {
    return maxRedirects;
  }

  long nanos() {
    return network.ticker().nanos();
  }

  /**
   * Asks, and follows redirects.
   *
   * @throws ExchangeException if no answer comes
   */
  public Answer call(HttpCall call, Deadline deadline) throws ExchangeException {
    Phases phases = Phases.NONE;
    HttpCall current = call;
    for (int redirects = 0; ; redirects++) {
      Exchange exchange = authorized(current, call.url(), deadline);
      phases = phases.plus(exchange.phases());
      lastHead = exchange.head();
      String location = exchange.head().header("Location");
      boolean redirected =
          config.followRedirects() && exchange.head().isRedirect() && !location.isEmpty();
      if (!redirected) {
        return answer(exchange, current, phases, redirects);
      }
      exchange.connection().close();
      if (redirects == maxRedirects) {
        throw new ExchangeException(
            Reason.REDIRECTS, "more than " + maxRedirects + " redirects", null);
      }
      current = current.redirected(exchange.head().status(), target(current.url(), location));
    }
  }

  /** A token of OAuth 2.0 that is refused before its time is replaced, once. */
  private Exchange authorized(HttpCall call, URI first, Deadline deadline)
      throws ExchangeException {
    Exchange exchange = exchange(call, first, deadline);
    if (exchange.head().status() != UNAUTHORIZED
        || !(config.credentials() instanceof Credentials.OAuth2 oauth2)) {
      return exchange;
    }
    exchange.connection().close();
    network.tokens().refused(oauth2);
    return exchange(call, first, deadline);
  }

  private Answer answer(Exchange exchange, HttpCall call, Phases phases, int redirects)
      throws ExchangeException {
    Http2Stream stream = exchange.stream();
    InputStream body =
        stream == null
            ? BodyStream.of(exchange.connection(), exchange.head(), call.method())
            : stream;
    return new Answer(
        this, exchange.connection(), call.url(), exchange.head(), body, phases, redirects);
  }

  private static URI target(URI from, String location) throws ExchangeException {
    try {
      URI to = from.resolve(location);
      if (!UrlHost.of(to).isEmpty()
          && ("http".equals(to.getScheme()) || "https".equals(to.getScheme()))) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw new ExchangeException(Reason.PROTOCOL, "a redirect leads to no URL", e);
    }
    throw new ExchangeException(Reason.PROTOCOL, "a redirect leads to no HTTP URL", null);
  }

  /** Asks, and tells who is asked what that is a part of. */
  private Exchange exchange(HttpCall call, URI first, Deadline deadline) throws ExchangeException {
    try (Span span = network.tracer().begin(call.method(), Span.Kind.CLIENT)) {
      span.say("url.full", ShownUrl.of(call.url()));
      List<Header> more = ownHeaders(call, first);
      if (!span.traceparent().isEmpty()) {
        more.add(new Header("traceparent", span.traceparent()));
      }
      try {
        Exchange exchange = exchange(call, first, more, deadline);
        span.say("http.response.status_code", Integer.toString(exchange.head().status()));
        return exchange;
      } catch (ExchangeException e) {
        span.fail(String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  private Exchange exchange(HttpCall call, URI first, List<Header> more, Deadline deadline)
      throws ExchangeException {
    Idle kept = idle.getAndSet(null);
    if (kept != null && kept.server().equals(serverOf(call.url()))) {
      try {
        return send(kept.connection(), call, more, Phases.NONE, deadline);
      } catch (IOException e) {
        boolean wasStale = !kept.connection().answered() && !(e instanceof ExchangeException);
        kept.connection().close();
        if (!wasStale) {
          throw failure(kept.connection(), e);
        }
      }
    } else if (kept != null) {
      kept.connection().close();
    }
    return sendAnew(call, first, more, deadline);
  }

  private Exchange sendAnew(HttpCall call, URI first, List<Header> more, Deadline deadline)
      throws ExchangeException {
    URI url = call.url();
    // The configured name is that of the first server, not of those it leads to.
    boolean sameHost = lower(hostOf(url)).equals(lower(hostOf(first)));
    TlsConfig tls = sameHost ? config.tls() : config.tls().withServerName("");
    boolean secure = "https".equals(lower(url.getScheme()));
    Optional<Hop> proxy = proxyTowards(url);
    SSLContext context = secure ? context(tls) : null;
    Dialer.Opened opened =
        dialer.open(hostOf(url), portOf(url), context, tls, proxy, this::watch, deadline);
    try {
      return send(opened.connection(), call, more, opened.phases(), deadline);
    } catch (IOException e) {
      opened.connection().close();
      throw failure(opened.connection(), e);
    }
  }

  private SSLContext context(TlsConfig tls) throws ExchangeException {
    try {
      return network.tls().of(tls);
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<Hop> proxyTowards(URI url) throws ExchangeException {
    try {
      return proxies.towards(url);
    } catch (IllegalArgumentException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  private Exchange send(
      Connection connection, HttpCall call, List<Header> more, Phases before, Deadline deadline)
      throws IOException {
    long sent = nanos();
    watch(connection.socket());
    connection.begin(deadline);
    Optional<Hop> plainProxy =
        connection.tls() == null ? proxyTowards(call.url()) : Optional.empty();
    List<Header> headers = new ArrayList<>(more);
    plainProxy
        .filter(hop -> !hop.authorization().isEmpty())
        .map(hop -> new Header("Proxy-Authorization", hop.authorization().reveal()))
        .ifPresent(headers::add);
    @Nullable Http2Stream stream = connection.speaksHttp2() ? new Http2Stream(connection) : null;
    ResponseHead head;
    if (stream == null) {
      connection.write(call.head(plainProxy.isPresent(), headers), call.body());
      head = connection.readHead();
    } else {
      stream.ask(call.fields(headers), call.body());
      head = stream.head();
    }
    Phases phases = before.plus(new Phases(0, 0, 0, nanos() - sent, 0));
    return new Exchange(connection, head, stream, phases);
  }

  private List<Header> ownHeaders(HttpCall call, URI first) throws ExchangeException {
    List<Header> all = new ArrayList<>();
    try {
      if (HttpCall.mayKnow(first, call.url())) {
        addAll(all, RequestHeaders.ofCredentials(config.credentials(), network.tokens()));
        addAll(all, RequestHeaders.ofConfigured(config));
      }
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "no credentials can be shown: " + e.getMessage(), e);
    }
    all.add(new Header("User-Agent", USER_AGENT));
    if (!keepAlive) {
      all.add(new Header("Connection", "close"));
    }
    return all;
  }

  private static void addAll(List<Header> all, List<Map.Entry<String, String>> more) {
    more.forEach(e -> all.add(new Header(e.getKey(), e.getValue())));
  }

  private static ExchangeException failure(Connection connection, IOException e) {
    return switch (e) {
      case ExchangeException _, EOFException _, SocketException _, SSLException _ ->
          connection.broken(e);
      default ->
          new ExchangeException(Reason.PROTOCOL, "the exchange failed: " + e.getMessage(), e);
    };
  }

  private static String serverOf(URI url) {
    return lower(url.getScheme()) + "://" + lower(hostOf(url)) + ":" + portOf(url);
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static String hostOf(URI url) {
    return UrlHost.of(url).bare();
  }

  private static int portOf(URI url) {
    return HttpCall.portOf(url);
  }

  /** Remembers what the current call waits for; what begins after the end is ended at once. */
  private void watch(Socket socket) {
    busy.set(socket);
    if (closed) {
      closeQuietly(socket);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Whoever waits for it has been woken; nothing else was wanted.
      return;
    }
  }

  void giveBack(Connection connection, URI url) {
    busy.set(null);
    if (!keepAlive || closed) {
      connection.close();
      return;
    }
    Idle before = idle.getAndSet(new Idle(connection, serverOf(url)));
    if (before != null) {
      before.connection().close();
    }
  }

  /** Ends everything, a call that another thread is waiting for included. */
  @Override
  public void close() {
    Idle waiting = idle.getAndSet(null);
    if (waiting != null) {
      waiting.connection().close();
    }
    closed = true;
    Socket active = busy.getAndSet(null);
    if (active != null) {
      closeQuietly(active);
    }
  }
}
