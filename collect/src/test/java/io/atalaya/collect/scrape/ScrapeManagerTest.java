package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.TargetStatus.Health;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScrapeManagerTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

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
            sink, Network.system(AddressGuard.open()), (file, text) -> List.of(), clock);
  }

  @AfterEach
  void close() {
    manager.close();
    exporter.close();
  }

  private ScrapeConfig job() {
    return ScrapeConfig.of("shop").withTimes(INTERVAL, INTERVAL).withTargets(exporter.address());
  }

  @Test
  void storesWhatATargetExposesWithTheTargetsLabels() {
    exporter.exposes("# TYPE orders counter", "orders{kind=\"web\"} 12", "load 0.5");
    manager.apply(List.of(job()));

    clock.advance(INTERVAL);

    assertThat(sink.samples())
        .containsKey(
            Labels.of(
                "__name__", "orders",
                "kind", "web",
                "job", "shop",
                "instance", exporter.address()));
    assertThat(sink.last("orders")).hasValue(12);
    assertThat(sink.last("up")).hasValue(1);
    assertThat(sink.last("scrape_samples_scraped")).hasValue(2);
    assertThat(sink.last("scrape_samples_post_metric_relabeling")).hasValue(2);
    assertThat(sink.last("scrape_series_added")).hasValue(2);
    assertThat(sink.last("scrape_duration_seconds").orElseThrow()).isPositive();
  }

  @Test
  void scrapesAtEqualStepsInAPhaseOfItsOwn() {
    exporter.exposes("a 1");
    manager.apply(List.of(job()));

    clock.advance(INTERVAL.multipliedBy(4));

    List<Long> times =
        sink.samplesOf("__name__", "a").stream().map(Sample::timestampMillis).toList();
    assertThat(times).hasSize(4);
    assertThat(times.get(3) - times.get(0)).isEqualTo(3 * INTERVAL.toMillis());
  }

  @Test
  void marksTheEndOfASeriesThatIsNoLongerExposed() {
    exporter.exposes("a 1", "b 2");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);

    exporter.exposes("a 1");
    clock.advance(INTERVAL);
    clock.advance(INTERVAL);

    List<Sample> ended = sink.samplesOf("__name__", "b");
    assertThat(ended).hasSize(2);
    assertThat(SampleValue.isStale(ended.get(1).value())).isTrue();
    assertThat(sink.samplesOf("__name__", "a")).hasSize(3);
  }

  @Test
  void aTargetThatDoesNotAnswerIsDownAndItsSeriesEnd() {
    exporter.exposes("a 1");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);

    exporter.answersWith(500);
    clock.advance(INTERVAL);

    assertThat(sink.last("up")).hasValue(0);
    assertThat(SampleValue.isStale(sink.last("a").orElseThrow())).isTrue();
    TargetStatus status = manager.targets().active().getFirst();
    assertThat(status.health()).isEqualTo(Health.DOWN);
    assertThat(status.lastError())
        .isEqualTo("server returned HTTP status 500 Internal Server Error");
  }

  @Test
  void aStoreThatRefusesIsCountedAndNeverMakesATargetDown() {
    exporter.exposes("a 1");
    manager.apply(List.of(job()));
    sink.refuse(true);
    clock.advance(INTERVAL);
    sink.refuse(false);

    assertThat(manager.targets().active().getFirst().health()).isEqualTo(Health.UP);
    assertThat(manager.counters().storeFailures()).isEqualTo(1);
    assertThat(manager.counters().lostSamples()).isEqualTo(6);
    assertThat(sink.samplesOf("__name__", "up")).isEmpty();
    clock.advance(INTERVAL);
    assertThat(sink.last("up")).hasValue(1);
  }

  @Test
  void aReloadTouchesOnlyWhatHasChanged() throws IOException {
    try (Exporter other = new Exporter()) {
      exporter.exposes("a 1");
      other.exposes("b 1");
      manager.apply(List.of(job(), ScrapeConfig.of("other").withTargets(other.address())));
      clock.advance(Duration.ofMinutes(1));
      int before = exporter.requestCount();

      manager.apply(List.of(job()));
      clock.advance(INTERVAL);

      assertThat(exporter.requestCount()).isEqualTo(before + 1);
      assertThat(SampleValue.isStale(sink.last("b").orElseThrow())).isTrue();
      assertThat(SampleValue.isStale(sink.lastOf("__name__", "up", "job", "other").orElseThrow()))
          .isTrue();
      assertThat(sink.samplesOf("__name__", "a"))
          .noneMatch(sample -> SampleValue.isStale(sample.value()));
    }
  }

  @Test
  void everySeriesIsMarkedAsEndedWhenScrapingStops() {
    exporter.exposes("a 1");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);

    manager.close();

    assertThat(SampleValue.isStale(sink.last("a").orElseThrow())).isTrue();
    assertThat(SampleValue.isStale(sink.last("up").orElseThrow())).isTrue();
    assertThat(sink.openGroups()).isEmpty();
  }

  @Test
  void seriesThatTheStoreForgotAreRegisteredAgainWithinTheSameScrape() {
    exporter.exposes("a 1");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);

    sink.forgetReferences();
    clock.advance(INTERVAL);

    assertThat(sink.samplesOf("__name__", "a")).hasSize(2);
    assertThat(sink.samplesOf("__name__", "up")).hasSize(2);
  }

  @Test
  void readsCompressedAnswersAndAsksForThem() {
    exporter.compresses();
    exporter.exposes("a 1");
    manager.apply(List.of(job()));
    clock.advance(INTERVAL);

    assertThat(sink.last("a")).hasValue(1);
    assertThat(exporter.lastRequest().get("Accept-encoding")).containsExactly("gzip");
    assertThat(exporter.lastRequest().get("Accept"))
        .containsExactly(
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
    assertThat(exporter.lastRequest().get("X-prometheus-scrape-timeout-seconds"))
        .containsExactly("15");
  }
}
