package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.RemoteWriteReceiver;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.collect.push.WriteResult;
import io.atalaya.testkit.RecordingSink;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What the JVM learns from must be work that succeeds. */
class WarmUpTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void everySampleThatIsWrittenIsTaken() throws Exception {
    RecordingSink sink = new RecordingSink();
    try (RemoteWriteReceiver receiver =
        new RemoteWriteReceiver(
            sink,
            PushLimits.defaults(),
            () -> false,
            1,
            Clock.fixed(NOW, ZoneOffset.UTC),
            new Random(1))) {
      List<byte[]> requests = WarmUpWrites.requests(NOW.toEpochMilli());
      for (byte[] request : List.of(requests.getFirst(), requests.getLast())) {
        WriteResult result = receiver.write(Version.V1, request, request.length);
        assertThat(result.faults()).isEmpty();
        assertThat(result.samples()).isEqualTo(2_000);
      }
    }
    assertThat(sink.samples())
        .hasSize(2_000)
        .allSatisfy((series, rows) -> assertThat(rows).hasSize(2));
  }

  @Test
  void theTargetTellsThousandsOfSeriesAndOtherValuesEachTime() throws Exception {
    try (WarmUpTarget target = WarmUpTarget.start();
        HttpClient client = HttpClient.newHttpClient()) {
      List<String> first = lines(client, target.port());
      List<String> second = lines(client, target.port());

      assertThat(first).hasSize(2_002).hasSameSizeAs(second).isNotEqualTo(second);
      assertThat(first.subList(2, first.size()))
          .allMatch(line -> line.matches("load_total\\{.+} [0-9.]+([eE][+-]?[0-9]+)?"));
    }
  }

  private static List<String> lines(HttpClient client, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    byte[] packed = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
