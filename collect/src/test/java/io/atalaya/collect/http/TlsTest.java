package io.atalaya.collect.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Network network = Network.system(AddressGuard.open());
  private TestCertificate rsa;
  private TestCertificate ec;

  @BeforeAll
  void makeCertificates(@TempDir Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    rsa = new TestCertificate(folder, "RSA", "dns:tower.test,ip:127.0.0.1", 20);
    ec = new TestCertificate(folder, "EC", "dns:client.test", 20);
  }

  private static TlsConfig trusting(
      @Nullable SecretSource ca, @Nullable SecretSource cert, @Nullable SecretSource key) {
    return new TlsConfig(ca, cert, key, "", false, null, null);
  }

  private static TlsConfig expecting(SecretSource ca, String serverName) {
    return new TlsConfig(ca, null, null, serverName, false, null, null);
  }

  /** The peer that answered, or why there is none. */
  private Object ask(TlsConfig tls, ScriptedServer server) throws IOException {
    return ask(tls, URI.create("https://127.0.0.1:" + server.port() + "/"));
  }

  private Object ask(TlsConfig tls, URI url) throws IOException {
    HttpClientConfig config = HttpClientConfig.defaults().withTls(tls);
    try (HttpCaller caller = new HttpCaller(config, network, false, 0);
        Answer answer =
            caller.call(HttpCall.get(url, List.of()), Deadline.in(PATIENCE, network.ticker()))) {
      return Objects.requireNonNull(answer.tls());
    } catch (ExchangeException e) {
      return e.reason();
    }
  }

  @Test
  void tellsWhenTheCertificateOfATrustedPeerEnds() throws IOException, GeneralSecurityException {
    try (ScriptedServer server = new ScriptedServer(rsa.serverSocket(), OK)) {
      TlsPeer peer = (TlsPeer) ask(trusting(rsa.certificate(), null, null), server);

      assertThat(peer.version()).isEqualTo("TLSv1.3");
      Duration left = Duration.between(Instant.now(), peer.earliestExpiry());
      assertThat(left).isBetween(Duration.ofDays(19), Duration.ofDays(20));
    }
  }

  @Test
  void aCertificateOfNobodyWeTrustIsRefusedUnlessToldOtherwise()
      throws IOException, GeneralSecurityException {
    try (ScriptedServer server = new ScriptedServer(rsa.serverSocket(), OK)) {
      assertThat(ask(TlsConfig.defaults(), server)).isEqualTo(Reason.CERTIFICATE);
      TlsConfig careless = new TlsConfig(null, null, null, "", true, null, null);
      assertThat(ask(careless, server)).isInstanceOf(TlsPeer.class);
    }
  }

  @Test
  void theServersNameMustBeInTheCertificate() throws IOException, GeneralSecurityException {
    try (ScriptedServer server = new ScriptedServer(rsa.serverSocket(), OK, OK)) {
      assertThat(ask(expecting(rsa.certificate(), "other.test"), server))
          .isEqualTo(Reason.CERTIFICATE);
      assertThat(ask(expecting(rsa.certificate(), "tower.test"), server))
          .isInstanceOf(TlsPeer.class);
    }
  }

  @Test
  void aPeerThatSpeaksNoTlsIsNotDownForItsCertificate() throws IOException {
    try (ServerSocket greeter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().name("greeter").start(() -> greetOnce(greeter));
      URI url = URI.create("https://127.0.0.1:" + greeter.getLocalPort() + "/");
      assertThat(ask(TlsConfig.defaults(), url)).isEqualTo(Reason.TLS);
    }
  }

  private static void greetOnce(ServerSocket greeter) {
    try (Socket client = greeter.accept()) {
      client.getOutputStream().write("220 mail.test ready\r\n".getBytes(StandardCharsets.UTF_8));
      client.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client hangs up as soon as it has read the greeting.
      return;
    }
  }

  @Test
  void showsAClientCertificateWithItsKeyInPkcs8() throws IOException, GeneralSecurityException {
    try (ScriptedServer server = new ScriptedServer(rsa.serverSocketFor(ec), OK)) {
      TlsConfig tls = trusting(rsa.certificate(), ec.certificate(), ec.key());
      assertThat(ask(tls, server)).isInstanceOf(TlsPeer.class);
    }
  }

  /** In PKCS #8 the key of 2048, 3072 or 4096 bits begins after 26 bytes. */
  @ParameterizedTest
  @CsvSource({"RSA PRIVATE KEY, 26"})
  void showsAClientCertificateWithItsKeyInTheOlderForm(String label, int skippedBytes)
      throws IOException, GeneralSecurityException {
    try (ScriptedServer server = new ScriptedServer(ec.serverSocketFor(rsa), OK)) {
      TlsConfig tls =
          new TlsConfig(
              ec.certificate(),
              rsa.certificate(),
              rsa.traditionalKey(label, skippedBytes),
              "client.test",
              false,
              null,
              null);
      assertThat(ask(tls, server)).isInstanceOf(TlsPeer.class);
    }
  }

  /** Whether the alert arrives, or only the end of the connection, is not ours to say. */
  @Test
  void whoWantedACertificateAndEndsTheConnectionIsSaidToHaveWantedOne()
      throws IOException, GeneralSecurityException {
    try (ScriptedServer server = new ScriptedServer(rsa.serverSocketFor(ec), OK, OK, OK)) {
      assertThat(fault(trusting(rsa.certificate(), null, null), server))
          .contains("asked for a client certificate and was shown none");
      assertThat(fault(trusting(rsa.certificate(), rsa.certificate(), rsa.key()), server))
          .contains("asked for a client certificate");
    }
    try (ScriptedServer server = new ScriptedServer(rsa.serverSocket(), ScriptedServer.CLOSE)) {
      assertThat(fault(trusting(rsa.certificate(), null, null), server))
          .isNotEmpty()
          .doesNotContain("client certificate");
    }
  }

  private String fault(TlsConfig tls, ScriptedServer server) {
    HttpClientConfig config = HttpClientConfig.defaults().withTls(tls);
    URI url = URI.create("https://127.0.0.1:" + server.port() + "/");
    try (HttpCaller caller = new HttpCaller(config, network, false, 0);
        Answer answer =
            caller.call(HttpCall.get(url, List.of()), Deadline.in(PATIENCE, network.ticker()))) {
      return "answered with " + answer.status();
    } catch (ExchangeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aFileThatIsNoCertificateIsOurOwnFault() throws IOException {
    try (ScriptedServer server = new ScriptedServer(OK)) {
      TlsConfig tls = trusting(SecretSource.inline("not PEM"), null, null);
      assertThat(ask(tls, server)).isEqualTo(Reason.INTERNAL);
    }
  }
}
