package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RemoteWriteRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Prometheus and this server, sent the same samples, are federated byte by byte alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FederationPeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String DELIMITED =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private final HttpClient client = HttpClient.newHttpClient();
  private final int peerPort = InstalledProgram.freePort();
  private Program ours;
  private Program peer;

  FederationPeerTest() throws IOException {}

  @BeforeAll
  void startBoth(@TempDir Path folder) throws Exception {
    assumeThat(InstalledProgram.find("prometheus")).as("prometheus is not installed").isPresent();
    Path file =
        Files.writeString(
            folder.resolve("both.yml"),
            "global: {external_labels: {site: here, job: other}}\nscrape_configs: []\n");
    peer =
        Program.run(
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + peerPort,
            "--web.enable-remote-write-receiver",
            "--enable-feature=native-histograms");
    ours =
        Program.start(
            "start",
            "--web.enable-remote-write-receiver",
            "--listen=127.0.0.1:0",
            "--data=" + folder.resolve("data"),
            file.toString());
    awaitListening();
    byte[] samples = samples(Instant.now().minusSeconds(2).toEpochMilli());
    assertThat(push(peerPort, samples)).isEqualTo(204);
    assertThat(push(ours.port(), samples)).isEqualTo(204);
  }

  @AfterAll
  void stopBoth() {
    for (Program program : Arrays.asList(ours, peer)) {
      if (program != null) {
        program.close();
      }
    }
  }

  private void awaitListening() throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      try {
        if (ask(peerPort, "/-/ready", "*/*").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private static byte[] samples(long at) {
    RemoteWriteRequest request =
        new RemoteWriteRequest()
            .add(named("a", "job", "j", "instance", "i"), at, 1)
            .add(named("a", "job", "j"), at, 1e21)
            .add(named("a", "job", "k"), at, 1_234_567)
            .add(named("b", "site", "mine", "x", "q\"uo\\te\nnl"), at, -0.0)
            .add(named("c"), at, Double.NaN)
            .add(named("d"), at, Double.NEGATIVE_INFINITY)
            .add(named("e:rate5m"), at, 1e-7)
            .add(named("http.dürätion_s", "my.läbel", "ü", "a_b", "2"), at, 2)
            .add(named("9.x"), at, 3)
            .add(named("ended"), at - 1, 1)
            .add(named("ended"), at, SampleValue.STALE);
    for (ResetHint hint : List.of(ResetHint.UNKNOWN, ResetHint.GAUGE)) {
      for (boolean integer : List.of(true, false)) {
        Labels labels = named("h", "hint", hint.name(), "integer", Boolean.toString(integer));
        request.add(labels, at, exponential(hint, integer));
      }
    }
    return request.add(named("h"), at, 5).add(named("n"), at, custom()).body();
  }

  private static Labels named(String name, String... more) {
    Labels labels = Labels.of("__name__", name);
    for (int i = 0; i < more.length; i += 2) {
      labels = labels.with(more[i], more[i + 1]);
    }
    return labels;
  }

  private static Histogram exponential(ResetHint hint, boolean integer) {
    return new Histogram(
        3,
        0.001,
        1,
        11,
        7.5,
        List.of(new Span(0, 2)),
        new double[] {2, 3},
        List.of(new Span(-3, 2), new Span(2, 1)),
        new double[] {1, 2, 2},
        new double[0],
        hint,
        integer);
  }

  private static Histogram custom() {
    return new Histogram(
        Histogram.CUSTOM_BUCKETS,
        0,
        0,
        6,
        7.5,
        List.of(new Span(0, 1), new Span(1, 2)),
        new double[] {1, 2, 3},
        List.of(),
        new double[0],
        new double[] {1, 2, 1e6},
        ResetHint.UNKNOWN,
        true);
  }

  private int push(int port, byte[] body) throws Exception {
    HttpRequest call =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/write"))
            .header("Content-Encoding", "snappy")
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return client.send(call, BodyHandlers.ofString()).statusCode();
  }

  private HttpResponse<byte[]> ask(int port, String path, String accept)
      throws IOException, InterruptedException {
    HttpRequest call =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept", accept)
            .build();
    return client.send(call, BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "text/plain;version=0.0.4",
        "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2",
        "text/plain;escaping=dots",
        "text/plain;escaping=values",
        DELIMITED,
        DELIMITED + ";escaping=allow-utf-8",
        DELIMITED + ";q=0.2;escaping=values,text/plain;q=0.5"
      })
  void theFormIsTheOneThatIsAskedFor(String accept) throws Exception {
    // One series a metric at most: those of one metric come in no order there.
    String match = "{__name__=~\"[^ahn].*\"}";
    String path = "/federate?match[]=" + URLEncoder.encode(match, StandardCharsets.UTF_8);
    HttpResponse<byte[]> theirs = ask(peerPort, path.replace("[]", "%5B%5D"), accept);
    HttpResponse<byte[]> own = ask(ours.port(), path.replace("[]", "%5B%5D"), accept);
    assertThat(own.headers().firstValue("Content-Type"))
        .isEqualTo(theirs.headers().firstValue("Content-Type"));
    assertThat(new String(own.body(), StandardCharsets.ISO_8859_1))
        .isNotEmpty()
        .isEqualTo(new String(theirs.body(), StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h{hint=\"UNKNOWN\",integer=\"true\"}",
        "h{hint=\"UNKNOWN\",integer=\"false\"}",
        "h{hint=\"GAUGE\",integer=\"true\"}",
        "h{hint=\"GAUGE\",integer=\"false\"}"
      })
  void nativeHistogramsGoByProtobufOnly(String selector) throws Exception {
    String path = "/federate?match%5B%5D=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    assertThat(ask(ours.port(), path, DELIMITED).body())
        .isNotEmpty()
        .isEqualTo(ask(peerPort, path, DELIMITED).body());
    assertThat(ask(ours.port(), path, "text/plain").body())
        .isEqualTo(ask(peerPort, path, "text/plain").body())
        .isEmpty();
  }

  @Test
  void externalLabelsAreAddedWhereASeriesHasNone() throws Exception {
    String path = "/federate?match%5B%5D=a";
    String own = new String(ask(ours.port(), path, "*/*").body(), StandardCharsets.UTF_8);
    String theirs = new String(ask(peerPort, path, "*/*").body(), StandardCharsets.UTF_8);
    assertThat(own.lines()).hasSize(4).containsExactlyInAnyOrderElementsOf(theirs.lines().toList());
    assertThat(own).contains("instance=\"\",site=\"here\"");
  }
}
