package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.ScrapeConfig.Honor;
import io.atalaya.collect.scrape.TargetStatus.Health;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.model.relabel.RelabelRule.Action;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the keys of a scrape job do, each against a real target. */
class ScrapeSemanticsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private Exporter exporter;
  private ScrapeManager manager;

  @BeforeEach
  void open() throws IOException {
    exporter = new Exporter();
    manager =
        new ScrapeManager(
            sink, Network.system(AddressGuard.open()), ScrapeSemanticsTest::lines, clock);
  }

  /** Target files of these tests hold an address a line. */
  private static List<TargetGroup> lines(String file, String text) {
    if (text.contains("broken")) {
      throw new IllegalArgumentException(file + " is broken");
    }
    return List.of(TargetGroup.ofAddresses(text.lines().toList(), Labels.empty(), file));
  }

  @AfterEach
  void close() {
    manager.close();
    exporter.close();
  }

  private ScrapeConfig job() {
    return ScrapeConfig.of("shop").withTargets(exporter.address());
  }

  private void scrape(ScrapeConfig config) {
    manager.apply(List.of(config));
    clock.advance(MINUTE);
  }

  private TargetStatus status() {
    return manager.targets().active().getFirst();
  }

  @Test
  void exposedLabelsThatTheTargetHasTooAreKeptUnderAnotherName() {
    exporter.exposes("a{job=\"mine\",exported_job=\"older\"} 1");
    scrape(job());
    assertThat(sink.lastOf("job", "shop", "exported_job", "older", "exported_exported_job", "mine"))
        .hasValue(1);
  }

  @Test
  void honoredLabelsWinEvenIfTheyAreEmpty() {
    exporter.exposes("a{job=\"mine\",instance=\"\"} 1");
    scrape(job().withHonor(new Honor(true, true, false)));
    assertThat(sink.samples()).containsKey(Labels.of("__name__", "a", "job", "mine"));
  }

  @Test
  void honoredTimestampsAreTakenAndGetNoStalenessMarkers() {
    exporter.exposes("a 1 1767225600123");
    scrape(job());
    exporter.exposes("b 1");
    clock.advance(MINUTE);
    assertThat(sink.samplesOf("__name__", "a")).containsExactly(new Sample(1767225600123L, 1));
  }

  @Test
  void timestampsThatAreNotHonoredAreLeftOut() {
    exporter.exposes("a 1 1767225600123");
    scrape(job().withHonor(new Honor(false, false, false)));
    exporter.exposes("b 1");
    clock.advance(MINUTE);
    List<Sample> samples = sink.samplesOf("__name__", "a");
    assertThat(samples).hasSize(2);
    assertThat(samples.get(0).timestampMillis()).isNotEqualTo(1767225600123L);
    assertThat(SampleValue.isStale(samples.get(1).value())).isTrue();
  }

  @Test
  void metricRelabellingDropsAndRenamesSamples() {
    exporter.exposes("a 1", "b 2", "c 3");
    scrape(
        job()
            .withRelabelling(
                List.of(),
                List.of(
                    RelabelRule.of(Action.DROP, List.of("__name__"), "b"),
                    RelabelRule.replace(List.of("__name__"), "c", "__name__", "sea"))));
    assertThat(sink.last("a")).hasValue(1);
    assertThat(sink.last("sea")).hasValue(3);
    assertThat(sink.samplesOf("__name__", "b")).isEmpty();
    assertThat(sink.last("scrape_samples_scraped")).hasValue(3);
    assertThat(sink.last("scrape_samples_post_metric_relabeling")).hasValue(2);
  }

  @Test
  void targetRelabellingChoosesPathParametersAndLabels() {
    exporter.exposes("a 1");
    ScrapeRequest request =
        ScrapeRequest.defaults().withParams(Map.of("module", List.of("one", "two")));
    scrape(
        job()
            .withRequest(request)
            .withRelabelling(
                List.of(
                    RelabelRule.replace(List.of(), "(.*)", "__metrics_path__", "/other"),
                    RelabelRule.replace(List.of(), "(.*)", "__param_module", "x y"),
                    RelabelRule.replace(List.of(), "(.*)", "team", "red")),
                List.of()));
    assertThat(exporter.lastPath()).isEqualTo("/other?module=x+y&module=two");
    assertThat(sink.lastOf("__name__", "a", "team", "red")).hasValue(1);
  }

  @Test
  void droppedTargetsAreRememberedWithWhatWasDiscovered() {
    scrape(
        job()
            .withRelabelling(
                List.of(RelabelRule.of(Action.DROP, List.of("__address__"), ".*")), List.of()));
    Targets targets = manager.targets();
    assertThat(targets.active()).isEmpty();
    assertThat(targets.dropped().getFirst().discovered().get("__address__"))
        .isEqualTo(exporter.address());
    assertThat(targets.droppedCounts()).containsEntry("shop", 1);
  }

  @Test
  void tooManySamplesFailTheScrapeButAreCounted() {
    exporter.exposes("a 1", "b 2", "c 3");
    scrape(job().withLimits(new ScrapeLimits(0, 2, 0, 0, 0, 0, 0)));
    assertThat(sink.last("up")).hasValue(0);
    assertThat(sink.last("scrape_samples_post_metric_relabeling")).hasValue(3);
    assertThat(sink.samplesOf("__name__", "a")).isEmpty();
    assertThat(status().lastError()).isEqualTo("sample limit exceeded");
  }

  @Test
  void aBodyThatIsTooLargeOnceDecompressedFailsTheScrape() {
    exporter.compresses();
    exporter.exposes("a{x=\"" + "y".repeat(100_000) + "\"} 1");
    scrape(job().withLimits(new ScrapeLimits(5000, 0, 0, 0, 0, 0, 0)));
    assertThat(sink.last("up")).hasValue(0);
    assertThat(status().lastError()).contains("body size limit exceeded");
  }

  @Test
  void tooManyOrTooLongLabelsFailTheScrape() {
    exporter.exposes("a{x=\"1\",y=\"2\"} 1");
    scrape(job().withLimits(new ScrapeLimits(0, 0, 4, 0, 0, 0, 0)));
    assertThat(status().lastError()).startsWith("label_limit exceeded (metric: a");

    manager.apply(List.of(job().withLimits(new ScrapeLimits(0, 0, 0, 0, 8, 0, 0))));
    clock.advance(MINUTE);
    assertThat(status().lastError()).startsWith("label_value_length_limit exceeded");
  }

  @Test
  void credentialsAreSent() {
    exporter.exposes("a 1");
    HttpClientConfig http =
        HttpClientConfig.defaults()
            .withCredentials(
                new Credentials.Basic(SecretSource.inline("us"), SecretSource.inline("pw")));
    scrape(job().withRequest(ScrapeRequest.defaults().withHttp(http)));
    assertThat(exporter.lastRequest().get("Authorization")).containsExactly("Basic dXM6cHc=");
  }

  @Test
  void aMissingContentTypeNeedsAFallback() {
    exporter.answersAs("");
    exporter.exposes("a 1");
    scrape(job());
    assertThat(status().health()).isEqualTo(Health.DOWN);
    assertThat(status().lastError()).contains("fallback_scrape_protocol");

    ScrapeRequest request =
        ScrapeRequest.defaults().withProtocols(ScrapeProtocol.DEFAULTS, ScrapeProtocol.TEXT_0_0_4);
    scrape(job().withRequest(request));
    assertThat(status().health()).isEqualTo(Health.UP);
  }

  @Test
  void openMetricsBringExemplarsAndMetadata() {
    exporter.answersAs("application/openmetrics-text; version=1.0.0; charset=utf-8");
    exporter.exposes(
        "# TYPE a_seconds counter",
        "# UNIT a_seconds seconds",
        "# HELP a_seconds How \\\"long\\\".",
        "a_seconds_total 7 # {trace_id=\"t1\"} 0.5 1767225600.25",
        "# EOF");
    scrape(job());
    clock.advance(MINUTE);
    assertThat(sink.last("a_seconds_total")).hasValue(7);
    assertThat(sink.metadata())
        .containsExactly(
            new SampleBatch.Metadata("a_seconds", "counter", "seconds", "How \"long\"."));
    SampleBatch.Exemplar exemplar = sink.exemplars().getFirst();
    assertThat(exemplar.labels()).isEqualTo(Labels.of("trace_id", "t1"));
    assertThat(exemplar.timestampMillis()).isEqualTo(1767225600250L);
  }

  @Test
  void anExemplarWithoutATimeIsTakenOnceForAsLongAsItIsTheSame() {
    exporter.answersAs("application/openmetrics-text; version=1.0.0");
    exporter.exposes("# TYPE a counter", "a_total 1 # {trace_id=\"t1\"} 0.5", "# EOF");
    scrape(job());
    clock.advance(MINUTE);
    exporter.exposes("# TYPE a counter", "a_total 2 # {trace_id=\"t2\"} 0.5", "# EOF");
    clock.advance(MINUTE);
    assertThat(sink.exemplars())
        .extracting(e -> e.labels().get("trace_id"))
        .containsExactly("t1", "t2");
  }

  @Test
  void anExemplarOfAScrapeThatIsNotStoredIsNewInTheNext() {
    exporter.answersAs("application/openmetrics-text; version=1.0.0");
    String told = "a_total 1 # {trace_id=\"t1\"} 0.5";
    exporter.exposes("# TYPE a counter", told, "no number", "# EOF");
    scrape(job());
    assertThat(sink.exemplars()).isEmpty();
    exporter.exposes("# TYPE a counter", told, "# EOF");
    clock.advance(MINUTE);
    assertThat(sink.exemplars()).extracting(e -> e.labels().get("trace_id")).containsExactly("t1");
  }

  @Test
  void aTargetThatAnswersWithAnEndlessContentTypeIsAskedAgain() {
    exporter.answersAs("text/plain" + ";a=b".repeat(4_000));
    exporter.exposes("a 1");
    scrape(job());
    assertThat(status().health()).isEqualTo(Health.DOWN);
    exporter.answersAs("text/plain");
    clock.advance(MINUTE);
    assertThat(status().health()).isEqualTo(Health.UP);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, true",
    "'text/plain; version=0.0.4; charset=\"utf-8\";', true",
    "'text/plain; version=', false",
    "'text/plain, text/html', false",
    "text/html, false",
  })
  void aContentTypeThatCannotBeReadIsNoFormat(String type, boolean up) {
    exporter.answersAs(type);
    exporter.exposes("a 1");
    scrape(job());
    assertThat(status().health()).isEqualTo(up ? Health.UP : Health.DOWN);
  }

  @Test
  void aSeriesThatTheStoreRefusesCostsOnlyItself() {
    sink.limitSeries(1);
    exporter.exposes("a 1", "b 2");
    scrape(job());
    assertThat(sink.last("a")).hasValue(1);
    assertThat(manager.counters().refusedSeries()).isPositive();
    assertThat(status().health()).isEqualTo(Health.UP);
  }

  @Test
  void aReloadOfTheSameTargetKeepsItsSeriesGoing() {
    exporter.exposes("a 1", "b 1");
    scrape(job());
    manager.apply(
        List.of(
            job()
                .withTimes(Duration.ofSeconds(20), Duration.ofSeconds(5))
                .withRelabelling(
                    List.of(), List.of(RelabelRule.of(Action.DROP, List.of("__name__"), "b")))));
    clock.advance(MINUTE);
    assertThat(sink.samplesOf("__name__", "a"))
        .hasSizeBetween(3, 5)
        .noneMatch(sample -> SampleValue.isStale(sample.value()));
    assertThat(SampleValue.isStale(sink.last("b").orElseThrow())).isTrue();
  }

  @Test
  void targetFilesAreReadAgainAndABrokenOneKeepsItsTargets(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("shop.yml");
    Files.writeString(file, exporter.address() + "\n");
    exporter.exposes("a 1");
    Discovery files = new Discovery.Files(List.of(folder.resolve("*.yml")), MINUTE);
    scrape(ScrapeConfig.of("shop").withDiscoveries(List.of(files)));
    assertThat(status().discovered().get("__meta_filepath")).isEqualTo(file.toString());

    Files.writeString(file, "broken");
    clock.advance(MINUTE);
    assertThat(manager.targets().active()).hasSize(1);

    Files.writeString(file, exporter.address() + "\nlocalhost:1\n");
    clock.advance(MINUTE);
    assertThat(manager.targets().active()).hasSize(2);

    Files.delete(file);
    clock.advance(MINUTE);
    assertThat(manager.targets().active()).isEmpty();
    assertThat(SampleValue.isStale(sink.last("a").orElseThrow())).isTrue();
  }

  @Test
  void failuresAreWrittenToTheJobsFileAsJsonLines(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("failures.json");
    exporter.exposes("a \"");
    ScrapeConfig c = job();
    scrape(
        new ScrapeConfig(
            c.jobName(),
            c.interval(),
            c.timeout(),
            c.request(),
            c.honor(),
            c.discoveries(),
            c.relabelRules(),
            c.metricRelabelRules(),
            c.limits(),
            c.histograms(),
            c.nameValidation(),
            true,
            file));
    assertThat(Files.readAllLines(file))
        .singleElement()
        .asString()
        .startsWith("{\"time\":\"2026-01-01T00:00:")
        .endsWith("\"job_name\":\"shop\",\"target\":\"" + status().url() + "\"}")
        .contains("\"msg\":\"line 1: \\\"\\\"\\\" is not a number");
    assertThat(sink.last("scrape_timeout_seconds")).hasValue(10);
    assertThat(sink.last("scrape_body_size_bytes")).hasValue(4);
  }

  @Test
  void stoppingDoesNotWaitForATargetThatDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ScrapeConfig patient = ScrapeConfig.of("silent").withTimes(MINUTE, MINUTE);
      manager.apply(List.of(patient.withTargets("127.0.0.1:" + silent.getLocalPort())));
      Thread scraping = Thread.ofVirtual().name("scraping").start(() -> clock.advance(MINUTE));
      try (Socket asked = silent.accept()) {
        manager.close();

        assertThat(scraping.join(MINUTE.dividedBy(2))).isTrue();
        assertThat(asked.isClosed()).isFalse();
      }
      assertThat(sink.samplesOf("__name__", "up")).isEmpty();
    }
  }
}
