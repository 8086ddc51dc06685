package io.atalaya.collect.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Resolver;
import io.atalaya.collect.remote.RemoteWriteConfig.Message;
import io.atalaya.collect.remote.RemoteWriteConfig.Queue;
import io.atalaya.model.Labels;
import io.atalaya.model.Secret;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.TlsContexts;
import io.atalaya.testkit.RecordingSink.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends over real connections, in virtual time. */
@Timeout(180)
final class RemoteWriterTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration ROUND = Duration.ofMillis(1200);
  private static final Queue QUEUE =
      new Queue(
          1000,
          10,
          1,
          100,
          DEADLINE,
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          false,
          Duration.ZERO);
  private static final Queue RETRIES_429 =
      new Queue(
          1000,
          10,
          1,
          100,
          DEADLINE,
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          true,
          Duration.ZERO);

  private final VirtualScheduler scheduler = new VirtualScheduler(START);
  private final MemoryLog log = new MemoryLog();
  private final AtomicLong ticks = new AtomicLong();
  private final List<RemoteWriter> writers = new ArrayList<>();
  private Receiver receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void close() {
    writers.forEach(RemoteWriter::close);
    receiver.close();
  }

  private static RemoteWriteConfig config(Receiver to, Message message, Queue queue) {
    return config(to, message, queue, Duration.ofSeconds(30));
  }

  private static RemoteWriteConfig config(
      Receiver to, Message message, Queue queue, Duration timeout) {
    return new RemoteWriteConfig(
        "",
        to.url(),
        timeout,
        Map.of(),
        List.of(),
        message,
        new RemoteWriteConfig.Sends(false, false, false),
        HttpClientConfig.defaults(),
        queue,
        RemoteWriteConfig.Metadata.defaults(),
        null);
  }

  private RemoteWriter begin(String name, RemoteWriteConfig config) {
    return begin(name, config, Network.system(AddressGuard.except(Set.of())));
  }

  private RemoteWriter begin(String name, RemoteWriteConfig config, Network network) {
    RemoteWriter writer =
        new RemoteWriter(name, config, Labels.of(), log, new Families(), network, scheduler);
    writers.add(writer);
    writer.begin();
    return writer;
  }

  private RemoteWriter begin() {
    return begin("w", config(receiver, Message.V1, QUEUE));
  }

  /** A sample of each of so many series. */
  private void add(int series) {
    for (int i = 0; i < series; i++) {
      log.add(Labels.of("__name__", "m", "i", "" + i), scheduler.millis(), i);
    }
  }

  private int stored(Receiver at) {
    return at.sink().samples().values().stream().mapToInt(List::size).sum();
  }

  @Test
  void whatIsTakenIsAcknowledged() {
    begin();
    add(30);
    scheduler.advance(ROUND);
    assertThat(stored(receiver)).isEqualTo(30);
    assertThat(receiver.requests()).isEqualTo(1);
    assertThat(log.acknowledged("w")).isEqualTo(30);
  }

  @Test
  void connectionsBeginWithTheAddressesInTurnIfThatIsWanted() throws IOException {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    HttpServer one = counting("127.0.0.2", 0, first);
    int port = one.getAddress().getPort();
    HttpServer two = counting("127.0.0.3", port, second);
    Queue queue = new Queue(1000, 2, 2, 100, DEADLINE, DEADLINE, DEADLINE, false, Duration.ZERO);
    RemoteWriteConfig plain = config(receiver, Message.V1, queue);
    RemoteWriteConfig config =
        new RemoteWriteConfig(
            "",
            Secret.of("http://many.test:" + port + "/"),
            plain.timeout(),
            Map.of(),
            List.of(),
            Message.V1,
            new RemoteWriteConfig.Sends(false, false, true),
            plain.http(),
            queue,
            plain.metadata(),
            null);
    InetAddress[] both = {InetAddress.ofLiteral("127.0.0.3"), InetAddress.ofLiteral("127.0.0.2")};
    Network network =
        Network.system(AddressGuard.except(Set.of())).withResolver(host -> both.clone());
    try {
      begin("w", config, network);
      add(30);
      scheduler.advance(ROUND);
      assertThat(List.of(first.get(), second.get())).containsExactly(1, 1);
    } finally {
      one.stop(0);
      two.stop(0);
    }
  }

  private static HttpServer counting(String address, int port, AtomicInteger requests)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          requests.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aReceiverThatStallsHoldsUpNoOther() throws IOException {
    try (Receiver other = new Receiver()) {
      // Long enough for what is not stalled, on a machine that is busy.
      RemoteWriter stalled = begin("w", config(receiver, Message.V1, QUEUE, Duration.ofSeconds(3)));
      begin("other", config(other, Message.V1, QUEUE));
      receiver.mood(new Receiver.Mood.Stalling());
      add(30);
      scheduler.advance(ROUND);
      assertThat(stored(other)).isEqualTo(30);
      assertThat(receiver.requests()).isEqualTo(1);
      assertThat(log.acknowledged("w")).isZero();
      assertThat(stalled.counters().retried.sum().samples()).isEqualTo(30);

      receiver.mood(Receiver.TAKING);
      scheduler.advance(Duration.ofSeconds(11));
      assertThat(stored(receiver)).isEqualTo(30);
      assertThat(log.acknowledged("w")).isEqualTo(30);
    }
  }

  @Test
  void aReceiverThatIsAwayHoldsTheLogAndNotTheMemory() {
    RemoteWriter writer = begin();
    receiver.mood(new Receiver.Mood.Refusing(503, Map.of()));
    for (int i = 0; i < 50; i++) {
      add(100);
      scheduler.advance(Duration.ofMillis(100));
    }
    // The queue's capacity, the batch that is on its way, and one sample in the reader's hand.
    int held = 1000 + 100;
    assertThat(writer.counters().retried.sum().samples()).isPositive();
    assertThat(log.acknowledged("w")).isZero();
    assertThat(writer.status().behindBytes()).isBetween(5000L - held - 1, 5000L - 1000);

    receiver.mood(Receiver.TAKING);
    scheduler.advance(Duration.ofSeconds(25));
    assertThat(stored(receiver)).isEqualTo(5000);
    assertThat(log.acknowledged("w")).isEqualTo(5000);
    assertInOrder();
  }

  @Test
  void pausesGrowFromTheLeastToTheMost() {
    begin();
    receiver.mood(new Receiver.Mood.Refusing(500, Map.of()));
    add(1);
    scheduler.advance(ROUND);
    for (int seconds : new int[] {10, 20, 20}) {
      int before = receiver.requests();
      scheduler.advance(Duration.ofSeconds(seconds).minusMillis(300));
      assertThat(receiver.requests()).isEqualTo(before);
      scheduler.advance(Duration.ofMillis(300));
      assertThat(receiver.requests()).isEqualTo(before + 1);
    }
  }

  @Test
  void theReceiverSaysWhenItIsToBeAskedAgain() {
    begin();
    receiver.mood(new Receiver.Mood.Refusing(503, Map.of("Retry-After", "7")));
    add(1);
    scheduler.advance(ROUND);
    assertThat(receiver.requests()).isEqualTo(1);
    scheduler.advance(Duration.ofMillis(6500));
    assertThat(receiver.requests()).isEqualTo(1);
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            scheduler.instant().plusSeconds(30).atOffset(ZoneOffset.UTC));
    receiver.mood(new Receiver.Mood.Refusing(503, Map.of("Retry-After", date)));
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(receiver.requests()).isEqualTo(2);
    scheduler.advance(Duration.ofSeconds(28));
    assertThat(receiver.requests()).isEqualTo(2);
    receiver.mood(Receiver.TAKING);
    scheduler.advance(Duration.ofSeconds(3));
    assertThat(stored(receiver)).isEqualTo(1);
  }

  @Test
  void aRateLimitDropsSamplesUnlessTheyAreToBeSentAgain() {
    RemoteWriter drops = begin();
    begin("again", config(receiver, Message.V1, RETRIES_429));
    receiver.mood(new Receiver.Mood.Refusing(429, Map.of()));
    add(30);
    scheduler.advance(ROUND);
    assertThat(drops.counters().failed.sum().samples()).isEqualTo(30);
    assertThat(log.acknowledged("w")).isEqualTo(30);
    assertThat(log.acknowledged("again")).isZero();
    receiver.mood(Receiver.TAKING);
    scheduler.advance(Duration.ofSeconds(11));
    assertThat(stored(receiver)).isEqualTo(30);
    assertThat(log.acknowledged("again")).isEqualTo(30);
  }

  @Test
  void aReceiverThatDoesNotKnowTheSecondVersionHoldsNothingUp() {
    RemoteWriter writer = begin("w", config(receiver, Message.V2, QUEUE));
    receiver.mood(new Receiver.Mood.Refusing(415, Map.of()));
    add(30);
    scheduler.advance(ROUND);
    assertThat(writer.counters().failed.sum().samples()).isEqualTo(30);
    assertThat(receiver.requests()).isEqualTo(1);
    assertThat(log.acknowledged("w")).isEqualTo(30);
  }

  @Test
  void aReceiverThatTakesTheSecondVersionForTheFirstIsNotBelieved() {
    RemoteWriter writer = begin("w", config(receiver, Message.V2, QUEUE));
    receiver.mood(new Receiver.Mood.Refusing(204, Map.of()));
    add(30);
    scheduler.advance(ROUND);
    assertThat(writer.counters().failed.sum().samples()).isEqualTo(30);
    assertThat(log.acknowledged("w")).isEqualTo(30);
  }

  @Test
  void whatOneSampleSpoilsIsSentInParts() {
    RemoteWriter writer = begin();
    receiver.mood(new Receiver.Mood.Refusing(400, Map.of()));
    add(64);
    scheduler.advance(ROUND);
    // Down to single samples of the 100 that a request may have: 1 + 2 + 4 + … + 64.
    assertThat(receiver.requests()).isEqualTo(127);
    assertThat(writer.counters().failed.sum().samples()).isEqualTo(64);
    assertThat(log.acknowledged("w")).isEqualTo(64);
  }

  @Test
  void shardsBecomeMoreUnderLoadAndFewerAfterIt() {
    Network slow =
        new Network(
            Resolver.system(),
            AddressGuard.except(Set.of()),
            ticks::get,
            new TlsContexts(),
            Map.of(),
            null,
            null);
    RemoteWriter writer = begin("w", config(receiver, Message.V1, QUEUE), slow);
    assertThat(writer.status().shards()).isEqualTo(1);

    takes(Duration.ofMillis(200));
    int most = 0;
    for (int second = 0; second < 60; second++) {
      add(1000);
      scheduler.advance(Duration.ofSeconds(1));
      most = Math.max(most, writer.status().shards());
    }
    // Ten requests a second of 200 ms each are the work of two, and somewhat more to catch up.
    assertThat(most).isBetween(2, 10);
    takes(Duration.ofMillis(1));
    for (int second = 0; second < 120; second++) {
      add(10);
      scheduler.advance(Duration.ofSeconds(1));
    }
    assertThat(writer.status().shards()).isEqualTo(1);
    scheduler.advance(ROUND);
    assertThat(writer.counters().retried.sum().samples()).isZero();
    assertInOrder();
    assertThat(stored(receiver)).isEqualTo(60 * 1000 + 120 * 10);
  }

  private void takes(Duration time) {
    receiver.mood(new Receiver.Mood.Taking(() -> ticks.addAndGet(time.toNanos())));
  }

  @Test
  void aBacklogIsSentAfterTheNextStart() {
    RemoteWriter first = begin();
    receiver.mood(new Receiver.Mood.Refusing(503, Map.of()));
    for (int i = 0; i < 30; i++) {
      add(100);
      scheduler.advance(Duration.ofMillis(100));
    }
    // As after kill -9: nothing is sent any more, and nobody says good-bye.
    first.close();
    writers.remove(first);
    receiver.mood(Receiver.TAKING);
    begin();
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(stored(receiver)).isEqualTo(3000);
    assertThat(log.acknowledged("w")).isEqualTo(3000);
    assertInOrder();
  }

  @Test
  void theEndWaitsForWhatIsNotSentYetButNotLongerThanItMay() {
    RemoteWriter writer = begin();
    add(250);
    scheduler.advance(Duration.ofMillis(150));
    writer.finish(Duration.ofMinutes(1));
    assertThat(stored(receiver)).isEqualTo(250);

    RemoteWriter stalled =
        begin("stalled", config(receiver, Message.V1, QUEUE, Duration.ofMillis(300)));
    receiver.mood(new Receiver.Mood.Stalling());
    scheduler.advance(Duration.ofMillis(150));
    long began = System.nanoTime();
    stalled.finish(Duration.ofMillis(100));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
    assertThat(log.acknowledged("stalled")).isLessThan(250);
  }

  /** The samples of each series came in their order, none twice. */
  private void assertInOrder() {
    receiver
        .sink()
        .samples()
        .forEach(
            (labels, samples) ->
                assertThat(samples)
                    .extracting(Sample::timestampMillis)
                    .isSorted()
                    .doesNotHaveDuplicates());
  }
}
