package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.ServerHarness;
import io.atalaya.testkit.VirtualScheduler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** What the public sees of a whole server, and what it does not. */
class StatusPageTest {
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile int status = 200;
  private HttpServer site;
  private ServerHarness server;

  @TempDir Path dir;

  @BeforeEach
  void start() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    site.start();
    open();
  }

  private void open() throws IOException {
    String yaml =
        """
        checks:
          - { name: "shop <1>", interval: 10m, labels: {secretlabel: hidden},
              http: "http://127.0.0.1:%1$d/inner/path" }
          - { name: inside, interval: 10m, http: "http://127.0.0.1:%1$d/" }
          - { name: mail, interval: 10m, http: "http://127.0.0.1:%1$d/mail" }
        maintenance:
          - { name: new disk, from: 2026-01-08 22:00, until: 2026-01-08 23:00, checks: [mail] }
          - { name: nobody sees this, from: 2026-01-08 22:00, until: 2026-01-08 23:00,
              checks: [inside] }
        status_pages:
          - name: public
            title: "Our <services>"
            groups: [{ name: Shop, checks: ["shop <1>"] }]
            checks: [mail]
          - { name: staff, password: hunter2hunter2, show_targets: true, checks: [inside] }
        """
            .formatted(site.getAddress().getPort());
    Path file = Files.writeString(dir.resolve("a.yml"), yaml);
    server = ServerHarness.start(file, dir, clock, Network.system(AddressGuard.except(Set.of())));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    site.stop(0);
  }

  private HttpResponse<String> ask(String path, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void countsDaysAndOutlivesARestartAndShowsOnlyWhatIsListed() throws Exception {
    clock.advance(Duration.ofHours(12));
    status = 500;
    clock.advance(Duration.ofHours(6));
    status = 200;
    clock.advance(Duration.ofHours(30));
    server.close();
    open();
    clock.advance(Duration.ofMinutes(30));

    HttpResponse<String> page = ask("/status/public");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("Our &lt;services&gt;", "shop &lt;1&gt;", "All is well")
        .containsPattern("87\\.[0-9]{3} % uptime in 3 days")
        .contains("new disk")
        .doesNotContain("inside", "127.0.0.1", "hidden", "inner/path", "nobody sees", "<script");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    String json = ask("/status/public/summary.json").body();
    assertThat(json).contains("\"name\":\"mail\",\"state\":\"up\"").doesNotContain("inside");
    assertThat(json).containsPattern("75(\\.[0-9]+)?,100,100\\]");
  }

  @Test
  void anOutageIsSeenAndAnIncidentTold() throws Exception {
    status = 500;
    clock.advance(Duration.ofMinutes(30));
    assertThat(ask("/status/public").body()).contains("Some services are down");

    HttpResponse<String> begun =
        post(
            "/api/atalaya/v1/incidents",
            "{\"title\":\"<b>Disk</b>\",\"text\":\"full\",\"checks\":[\"mail\",\"inside\"]}");
    assertThat(begun.statusCode()).isEqualTo(201);
    assertThat(begun.body()).contains("\"id\":1");
    post("/api/atalaya/v1/incidents/1", "{\"text\":\"larger now\",\"status\":\"resolved\"}");
    post("/api/atalaya/v1/incidents", "{\"title\":\"inner\",\"checks\":[\"inside\"]}");
    server.close();
    clock.advance(Duration.ofMinutes(1));
    open();
    clock.advance(Duration.ofMinutes(1));
    assertThat(ask("/status/public").body())
        .contains("&lt;b&gt;Disk&lt;/b&gt;", "larger now", "Past incidents")
        .doesNotContain("inner", "inside");
    Document rss = xml(ask("/status/public/feed.rss").body());
    assertThat(rss.getElementsByTagName("item").getLength()).isEqualTo(3);
    assertThat(post("/api/atalaya/v1/incidents", "{\"title\":\"\"}").statusCode()).isEqualTo(400);
    assertThat(post("/api/atalaya/v1/incidents/7", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void aPasswordIsAskedForAndGuessingIsSlow() throws Exception {
    clock.advance(Duration.ofMinutes(10));
    assertThat(ask("/status/staff").statusCode()).isEqualTo(401);
    assertThat(ask("/status/staff/summary.json").statusCode()).isEqualTo(401);
    HttpResponse<String> seen = ask("/status/staff", "Authorization", basic("hunter2hunter2"));
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.body()).contains("inside", "http://127.0.0.1");
    for (int i = 0; i < 20; i++) {
      assertThat(ask("/status/staff", "Authorization", basic("wrong")).statusCode()).isEqualTo(401);
    }
    assertThat(ask("/status/staff", "Authorization", basic("wrong")).statusCode()).isEqualTo(429);
    assertThat(ask("/status/nothing").statusCode()).isEqualTo(404);
  }

  private static String basic(String password) {
    byte[] pair = (":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Test
  void badgesArePicturesOfWhatIsPublic() throws Exception {
    clock.advance(Duration.ofMinutes(10));
    HttpResponse<String> state = ask("/status/badge/shop%20%3C1%3E.svg");
    assertThat(state.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    assertThat(xml(state.body()).getDocumentElement().getAttribute("aria-label"))
        .isEqualTo("shop <1>: operational");
    assertThat(xml(ask("/status/badge/mail.svg?show=uptime").body()).getDocumentElement())
        .extracting(e -> e.getAttribute("aria-label"))
        .asString()
        .startsWith("mail uptime: ");
    assertThat(ask("/status/badge/mail.svg?show=latency").body()).contains(" ms");
    assertThat(ask("/status/badge/inside.svg").statusCode()).isEqualTo(404);
    assertThat(ask("/status/badge/mail.svg?show=secrets").statusCode()).isEqualTo(400);
  }
}
