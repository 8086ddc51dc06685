package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.ServerHarness;
import io.atalaya.testkit.VirtualScheduler;
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
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another Prometheus server gets from the exporters of a whole server. */
class ExportersServerTest {
  private static final byte[] STUB_STATUS =
      """
      Active connections: 2
      server accepts handled requests
       10 10 20
      Reading: 0 Writing: 1 Waiting: 1
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer nginx;
  private ServerHarness server;

  @TempDir Path dir;

  @BeforeEach
  void start() throws IOException {
    nginx = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    nginx.createContext(
        "/stub_status",
        exchange -> {
          exchange.sendResponseHeaders(200, STUB_STATUS.length);
          exchange.getResponseBody().write(STUB_STATUS);
          exchange.close();
        });
    nginx.start();
  }

  private void serve(String yaml) throws IOException {
    Path file = Files.writeString(dir.resolve("exporters.yml"), yaml);
    server =
        ServerHarness.start(
            file,
            dir,
            new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z")),
            Network.system(AddressGuard.except(Set.of())));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    nginx.stop(0);
  }

  private HttpResponse<String> ask(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void thisMachineIsToldAsNodeExporterWould() throws Exception {
    assumeThat(Path.of("/proc/meminfo")).describedAs("Linux' /proc").exists();
    serve("host: {}\n");
    HttpResponse<String> told = ask("/exporters/host");
    assertThat(told.statusCode()).isEqualTo(200);
    assertThat(told.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(told.body())
        .contains("# TYPE node_cpu_seconds_total counter", "\nnode_memory_MemTotal_bytes ")
        .contains("node_scrape_collector_success{collector=\"cpu\"} 1");
  }

  @Test
  void anExporterIsAskedByItsNameOrItsTargetAndNobodyElseIs() throws Exception {
    String url = "http://127.0.0.1:" + nginx.getAddress().getPort() + "/stub_status";
    serve("exporters: [{name: front, nginx: \"%s\"}]\n".formatted(url));
    assertThat(ask("/exporters/front").body()).contains("nginx_up 1", "nginx_connections_active 2");
    assertThat(ask("/exporters/nginx?target=127.0.0.1:1").statusCode()).isEqualTo(404);
    assertThat(ask("/exporters/nobody").statusCode()).isEqualTo(404);
    assertThat(ask("/exporters/host").statusCode()).as("not watched").isEqualTo(404);
  }
}
