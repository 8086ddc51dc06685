package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.model.json.JsonValue;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RemoteWriteRequest;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** We send to a real Prometheus, whatever is killed in between, and read from it and ourselves. */
class RemoteStorageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int STEPS = 60;
  private static final int SERIES = 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final long begin = Instant.now().minusSeconds(STEPS * 5).toEpochMilli();

  @TempDir private Path folder;

  private Program prometheus(int port) throws IOException {
    Path file = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
    return Program.run(
        "prometheus",
        "--config.file=" + file,
        "--storage.tsdb.path=" + folder.resolve("prometheus"),
        "--web.listen-address=127.0.0.1:" + port,
        "--web.enable-remote-write-receiver",
        "--enable-feature=native-histograms,exemplar-storage");
  }

  private Program ours(int port, int to) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("ours.yml"),
            """
            global: {external_labels: {site: here}}
            scrape_configs: []
            remote_write:
            - url: http://127.0.0.1:%1$d/api/v1/write
              name: first
              send_native_histograms: true
              queue_config:
                batch_send_deadline: 200ms
                max_samples_per_send: 50
                max_backoff: 500ms
              write_relabel_configs: [{target_label: via, replacement: first}]
            - url: http://127.0.0.1:%1$d/api/v1/write
              name: second
              protobuf_message: io.prometheus.write.v2.Request
              send_native_histograms: true
              queue_config: {batch_send_deadline: 200ms, max_backoff: 500ms, min_shards: 3}
              write_relabel_configs: [{target_label: via, replacement: second}]
            """
                .formatted(to));
    return Program.start(
        "start",
        "--web.enable-remote-write-receiver",
        "--listen=127.0.0.1:" + port,
        "--data=" + folder.resolve("data"),
        file.toString());
  }

  @Test
  void everythingAcknowledgedArrivesOverKillsOfBothSides() throws Exception {
    assumeThat(InstalledProgram.find("prometheus")).as("prometheus is not installed").isPresent();
    int own = InstalledProgram.freePort();
    int other = InstalledProgram.freePort();
    Program ours = ours(own, other);
    Program peer = prometheus(other);
    try {
      ours.port();
      for (int step = 0; step < STEPS; step++) {
        push(own, step);
        if (step == 15 || step == 40) {
          ours.kill();
          ours.exitCode();
          ours = ours(own, other);
          ours.port();
        }
        if (step == 20) {
          peer.kill();
          peer.exitCode();
        }
        if (step == 30) {
          peer = prometheus(other);
        }
        LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
      }
      SortedMap<String, String> stored = samples(own, "{__name__=~\"m.*\"}");
      assertThat(stored).hasSize(SERIES + 1);
      assertThat(arrived(other, "first", stored)).isEqualTo(stored);
      assertThat(arrived(other, "second", stored)).isEqualTo(stored);
    } finally {
      ours.close();
      peer.close();
    }
  }

  @Test
  void queriesSeeWhatOtherServersHave() throws Exception {
    assumeThat(InstalledProgram.find("prometheus")).as("prometheus is not installed").isPresent();
    int other = InstalledProgram.freePort();
    int sibling = InstalledProgram.freePort();
    int own = InstalledProgram.freePort();
    Path file =
        Files.writeString(
            folder.resolve("reader.yml"),
            """
            global: {external_labels: {site: here}}
            scrape_configs: []
            remote_read:
            - {url: 'http://127.0.0.1:%1$d/api/v1/read', read_recent: true,
               required_matchers: {from: prometheus}, filter_external_labels: false}
            - {url: 'http://127.0.0.1:%2$d/api/v1/read', name: us,
               required_matchers: {from: us}}
            - {url: 'http://127.0.0.1:1/api/v1/read', required_matchers: {from: nobody}}
            """
                .formatted(other, sibling));
    Program ours =
        Program.start(
            "start", "--listen=127.0.0.1:" + own, "--data=" + folder.resolve("x"), file.toString());
    Program us = ours(sibling, other);
    Program peer = prometheus(other);
    try {
      ours.port();
      us.port();
      awaitListening(other);
      for (int step = 0; step < STEPS; step++) {
        push(other, step, "from", "prometheus");
        push(sibling, step, "from", "us");
      }
      assertThat(samples(own, "{from=\"prometheus\"}"))
          .hasSize(SERIES + 1)
          .isEqualTo(samples(other, "{from=\"prometheus\"}"));
      assertThat(samples(own, "{from=\"us\"}"))
          .hasSize(SERIES + 1)
          .isEqualTo(samples(sibling, "{from=\"us\"}"));
      assertThat(ask(own, "{from=\"nobody\"}"))
          .contains("\"status\":\"success\"", "remote_read: http://127.0.0.1:1/api/v1/read");
      assertThat(ask(own, "{__name__=~\"m.*\"}")).contains("\"result\":[]");
    } finally {
      ours.close();
      us.close();
      peer.close();
    }
  }

  private void awaitListening(int port) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (ask(port, "vector(1)").isEmpty() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** A batch of all series at one instant. */
  private void push(int port, int step, String... more) throws Exception {
    long at = begin + step * 5_000L;
    RemoteWriteRequest request = new RemoteWriteRequest();
    for (int i = 0; i < SERIES; i++) {
      double value = i == 3 && step == STEPS - 1 ? SampleValue.STALE : step * 1.5 + i;
      request.add(named("m", Integer.toString(i), more), at, value);
    }
    request.add(named("m_histogram", "", more), at, histogram(step));
    HttpRequest call =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/write"))
            .header("Content-Encoding", "snappy")
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(request.body()))
            .build();
    assertThat(client.send(call, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
  }

  private static Labels named(String name, String i, String... more) {
    Labels labels = Labels.of("__name__", name).with("i", i);
    return more.length == 0 ? labels : labels.with(more[0], more[1]);
  }

  private static Histogram histogram(int step) {
    double[] counts = {step + 1, 2};
    // Schema 0: its bounds are powers of two, which everybody writes alike.
    return new Histogram(
        0,
        0.001,
        1,
        step + 4,
        7.5 * step,
        List.of(new Span(0, 2)),
        counts,
        List.of(),
        new double[0],
        new double[0],
        ResetHint.UNKNOWN,
        true);
  }

  private SortedMap<String, String> arrived(int port, String via, SortedMap<String, String> wanted)
      throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    SortedMap<String, String> last = new TreeMap<>();
    while (Instant.now().isBefore(end) && !last.equals(wanted)) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      last = samples(port, "{__name__=~\"m.*\",site=\"here\",via=\"" + via + "\"}");
    }
    return last;
  }

  /** All samples by series, without the labels that were added on the way. */
  private SortedMap<String, String> samples(int port, String selector) throws Exception {
    String answer = ask(port, selector + "[20m]");
    if (answer.isEmpty()) {
      return new TreeMap<>();
    }
    SortedMap<String, String> all = new TreeMap<>();
    for (JsonValue series : JsonValue.parse(answer).items("data", "result")) {
      Map<String, String> metric = new TreeMap<>(series.texts("metric"));
      metric.remove("site");
      metric.remove("via");
      all.put(metric.toString(), series.get("values") + " " + series.get("histograms"));
    }
    return all;
  }

  /** The answer to a query; empty if there is none. */
  private String ask(int port, String query) throws Exception {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    }
  }
}
