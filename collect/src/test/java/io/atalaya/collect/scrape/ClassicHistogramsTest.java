package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.atalaya.collect.scrape.TargetIngest.Counts;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleValue;
import io.atalaya.testkit.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code convert_classic_histograms_to_nhcb}, of texts. */
final class ClassicHistogramsTest {
  private static final String TEXT = "text/plain;version=0.0.4";
  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";
  private static final HistogramOptions CONVERT = new HistogramOptions(false, false, true, 0, 0);
  private static final HistogramOptions BOTH = new HistogramOptions(false, true, true, 0, 0);
  private static final String HISTOGRAM =
      """
      # TYPE x histogram
      x_bucket{a="1",le="0.5"} 2
      x_bucket{a="1",le="1"} 2
      x_bucket{a="1",le="10"} 7
      x_bucket{a="1",le="+Inf"} 8
      x_sum{a="1"} 31.5
      x_count{a="1"} 8
      """;

  private final RecordingSink sink = new RecordingSink();
  private final ScrapeCounters counters = new ScrapeCounters();

  private TargetIngest ingest(HistogramOptions options) {
    return TestTarget.ingest(sink, options, counters);
  }

  private static Counts take(TargetIngest into, long atMillis, String body) {
    return TestTarget.take(into, atMillis, body.getBytes(StandardCharsets.UTF_8), TEXT);
  }

  private static Labels labels(String metric, String... more) {
    Labels.Builder labels =
        Labels.of("__name__", metric, "instance", "h:1", "job", "j").toBuilder();
    for (int i = 0; i < more.length; i += 2) {
      labels.set(more[i], more[i + 1]);
    }
    return labels.build();
  }

  private static Histogram custom(
      double count, double sum, List<Span> spans, double[] counts, double... bounds) {
    return new Histogram(
        Histogram.CUSTOM_BUCKETS,
        0,
        0,
        count,
        sum,
        spans,
        counts,
        List.of(),
        new double[0],
        bounds,
        ResetHint.UNKNOWN,
        true);
  }

  private static final Histogram CONVERTED =
      custom(8, 31.5, List.of(new Span(0, 4)), new double[] {2, 0, 5, 1}, 0.5, 1, 10);

  @Test
  void itsSeriesBecomeOneHistogramScrapeAfterScrape() {
    TargetIngest into = ingest(CONVERT);
    assertThat(take(into, 1000, HISTOGRAM)).isEqualTo(new Counts(1, 1, 1, null));
    assertThat(take(into, 2000, HISTOGRAM)).isEqualTo(new Counts(1, 1, 0, null));
    assertThat(sink.histograms()).containsOnlyKeys(labels("x", "a", "1"));
    assertThat(sink.histograms().get(labels("x", "a", "1"))).containsExactly(CONVERTED, CONVERTED);
    assertThat(sink.samples()).isEmpty();
  }

  @Test
  void itsSeriesStayOnRequest() {
    TargetIngest into = ingest(BOTH);
    assertThat(take(into, 1000, HISTOGRAM)).isEqualTo(new Counts(7, 7, 7, null));
    assertThat(take(into, 2000, HISTOGRAM)).isEqualTo(new Counts(7, 7, 0, null));
    assertThat(sink.histograms().get(labels("x", "a", "1"))).hasSize(2);
    assertThat(sink.samples().get(labels("x_bucket", "a", "1", "le", "10.0")))
        .extracting(RecordingSink.Sample::value)
        .containsExactly(7.0, 7.0);
  }

  @Test
  void withoutTheOptionNothingChanges() {
    take(ingest(HistogramOptions.defaults()), 1000, HISTOGRAM);
    assertThat(sink.histograms()).isEmpty();
    assertThat(sink.samples()).hasSize(6);
  }

  @Test
  void onlyFamiliesSaidToBeHistogramsAre() {
    TargetIngest into = ingest(CONVERT);
    take(into, 1000, HISTOGRAM.replace("histogram", "untyped"));
    assertThat(sink.histograms()).isEmpty();
    take(into, 2000, HISTOGRAM.replace("TYPE x", "TYPE y"));
    assertThat(sink.histograms()).isEmpty();
    assertThat(sink.samples()).hasSize(6);
  }

  @Test
  void aFamilyMayChangeItsTypeFromScrapeToScrape() {
    TargetIngest into = ingest(CONVERT);
    String untyped = HISTOGRAM.replace("histogram", "untyped");
    for (int round = 0; round < 3; round++) {
      take(into, 2000L * round, HISTOGRAM);
      take(into, 2000L * round + 1000, untyped);
    }
    assertThat(sink.histograms().get(labels("x", "a", "1"))).hasSize(3);
    List<RecordingSink.Sample> sums =
        sink.samples().getOrDefault(labels("x_sum", "a", "1"), List.of());
    assertThat(sums.stream().filter(s -> !SampleValue.isStale(s.value()))).hasSize(3);
    assertThat(sums.stream().filter(s -> SampleValue.isStale(s.value()))).hasSize(2);
  }

  @Test
  void theHistogramGetsAMarkerWhenItIsGone() {
    TargetIngest into = ingest(CONVERT);
    take(into, 1000, HISTOGRAM);
    take(into, 2000, "");
    List<RecordingSink.Sample> marks = sink.samples().get(labels("x", "a", "1"));
    assertThat(marks).hasSize(1).allMatch(s -> SampleValue.isStale(s.value()));
  }

  @Test
  void aBucketWithoutBoundIsASeriesLikeAnyOther() {
    take(ingest(CONVERT), 1000, "# TYPE x histogram\nx_bucket 1\nx_bucket{le=\"low\"} 2\n");
    assertThat(sink.histograms()).isEmpty();
    assertThat(sink.samples())
        .containsOnlyKeys(labels("x_bucket"), labels("x_bucket", "le", "low"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x_bucket{le=\"1\"} 3\nx_bucket{le=\"2\"} 2\n",
        "x_bucket{le=\"1\"} -3\n",
        "x_bucket{le=\"1\"} 3\nx_bucket{le=\"+Inf\"} 3\nx_count 4\n",
        "x_bucket{le=\"1\"} 3\nx_count 2\n",
        "x_bucket{le=\"-Inf\"} 3\nx_count 4\n",
        "x_count -1\n",
        "x_count NaN\n"
      })
  void whatContradictsItselfIsLeftOutAndCounted(String lines) {
    Counts counts = take(ingest(CONVERT), 1000, "# TYPE x histogram\n" + lines + "y 1\n");
    assertThat(counts.error()).isNull();
    assertThat(sink.histograms()).isEmpty();
    assertThat(sink.samples()).containsOnlyKeys(labels("y"));
    assertThat(counters.snapshot().contradictoryHistograms()).isEqualTo(1);
  }

  @Test
  void aCountAloneIsAHistogramWithOneBucket() {
    take(ingest(CONVERT), 1000, "# TYPE x histogram\nx_count 4\n");
    assertThat(sink.histograms().get(labels("x")))
        .containsExactly(custom(4, 0, List.of(new Span(0, 1)), new double[] {4}));
  }

  @Test
  void fractionsMakeAHistogramOfFloats() {
    take(ingest(CONVERT), 1000, "# TYPE x histogram\nx_bucket{le=\"1\"} 0.5\nx_count 2\n");
    Histogram histogram = sink.histograms().values().iterator().next().getFirst();
    assertThat(histogram.integer()).isFalse();
    assertThat(histogram.positiveCounts()).containsExactly(0.5, 1.5);
  }

  @Test
  void longRunsOfEmptyBucketsAreLeftOut() {
    StringBuilder body = new StringBuilder("# TYPE x histogram\n");
    for (int i = 0; i < 8; i++) {
      body.append("x_bucket{le=\"%d\"} %d\n".formatted(i, i == 0 ? 0 : i < 6 ? 1 : 2));
    }
    take(ingest(CONVERT), 1000, body.toString());
    Histogram histogram = sink.histograms().values().iterator().next().getFirst();
    assertThat(histogram.positiveSpans()).containsExactly(new Span(1, 1), new Span(4, 1));
    assertThat(histogram.customBounds()).hasSize(8);
  }

  @Test
  void exemplarsBelongToTheHistogramIfTheySayWhenTheyWere() {
    String body =
        """
        # TYPE x histogram
        x_bucket{le="1.0"} 1 # {trace_id="t1"} 0.5 12.5
        x_bucket{le="2.0"} 2 # {trace_id="t2"} 1.5
        x_bucket{le="+Inf"} 2
        x_count 2
        x_sum 2.0
        x_created 1.0
        # EOF
        """;
    TestTarget.take(ingest(CONVERT), 20_000, body.getBytes(StandardCharsets.UTF_8), OPEN_METRICS);
    assertThat(sink.histograms().get(labels("x"))).hasSize(1);
    assertThat(sink.samples()).containsOnlyKeys(labels("x_created"));
    assertThat(sink.exemplars())
        .extracting(SampleBatch.Exemplar::labels, SampleBatch.Exemplar::timestampMillis)
        .containsExactly(tuple(Labels.of("trace_id", "t1"), 12_500L));
  }

  @Test
  void theBucketLimitHoldsForConvertedHistogramsToo() {
    Counts counts = take(ingest(new HistogramOptions(false, false, true, 3, 0)), 1000, HISTOGRAM);
    assertThat(counts.error()).contains("histogram bucket limit exceeded");
  }

  @Test
  void aHistogramWithATimeOfItsOwnGetsNoMarker() {
    TargetIngest into = ingest(CONVERT);
    take(into, 9000, "# TYPE x histogram\nx_count 4 1234\n");
    take(into, 10_000, "");
    assertThat(sink.histograms()).containsKey(labels("x"));
    assertThat(sink.samples()).isEmpty();
  }

  /**
   * Random expositions, whose histograms come and go and change their order, next to a model that
   * knows nothing of caches and of other lines.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void storesWhatANaiveReaderWouldStore(long seed) {
    Random random = new Random(seed);
    TargetIngest into = ingest(random.nextBoolean() ? CONVERT : BOTH);
    Map<Labels, List<Double>> expected = new HashMap<>();
    for (int scrape = 0; scrape < 60; scrape++) {
      StringBuilder body = new StringBuilder();
      for (int family = 0; family < 4; family++) {
        body.append("# TYPE f%d histogram\n".formatted(family));
        for (int id : shuffled(random, 6)) {
          if (random.nextInt(8) > 0) {
            double count = random.nextInt(100);
            body.append(lines(random, "f" + family, id, count));
            expected
                .computeIfAbsent(labels("f" + family, "id", "" + id), l -> new ArrayList<>())
                .add(count);
          }
        }
        body.append(random.nextInt(3) == 0 ? "# a comment\n" : "");
        body.append("between{f=\"%d\"} 1\n".formatted(family));
      }
      assertThat(take(into, 1000L * scrape, body.toString()).error()).isNull();
    }
    Map<Labels, List<Double>> stored =
        sink.histograms().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().stream().map(Histogram::count).toList()));
    assertThat(stored).isEqualTo(expected);
    assertThat(counters.snapshot().contradictoryHistograms()).isZero();
  }

  private static List<Integer> shuffled(Random random, int count) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(i);
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(all, random);
    }
    return all;
  }

  private static String lines(Random random, String family, int id, double count) {
    List<String> lines = new ArrayList<>();
    for (double bound : new double[] {0.1, 1, 5}) {
      lines.add("%s_bucket{id=\"%d\",le=\"%s\"} %s\n".formatted(family, id, bound, count / 2));
    }
    lines.add("%s_bucket{id=\"%d\",le=\"+Inf\"} %s\n".formatted(family, id, count));
    lines.add("%s_sum{id=\"%d\"} 1\n".formatted(family, id));
    lines.add("%s_count{id=\"%d\"} %s\n".formatted(family, id, count));
    if (random.nextInt(4) == 0) {
      Collections.shuffle(lines, random);
    }
    return String.join("", lines);
  }
}
