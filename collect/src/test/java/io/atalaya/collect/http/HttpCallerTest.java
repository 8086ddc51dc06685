package io.atalaya.collect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.ProxyConfig;
import io.atalaya.model.http.TlsContexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallerTest {
  private static final HttpClientConfig PLAIN = HttpClientConfig.defaults();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Network network = Network.system(AddressGuard.except(Set.of()));

  private String get(HttpClientConfig config, String url) throws IOException {
    try (HttpCaller caller = new HttpCaller(config, network, false, 3)) {
      return get(caller, url, PATIENCE);
    }
  }

  private String get(HttpCaller caller, String url, Duration timeout) throws IOException {
    HttpCall call = HttpCall.get(URI.create(url), List.of());
    try (Answer answer = caller.call(call, Deadline.in(timeout, network.ticker()))) {
      String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
      return answer.status() + " " + body;
    }
  }

  private Reason failure(HttpClientConfig config, String url, Duration timeout) {
    try (HttpCaller caller = new HttpCaller(config, network, false, 3)) {
      get(caller, url, timeout);
    } catch (ExchangeException e) {
      return e.reason();
    } catch (IOException e) {
      throw new AssertionError("an exchange may only fail with a reason", e);
    }
    throw new AssertionError("the exchange did not fail");
  }

  @Test
  void readsBodiesOfAKnownLength() throws IOException {
    try (ScriptedServer server = new ScriptedServer(OK + "more than announced")) {
      assertThat(get(PLAIN, server.url())).isEqualTo("200 ok");
      assertThat(server.requests().getFirst())
          .startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
    }
  }

  @Test
  void readsChunkedBodiesWithExtensionsAndTrailers() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nTrailer: yes\r\n\r\n")) {
      assertThat(get(PLAIN, server.url())).isEqualTo("200 abc0123456789abcdef");
    }
  }

  @Test
  void aConnectionIsKeptWhenPackedBodiesComeInChunks() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream packing = new GZIPOutputStream(packed)) {
      packing.write("all is well".getBytes(StandardCharsets.US_ASCII));
    }
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
            + "%s\r\n%s\r\n"
                .formatted(
                    Integer.toHexString(packed.size()),
                    packed.toString(StandardCharsets.ISO_8859_1));
    try (ScriptedServer server = new ScriptedServer(answer + "0\r\n\r\n", answer + "0\r\n\r\n");
        HttpCaller caller = new HttpCaller(PLAIN, network, true, 3)) {
      assertThat(get(caller, server.url(), PATIENCE)).isEqualTo("200 all is well");
      assertThat(get(caller, server.url(), PATIENCE)).isEqualTo("200 all is well");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void readsBodiesThatEndWithTheConnectionAndInterimAnswers() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\nall of it"
                + ScriptedServer.CLOSE)) {
      assertThat(get(PLAIN, server.url())).isEqualTo("200 all of it");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      })
  void whatIsNotHttpIsAFaultOfTheProtocol(String answer) throws IOException {
    try (ScriptedServer server = new ScriptedServer(answer + "\r\n")) {
      assertThat(failure(PLAIN, server.url(), PATIENCE)).isEqualTo(Reason.PROTOCOL);
    }
  }

  @Test
  void aHeadThatDoesNotEndIsTooLarge() throws IOException {
    String header = "X-Long: " + "x".repeat(1000) + "\r\n";
    try (ScriptedServer server = new ScriptedServer("HTTP/1.1 200 OK\r\n" + header.repeat(100))) {
      assertThat(failure(PLAIN, server.url(), PATIENCE)).isEqualTo(Reason.TOO_LARGE);
    }
  }

  @Test
  void aPeerThatTricklesOneByteAtATimeCannotOutliveTheDeadline() throws IOException {
    try (ScriptedServer server = new ScriptedServer("HTTP/1.1 200 OK\r\nX: and then nothing")) {
      assertThat(failure(PLAIN, server.url(), Duration.ofMillis(200))).isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void aResolverThatHangsCannotOutliveTheDeadline() throws IOException {
    Resolver hanging =
        host -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    // A clock that stands still: on a busy machine, time is over before the resolver is asked.
    Network still =
        new Network(hanging, network.guard(), () -> 0, new TlsContexts(), Map.of(), null, null);
    HttpCall call = HttpCall.get(URI.create("http://slow.test/"), List.of());
    Deadline deadline = Deadline.in(Duration.ofMillis(100), still.ticker());
    try (HttpCaller caller = new HttpCaller(PLAIN, still, false, 0)) {
      assertThatThrownBy(() -> caller.call(call, deadline))
          .hasMessage("the name slow.test was not resolved in time");
    }
  }

  @Test
  void aKeptConnectionIsUsedAgain() throws IOException {
    try (ScriptedServer server = new ScriptedServer(OK, OK, OK);
        HttpCaller caller = new HttpCaller(PLAIN, network, true, 0)) {
      for (int i = 0; i < 3; i++) {
        assertThat(get(caller, server.url(), PATIENCE)).isEqualTo("200 ok");
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aKeptConnectionThatThePeerHasClosedIsReplaced() throws IOException {
    try (ScriptedServer server = new ScriptedServer(OK + ScriptedServer.CLOSE, OK);
        HttpCaller caller = new HttpCaller(PLAIN, network, true, 0)) {
      assertThat(get(caller, server.url(), PATIENCE)).isEqualTo("200 ok");
      assertThat(get(caller, server.url(), PATIENCE)).isEqualTo("200 ok");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void followsRedirectsButShowsCredentialsOnlyToTheFirstServer() throws IOException {
    try (ScriptedServer second = new ScriptedServer(OK);
        ScriptedServer first =
            new ScriptedServer(
                "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 301 Moved\r\nLocation: " + second.url() + "/there?x=1\r\n\r\n")) {
      HttpClientConfig config =
          PLAIN.withCredentials(Credentials.bearer(SecretSource.inline("t0k3n")));

      assertThat(get(config, first.url() + "/start")).isEqualTo("200 ok");

      assertThat(first.requests()).allMatch(r -> r.contains("Authorization: Bearer t0k3n"));
      assertThat(first.requests().get(1)).startsWith("GET /next ");
      assertThat(second.requests().getFirst())
          .startsWith("GET /there?x=1 ")
          .doesNotContain("Authorization");
    }
  }

  @Test
  void headersOfAPersonAreNotShownToAnotherServerEither() throws IOException {
    try (ScriptedServer second = new ScriptedServer(OK);
        ScriptedServer first =
            new ScriptedServer("HTTP/1.1 301 Moved\r\nLocation: " + second.url() + "/\r\n\r\n");
        HttpCaller caller = new HttpCaller(PLAIN, network, false, 3)) {
      HttpCall call =
          HttpCall.get(
              URI.create(first.url()),
              List.of(
                  new HttpCall.Header("authorization", "Token abc"),
                  new HttpCall.Header("Cookie", "session=1"),
                  new HttpCall.Header("X-Team", "web")));
      try (Answer answer = caller.call(call, Deadline.in(PATIENCE, network.ticker()))) {
        assertThat(answer.status()).isEqualTo(200);
      }

      assertThat(first.requests().getFirst()).contains("Token abc", "session=1");
      assertThat(second.requests().getFirst())
          .contains("X-Team: web")
          .doesNotContain("Token", "session");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.test/,      https://a.test/x,     true",
    "http://a.test/,      http://A.test:80/,    true",
    "https://a.test/,     http://a.test/,       false",
    "https://a.test/,     https://a.test:444/,  false",
    "https://a.test/,     https://b.a.test/,    false",
    "https://a.test/,     https://a.test.evil/, false",
  })
  void credentialsAreForOneServerAndForTheSameOverTls(String from, String to, boolean shared) {
    assertThat(HttpCall.mayKnow(URI.create(from), URI.create(to))).isEqualTo(shared);
  }

  @Test
  void redirectsThatDoNotEndAreCounted() throws IOException {
    String again = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer server = new ScriptedServer(again, again, again, again, again)) {
      assertThat(failure(PLAIN, server.url(), PATIENCE)).isEqualTo(Reason.REDIRECTS);
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void aRedirectToAMetadataAddressIsRefusedEvenBehindAName() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer("HTTP/1.1 302 Found\r\nLocation: http://innocent.test/\r\n\r\n")) {
      Resolver lying =
          host ->
              new InetAddress[] {
                InetAddress.ofLiteral(host.equals("innocent.test") ? "169.254.169.254" : host)
              };
      try (HttpCaller caller = new HttpCaller(PLAIN, network.withResolver(lying), false, 3)) {
        assertThatThrownBy(() -> get(caller, server.url(), PATIENCE))
            .isInstanceOfSatisfying(
                ExchangeException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS));
      }
    }
  }

  @Test
  void aProxyIsAskedForTheWholeUrl() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(OK)) {
      ProxyConfig via =
          new ProxyConfig.Via(Secret.of("http://us:pw@127.0.0.1:" + proxy.port()), List.of());

      assertThat(get(PLAIN.withProxy(via), "http://far.test/a?b=c")).isEqualTo("200 ok");

      assertThat(proxy.requests().getFirst())
          .startsWith("GET http://far.test/a?b=c HTTP/1.1\r\nHost: far.test\r\n")
          .contains("Proxy-Authorization: Basic dXM6cHc=");
    }
  }

  @Test
  void aProxyThatRefusesATunnelIsToBlame() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer("HTTP/1.1 403 Forbidden\r\n\r\n")) {
      ProxyConfig via =
          new ProxyConfig.Via(
              Secret.of("http://127.0.0.1:" + proxy.port()),
              List.of(),
              Map.of("X-Team", List.of(Secret.of("a"), Secret.of("b"))));
      HttpClientConfig config = PLAIN.withProxy(via);

      assertThat(failure(config, "https://far.test/", PATIENCE)).isEqualTo(Reason.PROXY);
      assertThat(proxy.requests().getFirst())
          .startsWith("CONNECT far.test:443 HTTP/1.1\r\n")
          .contains("\r\nX-Team: a\r\nX-Team: b\r\n");
    }
  }

  @Test
  void aSecretThatCannotBeReadIsOurOwnFault() {
    HttpClientConfig config =
        PLAIN.withCredentials(
            Credentials.bearer(SecretSource.file(Path.of("no", "such", "token"))));
    assertThat(failure(config, "http://127.0.0.1:1/", PATIENCE)).isEqualTo(Reason.INTERNAL);
  }

  @Test
  void configuredHeadersAreSentWithEachOfTheirValues() throws IOException {
    try (ScriptedServer server = new ScriptedServer(OK)) {
      HttpClientConfig config =
          PLAIN.withHeaders(
              Map.of("X-Team", List.of(SecretSource.inline("a"), SecretSource.inline("b"))));
      get(config, server.url());
      assertThat(server.requests().getFirst()).contains("X-Team: a\r\nX-Team: b\r\n");
    }
  }

  @Test
  void aTokenThatIsRefusedIsReplacedOnce() throws IOException {
    String refused = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer issuer = new ScriptedServer(token("first"), token("second"));
        ScriptedServer server = new ScriptedServer(refused, OK)) {
      HttpClientConfig config =
          PLAIN.withCredentials(
              new Credentials.OAuth2(
                  "me",
                  SecretSource.inline("x"),
                  List.of(),
                  issuer.url(),
                  Map.of(),
                  PLAIN.tls(),
                  ProxyConfig.DIRECT));
      assertThat(get(config, server.url())).isEqualTo("200 ok");
      assertThat(server.requests().get(0)).contains("Authorization: Bearer first");
      assertThat(server.requests().get(1)).contains("Authorization: Bearer second");
    }
  }

  private static String token(String value) {
    String body = "{\"access_token\":\"" + value + "\"}";
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }
}
