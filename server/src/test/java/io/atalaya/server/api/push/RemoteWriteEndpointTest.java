package io.atalaya.server.api.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.RemoteWriteReceiver;
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
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteWriteEndpointTest {
  private static final String V1 = "application/x-protobuf";
  private static final String V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  private final HttpClient client = HttpClient.newHttpClient();
  private final RecordingSink sink = new RecordingSink();
  private final PushLimits limits = new PushLimits(100_000, 10, 100, 1000);
  private final RemoteWriteReceiver receiver =
      new RemoteWriteReceiver(
          sink, limits, () -> false, 2, new VirtualScheduler(Instant.EPOCH), new Random(1));
  private PushConfig config = new PushConfig(Set.of(PushConfig.Receiver.values()), false);
  private final PushApi api = new PushApi(() -> config, receiver, limits);
  private final HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0));

  @BeforeEach
  void start() throws IOException {
    Routes routes = new Routes();
    api.addTo(routes);
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> {});
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    receiver.close();
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
  void aBodyThatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
    assertThat(post(V1, "snappy", new byte[100_001]).statusCode()).isEqualTo(413);
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
}
