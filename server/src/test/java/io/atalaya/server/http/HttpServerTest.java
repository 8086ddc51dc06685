package io.atalaya.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Secret;
import io.atalaya.model.regex.Regex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CompletableFuture<Boolean> noticed = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> answered = new LinkedBlockingQueue<>();
  private final Routes routes = routes();
  private final HttpServer server =
      new HttpServer(HttpOptions.listen("127.0.0.1", 0).withRoutePrefix("/at"));

  private Routes routes() {
    Routes routes = new Routes();
    routes.get("/wait", (q, r) -> noticed.complete(isSeenGoing(q, LONG)));
    routes.get(
        "/busy", (q, r) -> r.sendText(String.valueOf(isSeenGoing(q, Duration.ofMillis(50)))));
    routes.get("/hello/{name}", (q, r) -> r.sendText("hello " + q.pathParameter("name")));
    routes.getOrPost("/sum", (q, r) -> r.sendText(String.join("+", q.parameters("n"))));
    routes.post("/echo", (q, r) -> r.send("application/octet-stream", q.body(1000)));
    routes.get(
        "/bug",
        (q, r) -> {
          throw new IllegalStateException("secret detail");
        });
    routes.get("/long", (q, r) -> r.sendText("0123456789".repeat(1000)));
    routes.get(
        "/stream",
        (q, r) -> {
          try (OutputStream out = r.stream("text/plain")) {
            for (int i = 0; i < 10_000; i++) {
              out.write("line\n".getBytes(StandardCharsets.US_ASCII));
            }
          }
        });
    routes.get("/early", (q, r) -> breakAfter(100, r));
    routes.get("/late", (q, r) -> breakAfter(200_000, r));
    return routes;
  }

  private static void breakAfter(int bytes, HttpResponse response) throws IOException {
    try (OutputStream out = response.stream("text/plain")) {
      out.write(new byte[bytes]);
      throw new IllegalStateException("the disk is gone");
    }
  }

  private static boolean isSeenGoing(HttpRequest request, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!request.isClientGone() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return request.isClientGone();
  }

  @BeforeEach
  void start() throws IOException {
    server.bind();
    server.start(
        routes,
        (method, pattern, status, nanos) -> answered.add(method + " " + pattern + " " + status));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private java.net.http.HttpRequest.Builder request(String path) {
    return java.net.http.HttpRequest.newBuilder(uri(path));
  }

  private java.net.http.HttpResponse<String> send(java.net.http.HttpRequest.Builder request)
      throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void decodesPartsOfThePathAndKeepsThePrefixOutOfThem() throws Exception {
    assertThat(send(request("/at/hello/a%20%C3%B1+b")).body()).isEqualTo("hello a ñ+b");
    assertThat(send(request("/hello/x")).statusCode()).isEqualTo(404);
    assertThat(send(request("/")).headers().firstValue("Location")).hasValue("/at/");
  }

  @Test
  void readsParametersOfAddressAndForm() throws Exception {
    var answer =
        send(
            request("/at/sum?n=1&n=2")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("n=%33")));
    assertThat(answer.body()).isEqualTo("3+1+2");
  }

  @Test
  void refusesBodiesBeyondTheirLimitWithAndWithoutALength() throws Exception {
    byte[] large = new byte[1001];
    assertThat(send(request("/at/echo").POST(BodyPublishers.ofByteArray(large))).statusCode())
        .isEqualTo(413);
    var chunked = BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large));
    assertThat(send(request("/at/echo").POST(chunked)).statusCode()).isEqualTo(413);
  }

  @Test
  void leadsPathsWithSlashesTooManyToThoseWithout() throws Exception {
    var get = send(request("/at//echo?a=b%2Fc").GET());
    assertThat(get.statusCode()).isEqualTo(301);
    assertThat(get.headers().firstValue("Location")).hasValue("/at/echo?a=b%2Fc");
    var post = send(request("/at///echo").POST(BodyPublishers.ofString("n=1")));
    assertThat(post.statusCode()).isEqualTo(308);
    assertThat(post.headers().firstValue("Location")).hasValue("/at/echo");
    assertThat(send(request("/at/metrics/job//x").GET()).statusCode()).isEqualTo(400);
  }

  @Test
  void refusesImpossiblePathsInPlainWords() throws Exception {
    var answer = send(request("/at/a%2Fb").GET());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(answer.body()).contains("Ambiguous").doesNotContain("<");
  }

  @Test
  void saysWhichMethodsAPathTakes() throws Exception {
    var answer = send(request("/at/echo").GET());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    var options = send(request("/at/echo").method("OPTIONS", BodyPublishers.noBody()));
    assertThat(options.statusCode()).isEqualTo(200);
    assertThat(options.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    var nothing = send(request("/at/nothing").method("OPTIONS", BodyPublishers.noBody()));
    assertThat(nothing.statusCode()).isEqualTo(404);
  }

  @Test
  void tellsTheClientNothingOfABug() throws Exception {
    var answer = send(request("/at/bug"));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret detail").contains("internal error");
    assertThat(answered.poll(10, TimeUnit.SECONDS)).isEqualTo("GET  500");
  }

  @Test
  void aFaultBeforeAnythingIsSentIsAnError() throws Exception {
    var answer = send(request("/at/early"));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("internal error");
  }

  @Test
  void aFaultAfterTheFirstBytesIsNoticedByTheClient() throws Exception {
    for (String encoding : new String[] {"identity", "gzip", "zstd"}) {
      assertThatThrownBy(() -> send(request("/at/late").header("Accept-Encoding", encoding)))
          .isInstanceOf(IOException.class);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        String ask =
            "GET /at/late HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + encoding + "\r\n\r\n";
        socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
        String all = rest(socket);
        assertThat(all).startsWith("HTTP/1.1 200").contains("chunked").doesNotEndWith("0\r\n\r\n");
      }
    }
  }

  /** All that comes until the server closes the connection, which it may do with a reset. */
  private static String rest(Socket socket) throws IOException {
    socket.setSoTimeout((int) LONG.toMillis());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException e) {
      return all.toString(StandardCharsets.ISO_8859_1);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void refusesChangesFromPagesOfOtherSites() throws Exception {
    var foreign = request("/at/echo").POST(BodyPublishers.ofString("x"));
    assertThat(send(foreign.copy().header("Origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(send(foreign.copy().header("Sec-Fetch-Site", "cross-site")).statusCode())
        .isEqualTo(403);
    String own = "http://127.0.0.1:" + server.port();
    assertThat(send(foreign.copy().header("Origin", own)).statusCode()).isEqualTo(200);
  }

  @Test
  void compressesLongAnswersForWhoAsks() throws Exception {
    var answer =
        client.send(
            request("/at/long").header("Accept-Encoding", "gzip").build(),
            BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream in = new GZIPInputStream(answer.body())) {
      assertThat(in.readAllBytes()).hasSize(10_000);
    }
  }

  @Test
  void streamsBodiesOfUnknownLength() throws Exception {
    assertThat(send(request("/at/stream")).body()).hasSize(50_000);
  }

  @Test
  void answersHeadLikeGetWithoutABody() throws Exception {
    var answer = send(request("/at/long").method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("10000");
  }

  @Test
  void refusesHeadersBeyondTheirLimit() throws Exception {
    var answer = send(request("/at/hello/x").header("X-Long", "y".repeat(40_000)));
    assertThat(answer.statusCode()).isEqualTo(431);
  }

  @Test
  void refusesRequestsThatCouldBeReadInTwoWays() throws Exception {
    String smuggled =
        "POST /at/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(smuggled.getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 400");
    }
  }

  @Test
  void aServerForItsOwnMachineIsNotAskedByTheNameOfAnother() throws Exception {
    HttpOptions options =
        HttpOptions.listen("127.0.0.1", 0).withOwnNames(Set.of("watch.example.org"));
    try (HttpServer own = new HttpServer(options)) {
      own.bind();
      own.start(routes, (method, pattern, status, nanos) -> {});
      assertThat(askedAs(own, "watch.example.org")).isEqualTo("HTTP/1.1 200");
      assertThat(askedAs(own, "rebound.example")).isEqualTo("HTTP/1.1 403");
      // Whoever has to log in cannot be borrowed: browsers keep logins by name.
      own.access(new HttpAccess(null, Map.of("alice", Secret.of("x")), Map.of(), null));
      assertThat(askedAs(own, "rebound.example")).isEqualTo("HTTP/1.1 401");
    }
  }

  private static String askedAs(HttpServer server, String host) throws IOException {
    String request = "GET /long HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aPortThatIsTakenIsABindException() throws Exception {
    try (HttpServer second = new HttpServer(HttpOptions.listen("127.0.0.1", server.port()))) {
      assertThatThrownBy(second::bind).isInstanceOf(BindException.class);
    }
  }

  @Test
  void listensOnSeveralAddresses() throws Exception {
    HttpOptions options =
        HttpOptions.listen("127.0.0.1", 0).alsoOn(List.of(new Listen("127.0.0.1", 0)));
    try (HttpServer both = new HttpServer(options)) {
      both.bind();
      both.start(routes, (method, pattern, status, nanos) -> {});
      assertThat(both.ports()).hasSize(2).doesNotHaveDuplicates();
      for (int port : both.ports()) {
        URI url = URI.create("http://127.0.0.1:" + port + "/long");
        var asked = java.net.http.HttpRequest.newBuilder(url).build();
        assertThat(client.send(asked, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void zstdIsSpokenToo() throws Exception {
    var answer =
        client.send(
            request("/at/long").header("Accept-Encoding", "zstd").build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("zstd");
    assertThat(answer.body()).hasSizeLessThan(1000);
    assertThat(com.github.luben.zstd.Zstd.decompress(answer.body(), 20_000))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("0123456789".repeat(1000));
  }

  @Test
  void pagesOfNamedOriginsMayUseTheApiAndOthersNot() throws Exception {
    HttpOptions options =
        HttpOptions.listen("127.0.0.1", 0).with(Regex.compile("https://.*[.]example[.]org"));
    try (HttpServer open = new HttpServer(options)) {
      open.bind();
      Routes api = new Routes();
      api.getOrPost("/api/v1/x", (q, r) -> r.sendText("x"));
      open.start(api, (method, pattern, status, nanos) -> {});
      URI uri = URI.create("http://127.0.0.1:" + open.port() + "/api/v1/x");

      assertThat(crossOrigin(uri, "POST", "https://a.example.org"))
          .isEqualTo("200 https://a.example.org");
      assertThat(crossOrigin(uri, "OPTIONS", "https://a.example.org"))
          .isEqualTo("204 https://a.example.org");
      assertThat(crossOrigin(uri, "GET", "https://evil.example")).isEqualTo("200 ");
      assertThat(crossOrigin(uri, "POST", "https://evil.example")).isEqualTo("403 ");
    }
  }

  private String crossOrigin(URI uri, String method, String origin) throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .header("Origin", origin)
            .build();
    var answer = client.send(request, BodyHandlers.discarding());
    return answer.statusCode()
        + " "
        + answer.headers().firstValue("Access-Control-Allow-Origin").orElse("");
  }

  @Test
  void aClientThatClosesItsConnectionIsNoticedWhileItsAnswerIsWorkedOut() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(get("/at/wait"));
    }
    assertThat(noticed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatSendsItsNextRequestEarlyHasNotGone() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(get("/at/busy"));
      socket.getOutputStream().write(get("/at/hello/again", "Connection: close\r\n"));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers).contains("false").contains("hello again");
    }
  }

  private static byte[] get(String path, String... headers) {
    String more = String.join("", headers);
    return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
