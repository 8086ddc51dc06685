package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsContexts;
import io.atalaya.server.config.WebFile;
import io.atalaya.server.config.WebFileReader;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.http.HttpAccess;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebFileTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** The test vector of OpenBSD for the password {@code abc}. */
  private static final String HASH_OF_ABC =
      "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

  @TempDir Path directory;

  /** A self-signed certificate {@code NAME.crt} with its key {@code NAME.key}. */
  private void certificate(String name) throws Exception {
    Path file = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    write(name + ".crt", pem("CERTIFICATE", store.getCertificate("it").getEncoded()));
    write(name + ".key", pem("PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private WebFile read(String text) throws IOException {
    Problems problems = new Problems();
    WebFile file = WebFileReader.read(write("web.yml", text), problems).orElse(WebFile.NONE);
    assertThat(problems.all()).isEmpty();
    return file;
  }

  private List<String> faults(String text) throws IOException {
    Problems problems = new Problems();
    WebFileReader.read(write("web.yml", text), problems);
    return problems.all().stream().map(Problem::message).toList();
  }

  private static HttpServer start(HttpAccess access) throws IOException {
    HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0), access);
    server.bind();
    Routes routes = new Routes();
    routes.get("/it", (request, response) -> response.sendText("here"));
    server.start(routes, (method, pattern, status, nanos) -> {});
    return server;
  }

  private static HttpRequest request(HttpServer server, String scheme, String login) {
    String token = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + server.port() + "/it"))
        .header("Authorization", "Basic " + token)
        .build();
  }

  @Test
  void onlyUsersMayAsk() throws Exception {
    WebFile file =
        read(
            """
            basic_auth_users: {alice: %s}
            http_server_config: {headers: {X-Frame-Options: deny}}
            """
                .formatted(HASH_OF_ABC));
    assertThat(file.authenticates()).isTrue();
    try (HttpServer server = start(WebAccess.of(file));
        HttpClient client = HttpClient.newHttpClient()) {
      for (String wrong : List.of("alice:abd", "alice:", "bob:abc", "alice", ":")) {
        var refused = client.send(request(server, "http", wrong), BodyHandlers.ofString());
        assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic");
        assertThat(refused.body()).isEqualTo("Unauthorized\n");
      }
      for (int i = 0; i < 2; i++) {
        var answer = client.send(request(server, "http", "alice:abc"), BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("here");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("deny");
      }
      server.access(HttpAccess.OPEN);
      assertThat(client.send(request(server, "http", "x"), BodyHandlers.ofString()).body())
          .isEqualTo("here");
    }
  }

  @Test
  void clientsShowTheirCertificateWhereItIsRequiredAndACertificateCanBeChanged() throws Exception {
    certificate("first");
    certificate("second");
    certificate("client");
    String text =
        """
        tls_server_config:
          cert_file: %1$s.crt
          key_file: %1$s.key
          client_ca_file: client.crt
          client_auth_type: RequireAndVerifyClientCert
          min_version: TLS13
        """;
    WebFile file = read(text.formatted("first"));
    assertThat(file.authenticates()).isTrue();
    assertThat(file.files()).contains(directory.resolve("first.key"));
    try (HttpServer server = start(WebAccess.of(file))) {
      assertThat(ask(server, "first", "client")).isEqualTo("here");
      assertThatThrownBy(() -> ask(server, "first", null)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ask(server, "first", "second")).isInstanceOf(IOException.class);

      server.access(WebAccess.of(read(text.formatted("second"))));

      assertThat(ask(server, "second", "client")).isEqualTo("here");
      assertThatThrownBy(() -> ask(server, "first", "client")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> server.access(HttpAccess.OPEN))
          .hasMessageContaining("only by a restart");
    }
  }

  @Test
  void onlyClientsWithOneOfTheNamesAreLetIn() throws Exception {
    certificate("first");
    certificate("client");
    String text =
        """
        tls_server_config:
          cert_file: first.crt
          key_file: first.key
          client_ca_file: client.crt
          client_auth_type: RequireAndVerifyClientCert
          client_allowed_sans: [%s]
        """;
    try (HttpServer server = start(WebAccess.of(read(text.formatted("other.example"))))) {
      assertThat(ask(server, "first", "client")).contains("none of the names");
      server.access(WebAccess.of(read(text.formatted("other.example, 127.0.0.1"))));
      assertThat(ask(server, "first", "client")).isEqualTo("here");
    }
  }

  @Test
  void suitesCurvesAndVersionsAreThoseOfTheFile() throws Exception {
    certificate("first");
    String text =
        """
        tls_server_config:
          cert_file: first.crt
          key_file: first.key
          max_version: %s
          cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]
          prefer_server_cipher_suites: false
          curve_preferences: [CurveP384]
        """;
    try (HttpServer server = start(WebAccess.of(read(text.formatted("TLS12"))))) {
      SSLSession session = session(server, "TLSv1.2", "secp384r1");
      assertThat(session.getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
      assertThatThrownBy(() -> session(server, "TLSv1.3", "secp384r1"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> session(server, "TLSv1.2", "x25519"))
          .isInstanceOf(IOException.class);
    }
    try (HttpServer server = start(WebAccess.of(read(text.formatted("TLS13"))))) {
      assertThat(session(server, "TLSv1.3", "secp384r1").getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  private SSLSession session(HttpServer server, String version, String curve) throws Exception {
    TlsConfig config =
        new TlsConfig(
            SecretSource.file(directory.resolve("first.crt")), null, null, "", false, null, null);
    SSLContext context = new TlsContexts().of(config);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setNamedGroups(new String[] {curve});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession();
    }
  }

  @Test
  void requestsBeyondTheRateAreRefusedForAMoment() throws Exception {
    WebFile file = read("rate_limit: {interval: 1h, burst: 2}\n");
    try (HttpServer server = start(WebAccess.of(file));
        HttpClient client = HttpClient.newHttpClient()) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(
            client.send(request(server, "http", "x"), BodyHandlers.ofString()).statusCode());
      }
      assertThat(statuses).containsExactly(200, 200, 429, 429);
    }
  }

  private String ask(HttpServer server, String trusted, @Nullable String shown) throws Exception {
    TlsConfig config =
        new TlsConfig(
            SecretSource.file(directory.resolve(trusted + ".crt")),
            shown == null ? null : SecretSource.file(directory.resolve(shown + ".crt")),
            shown == null ? null : SecretSource.file(directory.resolve(shown + ".key")),
            "",
            false,
            null,
            null);
    SSLContext context = new TlsContexts().of(config);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(request(server, "https", "x:y"), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() throws IOException {
    assertThat(faults("basic_auth_users: {bob: plain}"))
        .containsExactly("the password of bob is no bcrypt hash");
    assertThat(faults("tls_server_config: {cert_file: no.crt}"))
        .anyMatch(fault -> fault.contains("cert_file and key_file"));
    assertThat(faults("tls_server_config: {cert_file: no.crt, key_file: no.key}"))
        .anyMatch(fault -> fault.contains("no.crt"));
    assertThat(faults("tls_server_config: {cipher_suites: [X], curve_preferences: [Y]}"))
        .anyMatch(fault -> fault.contains("cert_file and key_file"));
    assertThat(faults("tls_config: {}")).containsExactly("unknown key tls_config");
  }
}
