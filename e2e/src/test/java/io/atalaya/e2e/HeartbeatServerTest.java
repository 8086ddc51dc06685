package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.ServerHarness;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that pings a whole server over HTTP, through a restart. */
class HeartbeatServerTest {
  private static final String TOKEN = "0123456789abcdef";

  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final Network network = Network.system(AddressGuard.except(Set.of()));
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path dir;
  private ServerHarness server;

  @BeforeEach
  void start() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("a.yml"),
            """
            checks:
              - name: backup
                heartbeat: { every: 1h, grace: 10m, token: 0123456789abcdef }
            """);
    server = ServerHarness.start(file, dir, clock, network);
    clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private String ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    clock.advance(Duration.ZERO);
    return answer.statusCode() + " " + answer.body().strip();
  }

  private String checks() throws IOException, InterruptedException {
    return ask("GET", "/api/atalaya/v1/checks", "");
  }

  @Test
  void pingsArriveByGetAndPostAndSurviveARestart() throws Exception {
    assertThat(ask("GET", "/ping/" + TOKEN, "")).isEqualTo("200 OK");
    assertThat(checks()).contains("\"state\":\"up\"").doesNotContain(TOKEN);
    assertThat(ask("POST", "/ping/" + TOKEN + "/fail", "disk full")).isEqualTo("200 OK");
    assertThat(checks()).contains("\"state\":\"down\"", "the job failed: disk full");

    server.close();
    clock.advance(Duration.ofMinutes(1));
    start();
    assertThat(checks()).contains("\"state\":\"down\"", "the job failed: disk full");
    assertThat(ask("GET", "/ping/" + TOKEN + "/0", "")).isEqualTo("200 OK");
    clock.advance(Duration.ofMinutes(60));
    assertThat(checks()).contains("\"state\":\"up\"");
    clock.advance(Duration.ofMinutes(10));
    assertThat(checks()).contains("\"state\":\"down\"", "did not come");
  }

  @Test
  void whatIsNoPingIsRefused() throws Exception {
    assertThat(ask("GET", "/ping/nobody-has-this-token", "")).startsWith("404 ");
    assertThat(ask("GET", "/ping/" + TOKEN + "/perhaps", "")).startsWith("400 ");
    assertThat(ask("PUT", "/ping/" + TOKEN, "")).startsWith("405 ");
    assertThat(ask("POST", "/ping/" + TOKEN, "x".repeat(1 << 20))).isEqualTo("200 OK");
  }
}
