package io.atalaya.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials.OAuth2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger given = new AtomicInteger();
  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final AccessTokens tokens = new AccessTokens(new TlsContexts(), Map.of(), clock::get);
  private HttpServer server;
  private volatile boolean wantsForm;
  private volatile String answer = "{\"access_token\":\"t%d\",\"expires_in\":60}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/token", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    asked.add(authorization + " " + form);
    boolean refused = wantsForm && !form.contains("client_secret=");
    byte[] body =
        (refused ? "{\"error\":\"invalid_client\"}" : answer.formatted(given.incrementAndGet()))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(refused ? 401 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private OAuth2 credentials(String scope) {
    return new OAuth2(
        "me",
        SecretSource.inline("s&cret"),
        List.of(scope, "write"),
        "http://127.0.0.1:" + server.getAddress().getPort() + "/token",
        Map.of("audience", Secret.of("metrics")),
        TlsConfig.defaults(),
        ProxyConfig.DIRECT);
  }

  @Test
  void aTokenIsSharedUntilShortlyBeforeItsEnd() throws IOException {
    assertThat(tokens.header(credentials("read"))).isEqualTo("Bearer t1");
    clock.addAndGet(49_000);
    assertThat(tokens.header(credentials("read"))).isEqualTo("Bearer t1");
    clock.addAndGet(2_000);
    assertThat(tokens.header(credentials("read"))).isEqualTo("Bearer t2");
    assertThat(asked)
        .hasSize(2)
        // The id and the secret, each URL-encoded, in base 64.
        .allSatisfy(a -> assertThat(a).startsWith("Basic bWU6cyUyNmNyZXQ= "))
        .allSatisfy(a -> assertThat(a).contains("grant_type=client_credentials"))
        .allSatisfy(a -> assertThat(a).contains("scope=read+write", "audience=metrics"));
  }

  @Test
  void credentialsThatDifferHaveTokensOfTheirOwn() throws IOException {
    assertThat(tokens.header(credentials("read"))).isEqualTo("Bearer t1");
    assertThat(tokens.header(credentials("admin"))).isEqualTo("Bearer t2");
  }

  @Test
  void aServerThatRefusesBasicAuthenticationGetsTheSecretInTheForm() throws IOException {
    wantsForm = true;
    assertThat(tokens.header(credentials("read"))).isEqualTo("Bearer t1");
    assertThat(asked.getLast()).startsWith("null ").contains("client_id=me", "s%26cret");
  }

  @Test
  void aTokenThatWasRefusedIsNotUsedAgain() throws IOException {
    tokens.header(credentials("read"));
    tokens.refused(credentials("read"));
    assertThat(tokens.header(credentials("read"))).isEqualTo("Bearer t2");
  }

  @Test
  void whatTheServerSaysIsToldWithoutSecrets() {
    answer = "{\"error\":\"invalid_scope\",\"error_description\":\"no\"}";
    assertThatThrownBy(() -> tokens.header(credentials("read")))
        .isInstanceOf(IOException.class)
        .hasMessage("no access token from 127.0.0.1: HTTP status 200 invalid_scope no");
  }
}
