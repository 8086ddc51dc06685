package io.atalaya.server.api.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.config.BlackboxModule;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.Routes;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same modules and targets asked of us and, if it is installed, of blackbox_exporter. */
class ProbeComparisonTest {
  private static final String MODULES =
      """
      modules:
        http_2xx: { prober: http, timeout: 5s }
        refuses_redirect:
          prober: http
          timeout: 5s
          http: { follow_redirects: false, valid_status_codes: [302] }
        wants_text:
          prober: http
          timeout: 5s
          http: { fail_if_body_not_matches_regexp: ["absent"] }
        wants_no_text:
          prober: http
          timeout: 5s
          http: { fail_if_body_matches_regexp: ["hel+o"] }
        wants_header:
          prober: http
          timeout: 5s
          http: { fail_if_header_not_matches: [{ header: X-Foo, regexp: "b.r" }] }
        small:
          prober: http
          timeout: 5s
          http: { body_size_limit: 3B }
        http2: { prober: http, timeout: 5s, http: { valid_http_versions: ["HTTP/2.0"] } }
        wants_tls: { prober: http, timeout: 5s, http: { fail_if_not_ssl: true } }
        careless:
          prober: http
          timeout: 5s
          http: { enable_http2: false, tls_config: { insecure_skip_verify: true } }
        packed:
          prober: http
          timeout: 5s
          http: { headers: { Accept-Encoding: gzip }, compression: gzip }
        packed_br:
          prober: http
          timeout: 5s
          http:
            headers: { Accept-Encoding: br }
            compression: br
            fail_if_body_not_matches_regexp: ["^hello$"]
        cel:
          prober: http
          timeout: 5s
          http:
            fail_if_body_json_not_matches_cel: "body.foo == 'bar' && body.baz.startsWith('q')"
        cel_not:
          prober: http
          timeout: 5s
          http: { fail_if_body_json_matches_cel: "body.count > 2" }
        cel_missing:
          prober: http
          timeout: 5s
          http: { fail_if_body_json_matches_cel: "body.absent == 1" }
        unix: { prober: unix, timeout: 2s }
        unix_talk:
          prober: unix
          timeout: 2s
          unix:
            query_response:
              - expect: "^hello (.*)$"
                labels: [{ name: who, value: "$1" }]
        post: { prober: http, timeout: 5s, http: { method: POST, body: "a=b" } }
        tcp: { prober: tcp, timeout: 5s }
        tls:
          prober: tcp
          timeout: 5s
          tcp: { tls: true, tls_config: { insecure_skip_verify: true } }
        talk:
          prober: tcp
          timeout: 5s
          tcp:
            query_response:
              - send: "GET / HTTP/1.0\\r\\n\\r"
              - expect: "^HTTP/1.. ([0-9]+)"
                labels: [{ name: code, value: "$1" }]
        talk_in_vain:
          prober: tcp
          timeout: 5s
          tcp:
            query_response:
              - send: "GET / HTTP/1.0\\r\\n\\r"
              - expect: "^NO"
        bytes:
          prober: tcp
          timeout: 5s
          tcp:
            query_response:
              - send: !!binary R0VUIC8gSFRUUC8xLjANCg0=
              - expect_bytes: HTTP
        icmp: { prober: icmp, timeout: 2s }
        dns: { prober: dns, timeout: 2s, dns: { query_name: tower.test, query_type: A } }
        dns_tcp:
          prober: dns
          timeout: 2s
          dns: { query_name: tower.test, transport_protocol: tcp }
        grpc: { prober: grpc, timeout: 2s, grpc: { preferred_ip_protocol: ip4 } }
      """;

  /** What differs between any two runs, and what younger exporters have that older ones lack. */
  private static final Pattern NOT_COMPARED = Pattern.compile("duration_seconds|lookup_time");

  private static final Set<String> YOUNGER =
      Set.of("probe_timeout_seconds", "probe_failed_due_to_bytes");

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer plain;
  private HttpsServer secure;
  private io.atalaya.server.http.HttpServer server;
  private Path config = Path.of("");

  @BeforeEach
  void start() throws IOException, InterruptedException, GeneralSecurityException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    plain = HttpServer.create(anyPort, 0);
    plain.createContext("/", ProbeComparisonTest::answer);
    plain.start();
    secure = HttpsServer.create(anyPort, 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(certificate()));
    secure.createContext("/", ProbeComparisonTest::answer);
    secure.start();
    config = Files.writeString(folder.resolve("blackbox.yml"), MODULES);
    Map<String, BlackboxModule> modules = modules(config);
    Network network = Network.system(AddressGuard.except(List.of()));
    ProbeContext context = new ProbeContext(network, new VirtualScheduler(Instant.EPOCH));
    Routes routes = new Routes();
    new ProbeApi(() -> modules, context).addTo(routes);
    server = new io.atalaya.server.http.HttpServer(HttpOptions.listen("127.0.0.1", 0));
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> {});
  }

  private static Map<String, BlackboxModule> modules(Path file) {
    LoadResult result =
        ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    return ((LoadResult.Loaded) result).configuration().probes().modules();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream in = exchange.getRequestBody()) {
      in.readAllBytes();
      String path = exchange.getRequestURI().getPath();
      exchange.getResponseHeaders().add("X-Foo", "bar");
      exchange.getResponseHeaders().add("Last-Modified", "Tue, 15 Nov 1994 12:45:26 GMT");
      int status = path.equals("/500") ? 500 : 200;
      if (path.equals("/moved") || path.equals("/loop")) {
        status = 302;
        exchange.getResponseHeaders().add("Location", path.equals("/loop") ? "/loop" : "/");
      }
      byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
      if (path.equals("/json")) {
        body =
            "{\"foo\": \"bar\", \"baz\": \"qux\", \"count\": 3}"
                .getBytes(StandardCharsets.US_ASCII);
      }
      if (path.equals("/br")) {
        exchange.getResponseHeaders().add("Content-Encoding", "br");
        body = HexFormat.of().parseHex("0b028068656c6c6f03");
      }
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private SSLContext certificate()
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve("it.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=tower.test, OU=watch, O=\"Tower, Inc\", C=NL",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @AfterEach
  void stop() throws IOException {
    plain.stop(0);
    secure.stop(0);
    server.close();
  }

  private HttpResponse<String> ask(int port, String query)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/probe?" + query);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static String query(String module, String target) {
    return "module=%s&target=%s"
        .formatted(module, URLEncoder.encode(target, StandardCharsets.UTF_8));
  }

  /** Series and their values; a label without a value is none. */
  private static Map<String, Double> series(String text) {
    Map<String, Double> series = new TreeMap<>();
    for (String line : text.split("\n")) {
      int space = line.lastIndexOf(' ');
      String name = line.substring(0, Math.max(0, space)).replaceAll("[a-z_0-9]+=\"\",?", "");
      if (!line.startsWith("#") && space > 0 && !YOUNGER.contains(name)) {
        boolean compared = !NOT_COMPARED.matcher(name).find();
        series.put(name, compared ? Double.parseDouble(line.substring(space + 1)) : 0);
      }
    }
    return series;
  }

  @Test
  void eachTargetHasTheSameSeriesWithTheSameValues() throws IOException, InterruptedException {
    Optional<Path> program =
        InstalledProgram.find("prometheus-blackbox-exporter", "blackbox_exporter");
    assumeTrue(program.isPresent(), "blackbox_exporter is not installed: nothing to compare with");
    int port = InstalledProgram.freePort();
    try (ServerSocketChannel greeter = greeter(folder.resolve("it.sock"));
        InstalledProgram exporter =
            InstalledProgram.start(
                program.get(),
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port)) {
      exporter.fetch(URI.create("http://127.0.0.1:" + port + "/metrics"));
      assertThat(greeter.isOpen()).isTrue();
      for (Map.Entry<String, String> each : targets()) {
        String query = query(each.getKey(), each.getValue());
        Map<String, Double> theirs = series(ask(port, query).body());
        Map<String, Double> ours = series(ask(server.port(), query).body());
        assertThat(ours).as(query).isEqualTo(theirs);
      }
    }
  }

  /** Says hello at a socket of the file system. */
  private static ServerSocketChannel greeter(Path socket) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().name("greeter").start(() -> greet(channel));
    return channel;
  }

  private static void greet(ServerSocketChannel channel) {
    while (channel.isOpen()) {
      greetOne(channel);
    }
  }

  private static void greetOne(ServerSocketChannel channel) {
    try (SocketChannel visitor = channel.accept()) {
      visitor.write(ByteBuffer.wrap("hello watchman\n".getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      // The visitor is gone, or the test is over.
      return;
    }
  }

  private List<Map.Entry<String, String>> targets() throws IOException {
    String http = "http://127.0.0.1:" + plain.getAddress().getPort();
    String https = "https://127.0.0.1:" + secure.getAddress().getPort();
    String address = http.substring("http://".length());
    String nobody = "127.0.0.1:" + InstalledProgram.freePort();
    Path socket = folder.resolve("it.sock");
    return List.of(
        Map.entry("http_2xx", http),
        Map.entry("http_2xx", address + "/moved"),
        Map.entry("http_2xx", http + "/loop"),
        Map.entry("http_2xx", http + "/500"),
        Map.entry("http_2xx", https),
        Map.entry("http_2xx", nobody),
        Map.entry("http_2xx", "http://no.such.host.invalid/"),
        Map.entry("refuses_redirect", http + "/moved"),
        Map.entry("wants_text", http),
        Map.entry("wants_text", http + "/500"),
        Map.entry("wants_no_text", http),
        Map.entry("wants_header", http),
        Map.entry("small", http),
        Map.entry("http2", http),
        Map.entry("wants_tls", http),
        Map.entry("wants_tls", https),
        Map.entry("careless", https),
        Map.entry("careless", https + "/moved"),
        Map.entry("packed", http),
        Map.entry("packed_br", http + "/br"),
        Map.entry("packed_br", http),
        Map.entry("cel", http + "/json"),
        Map.entry("cel", http),
        Map.entry("cel_not", http + "/json"),
        Map.entry("cel_missing", http + "/json"),
        Map.entry("unix", socket.toString()),
        Map.entry("unix", folder.resolve("nobody.sock").toString()),
        Map.entry("unix_talk", socket.toString()),
        Map.entry("post", http),
        Map.entry("tcp", address),
        Map.entry("tcp", nobody),
        Map.entry("tcp", "no.port"),
        Map.entry("tls", https.substring("https://".length())),
        Map.entry("tls", address),
        Map.entry("talk", address),
        Map.entry("talk_in_vain", address),
        Map.entry("bytes", address),
        Map.entry("icmp", "127.0.0.1"),
        Map.entry("dns", nobody),
        Map.entry("dns_tcp", nobody),
        Map.entry("grpc", "http://" + nobody));
  }

  @Test
  void aWrongQuestionIsAnErrorAndAFailedTargetIsNot() throws IOException, InterruptedException {
    assertThat(ask(server.port(), "target=x&module=nope").statusCode()).isEqualTo(400);
    assertThat(ask(server.port(), "module=http_2xx").body()).contains("Target parameter");
    HttpResponse<String> metadata = ask(server.port(), query("http_2xx", "169.254.169.254"));
    assertThat(metadata.statusCode()).isEqualTo(200);
    assertThat(metadata.body()).contains("probe_success 0");
  }

  @Test
  void debugTellsWhyAProbeFailed() throws IOException, InterruptedException {
    String query = query("http_2xx", "169.254.169.254") + "&debug=true";
    assertThat(ask(server.port(), query).body())
        .contains("reason=forbidden_address")
        .contains("Metrics that would have been returned:")
        .contains("prober: http");
  }
}
