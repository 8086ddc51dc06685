package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus sends to us, in both versions of remote write, and reads from us. */
class PrometheusExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @BeforeAll
  static void requirePrometheus() {
    assumeThat(isOnPath("prometheus")).as("prometheus is not installed").isTrue();
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private Program prometheus(int port, String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("prometheus-" + port + ".yml"), configuration);
    return Program.run(
        "prometheus",
        "--config.file=" + file,
        "--storage.tsdb.path=" + folder.resolve("prometheus-" + port),
        "--web.listen-address=127.0.0.1:" + port,
        "--enable-feature=native-histograms,exemplar-storage,metadata-wal-records");
  }

  private Program ours(String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("ours.yml"), configuration);
    return Program.start(
        "start",
        "--web.enable-remote-write-receiver",
        "--listen",
        "127.0.0.1:0",
        "--data",
        folder.resolve("data").toString(),
        file.toString());
  }

  private String query(int port, String expression) throws Exception {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  /** Asks until the answer is as wanted, or gives the last one. */
  private String await(int port, String expression, Predicate<String> wanted) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    String last = "";
    while (Instant.now().isBefore(end) && !wanted.test(last)) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      try {
        last = query(port, expression);
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
    }
    return last;
  }

  private String valueAt(int port, String expression) {
    try {
      return value(query(port, expression));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String value(String answer) {
    int from = answer.lastIndexOf(",\"") + 2;
    return from < 2 ? answer : answer.substring(from, answer.indexOf('"', from));
  }

  @Test
  void takesBothVersionsOfRemoteWrite() throws Exception {
    int port = InstalledProgram.freePort();
    try (Program ours = ours("scrape_configs: []\n");
        Program sender =
            prometheus(
                port,
                """
                global: {scrape_interval: 1s}
                scrape_configs:
                - job_name: self
                  static_configs: [{targets: ['127.0.0.1:%1$d']}]
                remote_write:
                - url: http://127.0.0.1:%2$d/api/v1/write
                  name: first
                  write_relabel_configs: [{target_label: via, replacement: first}]
                - url: http://127.0.0.1:%2$d/api/v1/write
                  name: second
                  protobuf_message: io.prometheus.write.v2.Request
                  send_native_histograms: true
                  write_relabel_configs: [{target_label: via, replacement: second}]
                """
                    .formatted(port, ours.port()))) {
      String both = "count(count by (via) (count_over_time(up{via=~\".+\"}[1m]) >= 3))";
      assertThat(value(await(ours.port(), both, answer -> value(answer).equals("2"))))
          .as(sender.output())
          .isEqualTo("2");
      String histogram =
          "histogram_count(prometheus_http_request_duration_seconds{via=\"second\"})";
      assertThat(await(ours.port(), histogram, answer -> answer.contains("/metrics")))
          .contains("/metrics");
      assertThat(query(ours.port(), "sum by (via) (up)")).contains("first", "second");
    }
  }

  @Test
  void eachScrapesTheOtherAndStoresAllThatItTells() throws Exception {
    int port = InstalledProgram.freePort();
    String job =
        """
        global: {scrape_interval: 1s, scrape_native_histograms: %s}
        scrape_configs:
        - job_name: other
          static_configs: [{targets: ['127.0.0.1:%d']}]
        """;
    try (Program ours = ours(job.formatted("true", port));
        Program peer =
            prometheus(
                port, job.formatted("false", ours.port()).replaceFirst(", scrape_n[^}]*", ""))) {
      for (int asked : List.of(ours.port(), port)) {
        String complete =
            "count((scrape_samples_scraped{job=\"other\"} > 100)"
                + " == scrape_samples_post_metric_relabeling and up == 1)";
        assertThat(value(await(asked, complete, answer -> value(answer).equals("1"))))
            .as(peer.output())
            .isEqualTo("1");
      }
      String histogram = "histogram_count(prometheus_http_request_duration_seconds)";
      assertThat(await(ours.port(), histogram, answer -> answer.contains("/metrics")))
          .contains("/metrics");
      assertThat(await(port, "atalaya_build_info", answer -> answer.contains("version")))
          .contains("\"job\":\"other\"");
      assertThat(peer.output()).doesNotContain("level=ERROR", "Error on ingesting");
    }
  }

  @Test
  void isReadByPrometheusAsStreamAndByFederation() throws Exception {
    int port = InstalledProgram.freePort();
    int own = InstalledProgram.freePort();
    Path file =
        Files.writeString(
            folder.resolve("read.yml"),
            """
            global: {scrape_interval: 1s, external_labels: {site: here}}
            scrape_configs:
            - job_name: self
              static_configs: [{targets: ['127.0.0.1:%d']}]
            web: {listen: '127.0.0.1:%d'}
            """
                .formatted(own, own));
    try (Program ours =
            Program.start("start", "--data", folder.resolve("data").toString(), file.toString());
        Program reader =
            prometheus(
                port,
                """
                global: {scrape_interval: 1s}
                scrape_configs:
                - job_name: federated
                  metrics_path: /federate
                  params: {'match[]': ['{job="self"}']}
                  honor_labels: true
                  metric_relabel_configs: [{target_label: by, replacement: federation}]
                  static_configs: [{targets: ['127.0.0.1:%1$d']}]
                remote_read: [{url: 'http://127.0.0.1:%1$d/api/v1/read', read_recent: true}]
                """
                    .formatted(own))) {
      assertThat(ours.port()).isEqualTo(own);
      String there = "count(up{job=\"self\",by=\"federation\"})";
      assertThat(value(await(port, there, answer -> value(answer).equals("1"))))
          .as(reader.output())
          .isEqualTo("1");
      long at = Instant.now().getEpochSecond() - 2;
      // What was read at that time may still be on its way into the store.
      String known =
          ("sum(sum by (n) (label_replace({job=\"self\",by=\"\"} @ %d, \"n\", \"$1\","
                  + " \"__name__\", \"(.*)\")))")
              .formatted(at);
      await(port, known, answer -> value(answer).equals(valueAt(own, known)));
      assertThat(value(query(port, known))).isEqualTo(value(query(own, known)));
      assertThat(query(port, "count by (site) ({job=\"self\",by=\"\"})")).contains("here");
    }
  }
}
