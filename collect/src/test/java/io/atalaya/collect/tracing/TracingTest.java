package io.atalaya.collect.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.tracing.SpanTaker.Taken;
import io.atalaya.model.Secret;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.trace.Span;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T00:00:00Z");
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final String CAUSE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0";

  private final VirtualScheduler clock = new VirtualScheduler(BEGIN);
  private final Tracing tracing =
      new Tracing(
          Network.system(AddressGuard.except(Set.of())), clock, new Random(7), "1.0", "here");
  private SpanTaker taker;

  @BeforeEach
  void listen() throws IOException {
    taker = new SpanTaker();
  }

  @AfterEach
  void close() throws IOException {
    tracing.close();
    taker.close();
  }

  private TracingConfig config(boolean grpc, double fraction, boolean gzip) {
    return new TracingConfig(
        grpc,
        "127.0.0.1",
        taker.port(),
        fraction,
        false,
        TlsConfig.defaults(),
        Map.of("X-Team", Secret.of("us")),
        gzip,
        Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void whatIsDoneArrivesWithWhatItIsAPartOf(boolean grpc, boolean gzip) {
    tracing.apply(config(grpc, 1, gzip));
    try (Span outer = tracing.begin("scrape", Span.Kind.INTERNAL)) {
      outer.say("job", "node");
      clock.advance(Duration.ofMillis(3));
      try (Span inner = tracing.begin("GET", Span.Kind.CLIENT)) {
        inner.fail("connection refused");
      }
    }
    clock.advance(PAUSE);

    assertThat(taker.requests())
        .containsExactly(
            grpc
                ? "POST /opentelemetry.proto.collector.trace.v1.TraceService/Export"
                    + " application/grpc us"
                : "POST /v1/traces application/x-protobuf us");
    Taken inner = taker.spans().getFirst();
    Taken outer = taker.spans().getLast();
    long begin = BEGIN.getEpochSecond() * 1_000_000_000;
    assertThat(outer)
        .isEqualTo(
            new Taken(
                outer.trace(),
                outer.id(),
                "",
                "scrape",
                1,
                begin,
                begin + 3_000_000,
                Map.of("job", "node"),
                ""));
    assertThat(inner)
        .isEqualTo(
            new Taken(
                outer.trace(),
                inner.id(),
                outer.id(),
                "GET",
                3,
                begin + 3_000_000,
                begin + 3_000_000,
                Map.of(),
                "[connection refused, 2]"));
    assertThat(tracing.sent()).isEqualTo(2);
  }

  @Test
  void whoAsksUsDecidesWhetherItIsNoted() {
    tracing.apply(config(false, 0, false));
    try (Span noted = tracing.begin("GET /api", Span.Kind.SERVER, CAUSE + "1")) {
      assertThat(noted.traceparent()).startsWith(CAUSE.substring(0, 36)).endsWith("-01");
      tracing.begin("query", Span.Kind.INTERNAL).close();
    }
    try (Span unnoted = tracing.begin("GET /api", Span.Kind.SERVER, CAUSE + "0")) {
      assertThat(unnoted.traceparent()).endsWith("-00");
      tracing.begin("query", Span.Kind.INTERNAL).close();
    }
    tracing.begin("scrape", Span.Kind.INTERNAL).close();
    clock.advance(PAUSE);

    List<Taken> spans = taker.spans();
    assertThat(spans.stream().map(Taken::name)).containsExactly("query", "GET /api");
    assertThat(spans.getLast().parent()).isEqualTo("b7ad6b7169203331");
    assertThat(spans.getFirst().trace()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void aShareOfTheTracesIsNotedAsAWhole() {
    tracing.apply(config(false, 0.25, false));
    for (int i = 0; i < 1000; i++) {
      try (Span outer = tracing.begin("outer", Span.Kind.INTERNAL)) {
        tracing.begin("inner", Span.Kind.INTERNAL).close();
        outer.say("i", "1");
      }
    }
    clock.advance(PAUSE);

    long inner = taker.spans().stream().filter(span -> span.name().equals("inner")).count();
    assertThat(taker.spans()).hasSize((int) (2 * inner));
    assertThat(inner).isBetween(200L, 300L);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatIsRefusedOrHasNoRoomIsDroppedAndCounted(boolean grpc) {
    taker.refuse();
    tracing.apply(config(grpc, 1, false));
    for (int i = 0; i < 2100; i++) {
      tracing.begin("many", Span.Kind.INTERNAL).close();
    }
    assertThat(tracing.dropped()).isEqualTo(2100 - 2048);
    clock.advance(PAUSE);
    assertThat(tracing.dropped()).isEqualTo(2100);
    assertThat(tracing.sent()).isZero();
  }

  @Test
  void theEndSendsWhatWaits() {
    tracing.apply(config(false, 1, false));
    tracing.begin("last", Span.Kind.INTERNAL).close();
    tracing.apply(null);
    assertThat(taker.spans()).hasSize(1);
    assertThat(tracing.begin("after", Span.Kind.INTERNAL)).isSameAs(Span.NOTHING);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"
  })
  void whatIsNoHeaderOfATraceBeginsANewOne(String header) {
    assertThat(TraceId.parse(header)).isEmpty();
  }
}
