package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.TimeColumn;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link SeriesSource} promises. Who writes another one extends this, and says in {@link
 * #sourceOf} how it comes to have some batches.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SeriesSourceSuite {
  static final String TENANT = SampleSink.DEFAULT_TENANT;
  static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  static final long INTERVAL = 15_000;
  static final int ROUNDS = 500;
  private static final List<Matcher> ALL = List.of();

  private final Model model = new Model(StoreOptions.defaults());
  private SeriesSource source = new NoSource();

  /** A batch: all samples of one source of samples at one time. */
  record Batch(int from, List<Model.Sample> samples) {}

  /** A source that has some batches, oldest first, and nothing else. */
  abstract SeriesSource sourceOf(List<Batch> batches) throws IOException;

  @BeforeAll
  void fill() throws IOException {
    List<Batch> batches = batches();
    batches.forEach(b -> b.samples().forEach(model::put));
    source = sourceOf(batches);
  }

  /** Three sources; some of their series come late, go early, or have gaps. */
  private static List<Batch> batches() {
    Random random = new Random(1);
    List<Batch> batches = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (int from = 0; from < 3; from++) {
        long time = T0 + round * INTERVAL + from * 5000L + random.nextInt(5);
        List<Model.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
          if (isScraped(i, round)) {
            samples.add(sample(from, i, round, time, random));
          }
        }
        batches.add(new Batch(from, samples));
      }
    }
    return batches;
  }

  private static boolean isScraped(int i, int round) {
    return switch (i) {
      case 3 -> round > ROUNDS / 2;
      case 4 -> round < ROUNDS / 3;
      case 5 -> round % 50 < 40;
      default -> true;
    };
  }

  private static Model.Sample sample(int from, int i, int round, long time, Random random) {
    Labels labels = Labels.of("__name__", "m" + i % 3, "i", "" + i, "from", "é" + from);
    labels = i % 4 == 0 ? labels.with("only", "some") : labels;
    Histogram histogram = i == 7 && round % 10 != 0 ? histogram(round) : null;
    double value =
        switch (i) {
          case 0 -> 0;
          case 1 -> round;
          case 2 -> round / 100.0;
          case 6 -> Double.longBitsToDouble(random.nextLong());
          default -> random.nextGaussian();
        };
    long bits = histogram == null ? Double.doubleToRawLongBits(value) : 0;
    return new Model.Sample(labels, time, bits, i == 8 ? T0 : 0, histogram);
  }

  private static @Nullable Histogram histogram(int round) {
    double[] none = new double[0];
    return new Histogram(
        3,
        0.001,
        0,
        round + 2,
        round * 0.5,
        List.of(new Span(-2, 1), new Span(1, 1)),
        new double[] {round, 2},
        List.of(),
        none,
        none,
        ResetHint.UNKNOWN,
        true);
  }

  private static SeriesSelection select(List<Matcher> matchers) {
    return SeriesSelection.of(TENANT, matchers, 0, Long.MAX_VALUE);
  }

  @Test
  void givesAllSamplesBitForBitInTheOrderOfNamesAndLabels() {
    model.requireSame(source, TENANT, ALL, 0, Long.MAX_VALUE);
  }

  @Test
  void bothEndsOfARangeBelongToIt() {
    for (int round = 0; round < ROUNDS; round += 77) {
      long from = timeOf(round);
      model.requireSame(source, TENANT, ALL, from, from);
      model.requireSame(source, TENANT, ALL, from + 1, from + 90 * INTERVAL);
      model.requireSame(source, TENANT, ALL, from - 1, timeOf(round + 1) - 1);
    }
    model.requireSame(source, TENANT, ALL, T0 - 10, T0 - 1);
  }

  private long timeOf(int round) {
    List<Matcher> first = List.of(Matcher.equal("i", "0"), Matcher.equal("from", "é0"));
    List<Model.Sample> samples = model.samples(first, 0, Long.MAX_VALUE).getFirst();
    return samples.get(Math.min(round, samples.size() - 1)).time();
  }

  private static List<List<Matcher>> selectors() {
    return List.of(
        List.of(Matcher.equal("__name__", "m1")),
        List.of(Matcher.equal("__name__", "m1"), Matcher.of(Matcher.Type.NOT_EQUAL, "i", "4")),
        List.of(Matcher.of(Matcher.Type.REGEX, "__name__", "m[02]"), Matcher.equal("from", "é1")),
        List.of(Matcher.of(Matcher.Type.REGEX, "only", ".+")),
        List.of(Matcher.of(Matcher.Type.REGEX, "only", ".*")),
        List.of(Matcher.of(Matcher.Type.NOT_REGEX, "only", ".+"), Matcher.equal("i", "1")),
        List.of(Matcher.equal("only", "")),
        List.of(Matcher.of(Matcher.Type.NOT_EQUAL, "only", "")),
        List.of(Matcher.equal("absent", "x")),
        List.of(Matcher.of(Matcher.Type.REGEX, "i", "1|3|99")));
  }

  @Test
  void matchersSelectAsTheyDoOnLabelsThemselves() {
    for (List<Matcher> matchers : selectors()) {
      model.requireSame(source, TENANT, matchers, T0 + 100 * INTERVAL, T0 + 450 * INTERVAL);
    }
  }

  @Test
  void everySeriesIsInOneShardAndWithTheSameSamples() {
    Set<Labels> seen = new HashSet<>();
    for (int shard = 0; shard < 4; shard++) {
      SeriesSelection part = new SeriesSelection(TENANT, ALL, 0, Long.MAX_VALUE, shard, 4);
      try (SeriesSet found = source.select(part)) {
        for (int i = 0; i < found.size(); i++) {
          assertThat(seen.add(found.labels(i))).isTrue();
        }
      }
    }
    assertThat(seen).hasSize(27);
  }

  @Test
  void anotherTenantHasNothing() {
    SeriesSelection selection = SeriesSelection.of("another", ALL, 0, Long.MAX_VALUE);
    try (SeriesSet found = source.select(selection)) {
      assertThat(found.size()).isZero();
    }
    assertThat(source.labelNames(selection, 0)).isEmpty();
    assertThat(source.labelValues("i", selection, 0)).isEmpty();
  }

  @Test
  void namesAndValuesOfLabelsAreThoseOfTheSeriesThatMatch() {
    assertThat(source.labelNames(select(ALL), 0)).containsExactly("__name__", "from", "i", "only");
    assertThat(source.labelNames(select(ALL), 2)).containsExactly("__name__", "from");
    for (List<Matcher> matchers : selectors()) {
      TreeSet<String> names = new TreeSet<>();
      TreeSet<String> values = new TreeSet<>();
      for (List<Model.Sample> one : model.samples(matchers, 0, Long.MAX_VALUE)) {
        names.addAll(one.getFirst().labels().toMap().keySet());
        values.add(one.getFirst().labels().get("i"));
      }
      assertThat(source.labelNames(select(matchers), 0)).containsExactlyElementsOf(names);
      assertThat(source.labelValues("i", select(matchers), 0)).containsExactlyElementsOf(values);
    }
    assertThat(source.labelValues("i", select(ALL), 3)).containsExactly("0", "1", "2");
    assertThat(source.labelValues("absent", select(ALL), 0)).isEmpty();
  }

  @Test
  void seriesThatWereScrapedTogetherShareTheirTimes() {
    List<Matcher> two =
        List.of(Matcher.of(Matcher.Type.REGEX, "i", "0|1"), Matcher.equal("from", "é2"));
    try (SeriesSet found = source.select(select(two))) {
      TimeColumn times = read(found, 0).times;
      assertThat(read(found, 1).times).isSameAs(times);
      assertThat(times.size()).isGreaterThanOrEqualTo(ROUNDS);
    }
  }

  private static SeriesSamples read(SeriesSet found, int i) {
    SeriesSamples samples = new SeriesSamples();
    found.read(i, samples);
    return samples;
  }

  @Test
  void scratchThatWasUsedBeforeMakesNoDifference() {
    List<Matcher> mixed = List.of(Matcher.of(Matcher.Type.REGEX, "i", "[1478]"));
    SeriesSamples scratch = new SeriesSamples();
    try (SeriesSet found = source.select(select(mixed))) {
      for (int i = 0; i < 3 * found.size(); i++) {
        int series = i * 7 % found.size();
        found.read(series, scratch);
        Labels labels = found.labels(series);
        assertThat(Model.toList(labels, scratch))
            .isEqualTo(Model.toList(labels, read(found, series)));
      }
    }
  }

  @Test
  void severalThreadsReadOneSelectionAtOnce() throws Exception {
    try (SeriesSet found = source.select(select(ALL));
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> sums = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        sums.add(threads.submit(() -> samplesIn(found)));
      }
      int expected = model.samples(ALL, 0, Long.MAX_VALUE).stream().mapToInt(List::size).sum();
      for (Future<Integer> sum : sums) {
        assertThat(sum.get()).isEqualTo(expected);
      }
    }
  }

  private static int samplesIn(SeriesSet found) {
    SeriesSamples samples = new SeriesSamples();
    int sum = 0;
    for (int i = 0; i < found.size(); i++) {
      found.read(i, samples);
      sum += found.labels(i).isEmpty() ? 0 : samples.size();
    }
    return sum;
  }

  /** Before there is one. */
  private static final class NoSource implements SeriesSource {
    @Override
    public SeriesSet select(SeriesSelection selection) {
      return SeriesSet.empty();
    }

    @Override
    public List<String> labelNames(SeriesSelection selection, int limit) {
      return List.of();
    }

    @Override
    public List<String> labelValues(String name, SeriesSelection selection, int limit) {
      return List.of();
    }
  }
}
