package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleValue;
import io.atalaya.testkit.ClosedPort;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckManagerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private HttpServer server;
  private CheckManager manager;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = "all is well".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    manager = new CheckManager(sink, Network.system(AddressGuard.except(Set.of())), clock);
  }

  @AfterEach
  void close() {
    manager.close();
    server.stop(0);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private HttpCheck site(Judgement judgement) {
    return HttpCheck.of(CheckBasics.of("site").withJudgement(judgement), url());
  }

  @Test
  void writesTheSeriesThatBlackboxExporterUsersKnow() {
    manager.apply(List.of(site(Judgement.defaults())));

    clock.advance(MINUTE);

    assertThat(sink.lastOf("__name__", "probe_success", "check", "site")).hasValue(1);
    assertThat(sink.last("probe_http_status_code")).hasValue(200);
    assertThat(sink.metadata())
        .contains(
            new SampleBatch.Metadata(
                "probe_http_status_code", "gauge", "", "Status of the last answer"));
    assertThat(sink.last("probe_http_content_length")).hasValue(11);
    assertThat(sink.last("probe_duration_seconds").orElseThrow()).isPositive();
    assertThat(sink.lastOf("__name__", "probe_http_duration_seconds", "phase", "connect"))
        .isPresent();
    assertThat(sink.lastOf("__name__", "check_state", "state", "up")).hasValue(1);
    assertThat(manager.statuses().getFirst().state()).isEqualTo(CheckState.UP);
  }

  @Test
  void isDownOnlyAfterAsManyFailuresAsTheThresholdSays() {
    manager.apply(List.of(site(new Judgement(0, Duration.ZERO, 3, 2))));
    clock.advance(MINUTE);
    status = 503;

    clock.advance(MINUTE.multipliedBy(2));
    assertThat(manager.statuses().getFirst().state()).isEqualTo(CheckState.UP);
    assertThat(sink.last("probe_success")).hasValue(0);
    clock.advance(MINUTE);
    assertThat(manager.statuses().getFirst().state()).isEqualTo(CheckState.DOWN);
    assertThat(sink.lastOf("__name__", "probe_failure_info", "reason", "status")).hasValue(1);

    status = 200;
    clock.advance(MINUTE);
    assertThat(manager.statuses().getFirst().state()).isEqualTo(CheckState.DOWN);
    clock.advance(MINUTE);
    assertThat(manager.statuses().getFirst().state()).isEqualTo(CheckState.UP);
    assertThat(
            SampleValue.isStale(
                sink.lastOf("__name__", "probe_failure_info", "reason", "status").orElseThrow()))
        .isTrue();
  }

  @Test
  void aFailureIsRetriedAfterTheDelayBeforeItCounts() {
    status = 503;
    manager.apply(List.of(site(new Judgement(2, Duration.ofSeconds(6), 1, 1))));
    Instant first = manager.statuses().getFirst().nextRun();

    clock.advance(Duration.between(clock.instant(), first));
    assertThat(requests).hasValue(1);
    assertThat(sink.batches()).isZero();
    clock.advance(Duration.ofSeconds(6));
    assertThat(requests).hasValue(2);
    clock.advance(Duration.ofSeconds(6));
    assertThat(requests).hasValue(3);
    assertThat(manager.statuses().getFirst().state()).isEqualTo(CheckState.DOWN);
  }

  @Test
  void aClosedPortIsDownAndSaysWhy() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      int number = closed.number();
      manager.apply(List.of(TcpCheck.of(CheckBasics.of("port"), "127.0.0.1", number)));

      clock.advance(MINUTE);

      CheckStatus port = manager.statuses().getFirst();
      assertThat(port.state()).isEqualTo(CheckState.DOWN);
      Observation last = Objects.requireNonNull(port.last());
      assertThat(last.reason()).isEqualTo("connection_refused");
      assertThat(last.message()).isEqualTo("127.0.0.1 port " + number + " refused the connection");
    }
  }
}
