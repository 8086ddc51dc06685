package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.json.JsonValue;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus whose {@code alerting} section names us: its alerts are grouped and told. */
class AlertIntakeTest {
  @TempDir private Path folder;

  @Test
  void alertsOfAPrometheusArriveInOneMessageAndEndInAnother() throws Exception {
    Optional<Path> prometheus = InstalledProgram.find("prometheus");
    assumeTrue(prometheus.isPresent(), "prometheus is not on the path");
    try (WebhookPeer hook = new WebhookPeer();
        Program ours =
            Program.start("start", "--listen", "127.0.0.1:0", "--data", data(), routes(hook))) {
      int port = InstalledProgram.freePort();
      writeRules("vector(2) > 1");
      try (InstalledProgram theirs =
          InstalledProgram.start(
              prometheus.get(),
              "--config.file=" + configuration(ours.port()),
              "--storage.tsdb.path=" + folder.resolve("theirs"),
              "--web.enable-lifecycle",
              "--web.external-url=http://mon.example.org/",
              "--web.route-prefix=/",
              "--rules.alert.resend-delay=1s",
              "--web.listen-address=127.0.0.1:" + port)) {
        theirs.fetch(URI.create("http://127.0.0.1:" + port + "/-/ready"));
        JsonValue firing = message(hook, 1);

        assertThat(firing.text("status")).isEqualTo("firing");
        assertThat(firing.texts("groupLabels")).containsEntry("alertname", "Slow").hasSize(1);
        assertThat(firing.texts("commonLabels")).containsEntry("zone", "z");
        assertThat(hosts(firing)).containsExactlyInAnyOrder("a", "b");
        assertThat(firing.get("alerts").items().getFirst().text("generatorURL"))
            .startsWith("http://mon.example.org/graph?g0.expr=");

        writeRules("vector(0) > 1");
        reload(port);
        JsonValue resolved = message(hook, 2);

        assertThat(resolved.text("status")).isEqualTo("resolved");
        assertThat(hosts(resolved)).containsExactlyInAnyOrder("a", "b");
      }
    }
  }

  private String data() {
    return folder.resolve("ours").toString();
  }

  private String routes(WebhookPeer hook) throws IOException {
    return Files.writeString(
            folder.resolve("routes.yml"),
            """
            route:
              receiver: hook
              group_by: [alertname]
              group_wait: 3s
              group_interval: 1s
            receivers:
              - name: hook
                webhook_configs: [{url: 'http://127.0.0.1:%d/'}]
            """
                .formatted(hook.port()))
        .toString();
  }

  private Path configuration(int port) throws IOException {
    return Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global: {evaluation_interval: 1s, external_labels: {zone: z}}
        rule_files: [rules.yml]
        alerting:
          alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]
        """
            .formatted(port));
  }

  private void writeRules(String expression) throws IOException {
    String host = "label_replace(%s, \"host\", \"%s\", \"\", \"\")";
    String hosts = host.formatted(expression, "a") + " or " + host.formatted(expression, "b");
    Files.writeString(
        folder.resolve("rules.yml"),
        """
        groups:
          - name: g
            rules:
              - alert: Slow
                expr: %s
                annotations: {summary: '{{ $labels.host }} needs {{ $value }} s'}
        """
            .formatted(hosts));
  }

  private static void reload(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("http://127.0.0.1:" + port + "/-/reload");
      HttpRequest request = HttpRequest.newBuilder(url).POST(BodyPublishers.noBody()).build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
  }

  private static JsonValue message(WebhookPeer hook, int number) throws InterruptedException {
    return JsonValue.parse(hook.body(number));
  }

  private static List<String> hosts(JsonValue message) {
    return message.get("alerts").items().stream().map(a -> a.texts("labels").get("host")).toList();
  }
}
