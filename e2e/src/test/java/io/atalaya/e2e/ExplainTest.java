package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.ServerHarness;
import io.atalaya.testkit.VirtualScheduler;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an alert, and what is said of it at each station; over a restart too. */
class ExplainTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");

  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Network network = Network.system(AddressGuard.except(Set.of()));

  @TempDir private Path folder;

  private String explain(ServerHarness server, String alert) throws Exception {
    String encoded = URLEncoder.encode(alert, StandardCharsets.UTF_8);
    return send(server, "GET", "/api/v1/explain/alerts?alert=" + encoded, "");
  }

  private String send(ServerHarness server, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void everyStationSaysWhatHappenedToAnAlert() throws Exception {
    try (WebhookPeer hook = new WebhookPeer()) {
      Path configuration =
          Files.writeString(
              folder.resolve("atalaya.yml"),
              """
              groups:
                - name: g
                  interval: 1m
                  rules:
                    - {alert: Always, expr: vector(7) > 5, for: 5m, labels: {host: x}}
                    - {alert: Never, expr: vector(1) > 5}
              route: {receiver: team, group_wait: 30s, group_interval: 5m, repeat_interval: 1h}
              receivers:
                - name: team
                  webhook_configs: [{url: 'http://127.0.0.1:%d/'}]
              """
                  .formatted(hook.port()));
      try (ServerHarness server = ServerHarness.start(configuration, folder, clock, network)) {
        clock.advance(Duration.ofMinutes(3));
        assertThat(explain(server, "Always"))
            .contains(
                "\"state\":\"pending\"", "It is pending since", "vector(7) \\u003e 5 gives 7,");
        assertThat(explain(server, "Never"))
            .contains("It does not fire: vector(1) \\u003e 5 gave nothing");
        assertThat(explain(server, "Nonsense")).contains("There is no rule Nonsense");

        clock.advance(Duration.ofMinutes(10));
        assertThat(hook.bodies()).hasSize(1);
        assertThat(explain(server, "Always{host=\"x\"}"))
            .contains(
                "\"state\":\"firing\"",
                "It is routed to team, in group {}:{}.",
                "Last to team/webhook[0] at",
                "delivered, 127.0.0.1",
                "The next message to team/webhook[0] is due at 2026-03-01T04:",
                "as a reminder");

        send(
            server,
            "POST",
            "/api/v2/silences",
            "{\"matchers\":[{\"name\":\"host\",\"value\":\"x\",\"isRegex\":false}],"
                + "\"startsAt\":\"2026-03-01T03:00:00Z\",\"endsAt\":\"2026-03-01T09:00:00Z\","
                + "\"createdBy\":\"ann\",\"comment\":\"known\"}");
        assertThat(explain(server, "Always"))
            .contains("Held back by silence", "of ann until 2026-03-01T09:00:00Z (in")
            .contains("Not told while it is held back: team/webhook[0];");
      }
      clock.advance(Duration.ofMinutes(1));
      try (ServerHarness server = ServerHarness.start(configuration, folder, clock, network)) {
        assertThat(explain(server, "Always"))
            .contains("Last to team/webhook[0] at 2026-03-01T03:", "\"outcome\":\"delivered\"");
        assertThat(send(server, "GET", "/api/atalaya/v1/decisions?step=notify&limit=5", ""))
            .contains("\"outcome\":\"delivered\"", "\"took\"");
      }
    }
  }
}
