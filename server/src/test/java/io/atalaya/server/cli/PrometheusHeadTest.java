package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RemoteWriteRequest;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Prometheus takes samples, is killed, and its data are taken over; promtool tells which. */
class PrometheusHeadTest {
  private static final int ROWS = 130;
  private static final Labels HISTOGRAM = Labels.of("__name__", "h", "job", "test");

  @TempDir Path dir;

  private final long first = Instant.now().minus(Duration.ofMinutes(40)).toEpochMilli();
  private final HttpClient client = HttpClient.newHttpClient();

  private static Labels series(int i) {
    return Labels.of("__name__", "m", "i", "" + i);
  }

  private static Histogram histogram(int row) {
    return new Histogram(
        3,
        1e-128,
        row,
        row * 3.0,
        row * 1.5,
        List.of(new Span(-2, 1), new Span(row / 50, 1)),
        new double[] {row, row},
        List.of(),
        new double[0],
        new double[0],
        ResetHint.UNKNOWN,
        true);
  }

  private void post(int port, String path, String type, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type)
            .header("Content-Encoding", type.isEmpty() ? "identity" : "snappy")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
  }

  private void write(int port, RemoteWriteRequest samples) throws Exception {
    post(port, "/api/v1/write", "application/x-protobuf", samples.body());
  }

  private void fill(int port) throws Exception {
    RemoteWriteRequest inOrder = new RemoteWriteRequest();
    for (int row = 0; row < ROWS; row++) {
      long time = first + row * 15_000L;
      for (int i = 0; i < 3; i++) {
        inOrder.add(series(i), time, row % 7 == 0 ? Double.NaN : row * 0.1 + i);
      }
      inOrder.add(HISTOGRAM, time, histogram(row));
    }
    write(port, inOrder);
    RemoteWriteRequest late = new RemoteWriteRequest();
    for (int row = 0; row < 20; row++) {
      late.add(series(1), first + 7 + row * 30_000L, -row);
    }
    write(port, late);
    RemoteWriteRequest exemplars = new RemoteWriteRequest();
    for (int i = 0; i < 3; i++) {
      exemplars.addExemplar(series(i), Labels.of("trace", "t" + i), first + i, i + 0.5);
    }
    write(port, exemplars);
    String range = "&start=" + (first / 1000 + 60) + "&end=" + (first / 1000 + 300);
    post(
        port, "/api/v1/admin/tsdb/delete_series?match[]=m%7Bi=%222%22%7D" + range, "", new byte[0]);
  }

  private void runAndKill(String compression, Path data) throws Exception {
    Path program = InstalledProgram.find("prometheus").orElse(null);
    assumeTrue(program != null, "prometheus is not installed");
    int port = InstalledProgram.freePort();
    Path config =
        Files.writeString(
            dir.resolve("prometheus.yml"), "storage: {tsdb: {out_of_order_time_window: 2h}}\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--web.listen-address=127.0.0.1:" + port,
                "--web.enable-remote-write-receiver",
                "--web.enable-admin-api",
                "--enable-feature=native-histograms,exemplar-storage"));
    arguments.add(
        compression.isEmpty()
            ? "--no-storage.tsdb.wal-compression"
            : "--storage.tsdb.wal-compression-type=" + compression);
    try (InstalledProgram prometheus =
        InstalledProgram.start(program, arguments.toArray(String[]::new))) {
      URI ready = URI.create("http://127.0.0.1:" + port + "/-/ready");
      assertThat(prometheus.fetchUntil(ready, answer -> answer.contains("is Ready")))
          .contains("is Ready");
      fill(port);
      prometheus.kill();
    }
  }

  private List<String> lines(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new PrintWriter(out),
            new PrintWriter(err),
            new VirtualScheduler(Instant.now()),
            "1");
    CheckRunner checks = (configuration, remembers) -> List::of;
    Cli cli = new Cli(surroundings, options -> 0, checks, PromqlExpressions.with(Set.of()));
    assertThat(cli.run(arguments)).as(err.toString()).isZero();
    return out.toString().lines().toList();
  }

  private List<String> promtool(Path data) throws IOException, InterruptedException {
    Path result = dir.resolve("promtool.out");
    Process process =
        new ProcessBuilder("promtool", "tsdb", "dump", "--match={__name__=\"m\"}", data.toString())
            .redirectOutput(result.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "snappy", "zstd"})
  void whatAKilledPrometheusHadInItsHeadIsTakenOver(String compression) throws Exception {
    Path data = dir.resolve("prometheus");
    runAndKill(compression, data);
    // A checkpoint is files of a log, so the first one can stand for itself.
    if (compression.equals("snappy")) {
      Path checkpoint = Files.createDirectory(data.resolve("wal/checkpoint.00000000"));
      Files.move(data.resolve("wal/00000000"), checkpoint.resolve("00000000"));
    }
    String ours = dir.resolve("ours").toString();
    List<String> told = lines("tsdb", "import-prometheus", data.toString(), "--data", ours);
    assertThat(told.getFirst()).startsWith("imported ");
    assertThat(told.get(1)).startsWith("and 3 exemplars, ");
    exemplarsAreInTheStore(Path.of(ours));
    List<String> floats = lines("tsdb", "dump", "--data", ours, "--match", "m");
    // Some 16 of series 2 are deleted.
    assertThat(floats).hasSizeBetween(3 * ROWS + 20 - 18, 3 * ROWS + 20 - 15);
    assertThat(floats).containsExactlyInAnyOrderElementsOf(promtool(data));
    List<String> histograms = lines("tsdb", "dump", "--data", ours, "--match", "h");
    assertThat(histograms).hasSize(ROWS);
    assertThat(Stream.of(histograms.getFirst(), histograms.getLast()))
        .allMatch(line -> line.contains("{count:"));
    assertThat(histograms.getLast()).contains("{count:" + 3 * (ROWS - 1) + ", sum:193.5,");
  }

  private void exemplarsAreInTheStore(Path ours) throws IOException {
    VirtualScheduler clock = new VirtualScheduler(Instant.now());
    try (Tsdb store = Tsdb.open(ours, StoreOptions.defaults(), clock)) {
      // The series themselves are in blocks; that they leave the head must make no difference.
      clock.advance(Duration.ofMinutes(5));
      SeriesSelection all =
          SeriesSelection.of(
              SampleSink.DEFAULT_TENANT, List.of(Matcher.equal("__name__", "m")), 0, first + 1000);
      Map<Labels, List<Exemplar>> found = store.exemplars(all);
      assertThat(found.keySet()).containsExactly(series(0), series(1), series(2));
      assertThat(found.get(series(2)))
          .singleElement()
          .satisfies(
              exemplar -> {
                assertThat(exemplar.labels()).isEqualTo(Labels.of("trace", "t2"));
                assertThat(exemplar.value()).isEqualTo(2.5);
                assertThat(exemplar.timestampMillis()).isEqualTo(first + 2);
              });
    }
  }
}
