package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.TargetStatus.Health;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the discovered targets does to those that are scraped already. */
final class TargetChangesTest {
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  @TempDir private Path folder;
  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private Exporter exporter;
  private ScrapeManager manager;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    exporter = new Exporter();
    exporter.exposes("a 1");
    file = folder.resolve("targets.yml");
    Network network =
        Network.system(AddressGuard.open())
            .withResolver(_ -> new InetAddress[] {InetAddress.getLoopbackAddress()});
    manager = new ScrapeManager(sink, network, TargetChangesTest::lines, clock);
  }

  @AfterEach
  void close() {
    manager.close();
    exporter.close();
  }

  /** Target files of these tests hold a target a line: its address, then its labels. */
  private static List<TargetGroup> lines(String file, String text) {
    List<Labels> targets = text.lines().map(TargetChangesTest::target).toList();
    return List.of(new TargetGroup(targets, Labels.empty(), file));
  }

  private static Labels target(String line) {
    return Labels.of(
        Arrays.stream(("__address__=" + line).split(" "))
            .map(label -> label.split("=", 2))
            .collect(Collectors.toMap(label -> label[0], label -> label[1])));
  }

  private ScrapeConfig job() {
    Discovery files = new Discovery.Files(List.of(file), Duration.ofHours(1));
    return ScrapeConfig.of("shop").withTimes(INTERVAL, INTERVAL).withDiscoveries(List.of(files));
  }

  private void targets(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private TargetStatus status() {
    return manager.targets().active().getFirst();
  }

  private List<Sample> samplesOfA() {
    return sink.samplesOf("__name__", "a");
  }

  @Test
  void aFileThatIsWrittenIsReadSoonAndNotOnlyAtTheNextInterval() throws IOException {
    targets("first:1");
    manager.apply(List.of(job()));
    targets("first:1", "second:1");
    clock.advance(SOON);
    assertThat(manager.targets().active()).hasSize(2);
  }

  @Test
  void aTargetThatIsOnlyDescribedAnewGoesOnInItsRhythm() throws IOException {
    targets(exporter.address() + " __meta_ready=false");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);

    targets(exporter.address() + " __meta_ready=true", "other:1");
    clock.advance(INTERVAL.multipliedBy(3));

    assertThat(manager.targets().active())
        .filteredOn(t -> t.url().toString().contains(exporter.address()))
        .singleElement()
        .satisfies(t -> assertThat(t.discovered().get("__meta_ready")).isEqualTo("true"));
    List<Long> times = samplesOfA().stream().map(Sample::timestampMillis).toList();
    assertThat(times).hasSize(4);
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isEqualTo(INTERVAL.toMillis());
    }
    assertThat(samplesOfA()).noneMatch(s -> SampleValue.isStale(s.value()));
  }

  @Test
  void anIntervalThatDiscoveryChangesCountsFromThenOn() throws IOException {
    targets(exporter.address());
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);
    int before = exporter.requestCount();

    targets(exporter.address() + " __scrape_interval__=5s __scrape_timeout__=5s");
    clock.advance(Duration.ofMinutes(1));

    assertThat(status().interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(exporter.requestCount() - before).isGreaterThanOrEqualTo(10);
  }

  @Test
  void targetsBeyondTheLimitAreAllDownUntilThereAreFewer() throws IOException {
    targets(exporter.address());
    manager.apply(List.of(job().withLimits(new ScrapeLimits(0, 0, 0, 0, 0, 1, 0))));
    clock.advance(INTERVAL);
    int before = exporter.requestCount();

    targets(exporter.address(), "second:1");
    clock.advance(INTERVAL.multipliedBy(2));
    assertThat(manager.targets().active())
        .hasSize(2)
        .allSatisfy(t -> assertThat(t.health()).isEqualTo(Health.DOWN))
        .allSatisfy(
            t ->
                assertThat(t.lastError())
                    .isEqualTo("target_limit exceeded (number of targets: 2, limit: 1)"));
    assertThat(exporter.requestCount()).isLessThanOrEqualTo(before + 1);
    assertThat(SampleValue.isStale(sink.last("a").orElseThrow())).isTrue();

    targets(exporter.address());
    clock.advance(INTERVAL.multipliedBy(2));
    assertThat(status().health()).isEqualTo(Health.UP);
  }

  @Test
  void aReloadKeepsWhatTheOtherDiscoveriesOfTheJobFound() throws IOException {
    targets(exporter.address());
    Discovery files = job().discoveries().getFirst();
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);
    // What is read anew from now on is not there any more.
    Files.move(file, folder.resolve("gone"));

    Discovery more = ScrapeConfig.of("x").withTargets("more:1").discoveries().getFirst();
    manager.apply(List.of(job().withDiscoveries(List.of(more, files))));

    assertThat(manager.targets().active())
        .extracting(t -> t.labels().get("instance"))
        .containsExactly("more:1", exporter.address());
  }

  @Test
  void aHostMayHaveAnUnderscoreInItsName() throws IOException {
    String port = exporter.address().substring(exporter.address().indexOf(':'));
    targets("node_exporter" + port);
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);
    assertThat(status().health()).isEqualTo(Health.UP);
    assertThat(exporter.lastRequest().get("Host")).containsExactly("node_exporter" + port);
  }

  @Test
  void relabellingDecidesHowTheHistogramsOfATargetAreScraped() throws IOException {
    exporter.answersAs(OPEN_METRICS);
    exporter.exposes(
        "# TYPE h histogram",
        "h_bucket{le=\"1.0\"} 1",
        "h_bucket{le=\"+Inf\"} 2",
        "h_count 2",
        "h_sum 3",
        "# EOF");
    targets(exporter.address() + " __convert_classic_histograms_to_nhcb__=true");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);
    assertThat(sink.histograms().keySet()).extracting(Labels::metricName).containsExactly("h");
    assertThat(sink.samplesOf("__name__", "h_count")).isEmpty();
    assertThat(status().discovered().get("__scrape_native_histograms__")).isEqualTo("false");

    targets(exporter.address() + " __scrape_native_histograms__=perhaps");
    clock.advance(INTERVAL);
    assertThat(manager.targets().active()).isEmpty();
  }

  @Test
  void aTargetMayListenOnALocalSocket() throws IOException, InterruptedException {
    Path socket = folder.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread answering =
          Thread.ofPlatform().daemon().name("local exporter").start(() -> answer(server));
      targets("whatever __unix_socket__=" + socket);
      manager.apply(List.of(job()));
      clock.advance(INTERVAL);
      assertThat(answering.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(sink.last("local")).hasValue(7);
    assertThat(status().url().toString()).isEqualTo("http://whatever/metrics");
  }

  private static void answer(ServerSocketChannel server) {
    String body = "local 7\n";
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length();
    try (SocketChannel socket = server.accept()) {
      socket.read(ByteBuffer.allocate(4096));
      socket.write(ByteBuffer.wrap((head + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
