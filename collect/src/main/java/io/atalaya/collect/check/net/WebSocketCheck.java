package io.atalaya.collect.check.net;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens a WebSocket, and may talk a little.
 *
 * @param basics name, labels, times, judgement
 * @param url {@code ws://} or {@code wss://}; credentials belong into {@code http}
 * @param headers headers of the request; none by default
 * @param dialogue what is expected and said, in order: the next message of the peer must match what
 *     is expected; of each step, only {@code expect} and {@code send} count
 * @param http credentials and TLS; a proxy is not used
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record WebSocketCheck(
    CheckBasics basics,
    URI url,
    Map<String, SecretSource> headers,
    List<TcpCheck.Step> dialogue,
    HttpClientConfig http,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  private static final int PORT = 80;
  private static final int SECURE_PORT = 443;

  /** Copies the collections and checks the URL. */
  public WebSocketCheck {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    dialogue = List.copyOf(dialogue);
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("ws") || scheme.equals("wss")) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "\"" + url + "\" is no WebSocket: it needs ws:// or wss:// and a host");
    }
    if (UrlHost.user(url) != null) {
      throw new IllegalArgumentException(
          "the URL holds a user name; give it as basic_auth so that it is kept secret");
    }
  }

  boolean secure() {
    return url.getScheme().equalsIgnoreCase("wss");
  }

  String host() {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : secure() ? SECURE_PORT : PORT;
  }

  @Override
  public String kind() {
    return "websocket";
  }

  @Override
  public String target() {
    return url.toString();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new WebSocketProber(this, context);
  }
}
