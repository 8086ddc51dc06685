package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.json.JsonValue;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Alertmanager is told by a real Prometheus and by us, with the same file: it must not be
 * able to tell one from the other.
 */
class AlertForwardingTest {
  /** What is said before the Alertmanager is discovered is said again soon. */
  private static final String RESEND = "--rules.alert.resend-delay=1s";

  @TempDir private Path folder;

  @Test
  void anAlertmanagerHearsFromUsWhatItHearsFromPrometheus() throws Exception {
    Optional<Path> alertmanager = InstalledProgram.find("prometheus-alertmanager", "alertmanager");
    Optional<Path> prometheus = InstalledProgram.find("prometheus");
    assumeTrue(alertmanager.isPresent(), "prometheus-alertmanager is not on the path");
    assumeTrue(prometheus.isPresent(), "prometheus is not on the path");
    int port = InstalledProgram.freePort();
    Path routes =
        Files.writeString(
            folder.resolve("am.yml"), "{route: {receiver: x}, receivers: [{name: x}]}");
    try (InstalledProgram judge =
        InstalledProgram.start(
            alertmanager.get(),
            "--config.file=" + routes,
            "--storage.path=" + folder.resolve("am"),
            "--web.route-prefix=/am",
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address=")) {
      // What is sent before it listens would count as an error.
      ask(judge, port, "/am/-/ready");
      judgeBoth(judge, port, prometheus.get());
    }
  }

  private void judgeBoth(InstalledProgram judge, int port, Path prometheus) throws Exception {
    int theirPort = InstalledProgram.freePort();
    int ourPort = InstalledProgram.freePort();
    try (InstalledProgram theirs =
            InstalledProgram.start(
                prometheus,
                "--config.file=" + configuration("theirs", port),
                "--storage.tsdb.path=" + folder.resolve("theirs"),
                "--web.external-url=http://mon.example.org/",
                RESEND,
                "--web.route-prefix=/",
                "--web.listen-address=127.0.0.1:" + theirPort);
        Program ours =
            Program.start(
                "start",
                "--config.file=" + configuration("ours", port),
                "--storage.tsdb.path=" + folder.resolve("ours"),
                "--web.external-url=http://mon.example.org/",
                RESEND,
                "--web.route-prefix=/",
                "--web.listen-address=127.0.0.1:" + ourPort)) {
      ours.awaitLine("ready:");
      Map<String, String> told = awaitBoth(judge, port);
      assertThat(told.get("ours")).isEqualTo(told.get("theirs"));
      assertThat(told.get("ours")).contains("zone=z").contains("host a").contains("dup");
      assertThat(known(judge, ourPort)).isEqualTo(known(theirs, theirPort));
      assertThat(ask(judge, ourPort, "/metrics"))
          .contains("prometheus_notifications_alertmanagers_discovered 1\n")
          .containsPattern(
              "prometheus_notifications_sent_total\\{alertmanager=\"[^}]*am/api/v2/alerts\"\\}"
                  + " [1-9]")
          .containsPattern("prometheus_notifications_errors_total\\{[^}]*\\} 0\n");
    }
  }

  /** One rule with two alerts; one Alertmanager named twice, and one that relabelling drops. */
  private Path configuration(String sender, int port) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(sender + "-files"));
    Files.writeString(
        directory.resolve("rules.yml"),
        """
        groups:
          - name: g
            rules:
              - alert: Strange
                expr: label_replace(vector(1.5), "host", "a", "", "") or vector(2)
                labels: {severity: 'p{{ $value }}'}
                annotations: {summary: "host {{ $labels.host }}\\n<is> \\"quoted\\""}
        """);
    Files.writeString(
        directory.resolve("more.yml"), "[{targets: ['127.0.0.1:%d', 'drop:1']}]".formatted(port));
    return Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global:
          evaluation_interval: 1s
          external_labels: {sender: %s, zone: z, copy: a}
        rule_files: [rules.yml]
        alerting:
          alert_relabel_configs:
            - {regex: copy, action: labeldrop}
          alertmanagers:
            - path_prefix: /am
              static_configs: [{targets: ['127.0.0.1:%d']}]
              file_sd_configs: [{files: [more.yml]}]
              relabel_configs:
                - {source_labels: [__address__], regex: 'drop:.*', action: drop}
              alert_relabel_configs:
                - {source_labels: [zone], target_label: dup}
        """
            .formatted(sender, port));
  }

  private static String ask(InstalledProgram through, int port, String path) throws Exception {
    return through.fetch(URI.create("http://127.0.0.1:" + port + path));
  }

  private static String known(InstalledProgram through, int port) throws Exception {
    return ask(through, port, "/api/v1/alertmanagers");
  }

  private static Map<String, String> awaitBoth(InstalledProgram judge, int port) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + port + "/am/api/v2/alerts");
    return bySender(judge.fetchUntil(url, answer -> bySender(answer).size() == 2));
  }

  /** The alerts of each sender without its name and without times. */
  private static Map<String, String> bySender(String answer) {
    Map<String, String> told = new TreeMap<>();
    List<JsonValue> alerts = answer.startsWith("[") ? JsonValue.parse(answer).items() : List.of();
    for (JsonValue alert : alerts) {
      Map<String, String> labels = new TreeMap<>(alert.texts("labels"));
      String sender = String.valueOf(labels.remove("sender"));
      String text =
          labels + " " + alert.texts("annotations") + " " + alert.text("generatorURL") + "\n";
      told.merge(sender, text, (a, b) -> a.compareTo(b) < 0 ? a + b : b + a);
    }
    return told;
  }
}
