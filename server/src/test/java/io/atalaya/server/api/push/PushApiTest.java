package io.atalaya.server.api.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.PushReceivers;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.collect.push.gateway.PushGateway;
import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.model.SampleValue;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import io.atalaya.server.config.PushConfig;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import io.atalaya.server.metrics.MetricsText;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushApiTest {
  private static final String V1 = "application/x-protobuf";
  private static final String V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  private final HttpClient client = HttpClient.newHttpClient();
  private final RecordingSink sink = new RecordingSink();
  private final PushLimits limits = new PushLimits(100_000, 50, 10, 100, 1000);
  private final VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
  private final PushReceivers receivers =
      new PushReceivers(sink, limits, () -> false, OtlpSettings::defaults, 2, clock, new Random(1));
  private PushConfig config =
      PushConfig.defaults().withReceivers(Set.of(PushConfig.Receiver.values()));
  @TempDir private Path folder;
  private PushGateway gateway;
  private PushApi api;
  private final HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0));

  @BeforeEach
  void start() throws IOException {
    gateway = PushGateway.open(sink, clock, folder.resolve("pushgateway.json"));
    api = new PushApi(() -> config, EnumSet.allOf(Version.class), receivers, gateway);
    Routes routes = new Routes();
    api.addTo(routes);
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> {});
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    gateway.close();
    receivers.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String contentType, String encoding, byte[] body)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/write");
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", contentType)
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static byte[] one(String metric) {
    ProtoWriter out = new ProtoWriter();
    int series = out.open(1);
    int label = out.open(1);
    out.text(1, "__name__");
    out.text(2, metric);
    out.close(label);
    int sample = out.open(2);
    out.float64(1, 4.5);
    out.int64(2, 1000);
    out.close(sample);
    out.close(series);
    return Snappy.encode(out.toByteArray());
  }

  private static byte[] oneOfVersion2() {
    ProtoWriter out = new ProtoWriter();
    out.text(4, "");
    out.text(4, "__name__");
    out.text(4, "up");
    int series = out.open(5);
    int refs = out.open(1);
    out.varint(1);
    out.varint(2);
    out.close(refs);
    int sample = out.open(2);
    out.float64(1, 1);
    out.int64(2, 1000);
    out.close(sample);
    out.close(series);
    return Snappy.encode(out.toByteArray());
  }

  @Test
  void aRequestThatIsStoredIsAnsweredWithoutContent() throws Exception {
    HttpResponse<String> answer = post(V1, "snappy", one("up"));
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().map())
        .doesNotContainKey("x-prometheus-remote-write-samples-written");
    assertThat(sink.last("up")).hasValue(4.5);
  }

  @Test
  void theSecondVersionIsToldHowMuchWasStored() throws Exception {
    HttpResponse<String> answer = post(V2, "snappy", oneOfVersion2());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.headers().map())
        .containsEntry("x-prometheus-remote-write-samples-written", List.of("1"))
        .containsEntry("x-prometheus-remote-write-histograms-written", List.of("0"))
        .containsEntry("x-prometheus-remote-write-exemplars-written", List.of("0"));
  }

  @Test
  void otherContentTypesAndEncodingsAreRefused() throws Exception {
    assertThat(post("application/json", "snappy", one("up")).statusCode()).isEqualTo(415);
    assertThat(post(V1 + ";proto=io.other", "snappy", one("up")).statusCode()).isEqualTo(415);
    assertThat(post(V1, "zstd", one("up")).statusCode()).isEqualTo(415);
    assertThat(sink.samples()).isEmpty();
  }

  @Test
  void whatIsWrongIsSaidAndNeedNotBeSentAgain() throws Exception {
    HttpResponse<String> garbage = post(V1, "snappy", new byte[] {9, 9, 9});
    assertThat(garbage.statusCode()).isEqualTo(400);
    assertThat(garbage.body()).contains("not a remote write request: Snappy data");
    assertThat(post(V1, "snappy", one("")).statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsReadAndTheAnswerAlwaysArrives() throws Exception {
    for (int bytes = 100_001; bytes < 20_000_000; bytes += 1_000_000) {
      assertThat(post(V1, "snappy", new byte[bytes]).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void aStoreThatCannotTakeItAsksForAnotherAttempt() throws Exception {
    sink.refuse(true);
    HttpResponse<String> answer = post(V1, "snappy", one("up"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  @Test
  void aReceiverThatIsSwitchedOffIsNotThereAndSaysHowToSwitchItOn() throws Exception {
    config = PushConfig.defaults();
    HttpResponse<String> answer = post(V1, "snappy", one("up"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("--web.enable-remote-write-receiver", "push.receivers");
  }

  @Test
  void whatWasPushedIsCounted() throws Exception {
    post(V1, "snappy", one("up"));
    post(V1, "snappy", new byte[] {9, 9, 9});
    MetricsText metrics = new MetricsText();
    api.write(metrics);
    assertThat(metrics.toString())
        .contains(
            "atalaya_push_samples_total{protocol=\"remote_write\",type=\"float\"} 1\n",
            "atalaya_push_failed_requests_total{protocol=\"remote_write\",reason=\"unreadable\"}"
                + " 1\n");
  }

  @Test
  void aGroupIsStoredAgainAndAgainUntilItIsDeleted() throws Exception {
    String path = "/metrics/job/backup/instance/db1";
    assertThat(send("PUT", path, "# TYPE rows gauge\nrows 5\ntook{step=\"a\"} 2\n").statusCode())
        .isEqualTo(200);
    clock.advance(Duration.ofSeconds(30));
    assertThat(sink.samplesOf("__name__", "rows", "job", "backup", "instance", "db1")).hasSize(3);
    assertThat(sink.lastOf("__name__", "push_time_seconds", "job", "backup")).hasValue(0);
    assertThat(send("POST", path, "rows 6\n").statusCode()).isEqualTo(200);
    assertThat(sink.last("rows")).hasValue(6);
    assertThat(send("GET", "/api/v1/metrics", "").body())
        .contains("\"last_push_successful\":true", "\"step\":\"a\"", "\"value\":\"6\"");
    assertThat(send("DELETE", path, "").statusCode()).isEqualTo(202);
    assertThat(sink.last("rows").getAsDouble()).matches(SampleValue::isStale);
    assertThat(sink.last("took").getAsDouble()).matches(SampleValue::isStale);
    assertThat(send("GET", "/api/v1/metrics", "").body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
  }

  @Test
  void replacingAGroupEndsWhatIsNoLongerInIt() throws Exception {
    send("PUT", "/metrics/job/backup", "rows 5\nsize 7\n");
    send("PUT", "/metrics/job/backup", "rows 6\n");
    assertThat(sink.last("rows")).hasValue(6);
    assertThat(sink.last("size").getAsDouble()).matches(SampleValue::isStale);
  }

  @Test
  void pushedGroupsOutliveARestart() throws Exception {
    send(
        "PUT",
        "/metrics/job/backup",
        "# HELP rows A \\\\ b\n# TYPE rows gauge\nrows{x=\"\\\"q\"} +Inf\n");
    try (PushGateway again = PushGateway.open(sink, clock, folder.resolve("pushgateway.json"))) {
      assertThat(again.groups()).isEqualTo(gateway.groups());
    }
  }

  @Test
  void groupingKeysMayBeInBase64AndWinOverLabels() throws Exception {
    send("PUT", "/metrics/job@base64/L3Zhci90bXA/path@base64/=", "m{job=\"x\"} 1\n");
    assertThat(sink.lastOf("__name__", "m", "job", "/var/tmp")).hasValue(1);
    assertThat(sink.samplesOf("__name__", "m", "job", "x")).isEmpty();
  }

  @Test
  void theJobComesFirstAndCountsMost() throws Exception {
    assertThat(send("PUT", "/metrics/job/a/", "m 1\n").statusCode()).isEqualTo(200);
    assertThat(send("PUT", "/metrics/job/b/job/c", "m 2\n").statusCode()).isEqualTo(200);
    assertThat(sink.lastOf("__name__", "m", "job", "a")).hasValue(1);
    assertThat(sink.lastOf("__name__", "m", "job", "b")).hasValue(2);
    for (String path : List.of("/metrics/x/y/job/d", "/metrics/job/d/odd", "/metrics/job/")) {
      assertThat(send("PUT", path, "m 1\n").statusCode()).as(path).isEqualTo(400);
    }
  }

  /** The Go client pushes protobuf. */
  @Test
  void groupsMayBePushedAsProtobuf() throws Exception {
    ProtoWriter family = new ProtoWriter();
    family.text(1, "rows");
    family.text(2, "Rows.");
    family.int64(3, 1);
    int metric = family.open(4);
    int gauge = family.open(2);
    family.float64(1, 3.5);
    family.close(gauge);
    family.close(metric);
    ProtoWriter body = new ProtoWriter();
    body.varint(family.size());
    body.raw(family.toByteArray());
    String type =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/metrics/job/backup"))
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(sink.lastOf("__name__", "rows", "job", "backup")).hasValue(3.5);
    assertThat(send("GET", "/api/v1/metrics", "").body()).contains("\"type\":\"gauge\"");
  }

  @Test
  void aPushThatIsRefusedChangesNothingAndIsNoted() throws Exception {
    send("PUT", "/metrics/job/a", "# TYPE m gauge\nm 1\n");
    clock.advance(Duration.ofSeconds(1));
    assertThat(send("PUT", "/metrics/job/a", "m 1 1000\n").body())
        .contains("pushed metrics must not have timestamps");
    assertThat(send("PUT", "/metrics/job/a", "m 1\nm 2\n").statusCode()).isEqualTo(400);
    assertThat(send("PUT", "/metrics/job/a", "m {\n").statusCode()).isEqualTo(400);
    assertThat(send("PUT", "/metrics/job/b", "# TYPE m counter\nm 1\n").body())
        .contains("inconsistent with existing metrics");
    assertThat(send("PUT", "/metrics/job", "m 1\n").statusCode()).isEqualTo(400);
    assertThat(send("PUT", "/metrics/instance/x", "m 1\n").statusCode()).isEqualTo(400);
    assertThat(send("PUT", "/metrics/job/a/__x/y", "m 1\n").statusCode()).isEqualTo(400);
    assertThat(sink.last("m")).hasValue(1);
    assertThat(sink.lastOf("__name__", "push_failure_time_seconds", "job", "a")).hasValue(1);
  }

  @Test
  void otherProtocolsAnswerAsTheirClientsExpect() throws Exception {
    assertThat(send("GET", "/ping", "").statusCode()).isEqualTo(204);
    assertThat(send("POST", "/write?db=d&precision=s", "m f=1 1\n").statusCode()).isEqualTo(204);
    assertThat(send("POST", "/write", "m f=1\n".repeat(51)).statusCode()).isEqualTo(413);
    assertThat(send("POST", "/query?q=create%20database%20d", "").body())
        .isEqualTo("{\"results\":[{\"statement_id\":0}]}");
    assertThat(send("POST", "/query?q=drop", "").body()).startsWith("{\"error\":\"");
    assertThat(send("POST", "/write", "bad\n").body())
        .startsWith("{\"error\":\"partial write: line 1");
    assertThat(send("POST", "/api/v2/write", "bad\n").body())
        .startsWith("{\"code\":\"invalid\",\"message\":\"partial write: line 1");
    assertThat(sink.samplesOf("__name__", "m_f", "db", "d")).hasSize(1);
    String line = "{\"metric\":{\"__name__\":\"i\"},\"values\":[1],\"timestamps\":[1]}";
    assertThat(send("POST", "/api/v1/import", line).statusCode()).isEqualTo(204);
    assertThat(send("POST", "/api/v1/otlp/v1/metrics", "{}").statusCode()).isEqualTo(415);
  }
}
