package io.atalaya.store.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.HostileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksTest {
  private static final Path DIRECTORY = Path.of("/data/blocks");
  private static final long T0 = 1_790_000_000_000L;
  private static final long HOURS_2 = 7_200_000;
  private static final List<Matcher> ALL = List.of();

  private final HostileDisk disk = new HostileDisk(1);

  private static SeriesSelection selection(List<Matcher> matchers, long from, long to) {
    return SeriesSelection.of("t", matchers, from, to);
  }

  private static TimeColumn times(long start, long step, int rows) {
    return new TimeColumn(
        IntStream.range(0, rows).mapToLong(i -> start + i * step).toArray(), rows);
  }

  private static double[] counter(Random random, int rows) {
    double[] values = new double[rows];
    for (int i = 1; i < rows; i++) {
      values[i] = values[i - 1] + random.nextInt(100);
    }
    return values;
  }

  /** Series of several shapes: shared columns, late beginnings, own columns, many chunks. */
  private static Lists sample(long start) {
    Random random = new Random(start);
    Lists lists = new Lists();
    TimeColumn shared = times(start, 5000, 1440);
    for (int i = 0; i < 40; i++) {
      Labels labels = Labels.of("__name__", "m" + i % 3, "i", "" + i, "zone", "é" + i % 2);
      int from = i % 7 == 0 ? random.nextInt(1400) : 0;
      int to = i % 5 == 0 ? from + random.nextInt(1440 - from) : 1440;
      lists.add(labels, shared, from, to, counter(random, 1440));
    }
    lists.add(
        Labels.of("__name__", "own"), times(start + 7, 60_001, 100), 0, 100, counter(random, 100));
    lists.add(Labels.of("job", "no name"), times(start, 1, 7200), 0, 7200, counter(random, 7200));
    return lists;
  }

  private Blocks open() throws IOException {
    return Blocks.open(disk, DIRECTORY);
  }

  @Test
  void whatGoesInComesOutAlsoAfterAnotherStart() throws IOException {
    Lists lists = sample(T0);
    Blocks blocks = open();
    blocks.add(lists.cut("t", T0, T0 + HOURS_2, 1));
    List<String> expected = Lists.print(lists, T0, T0 + HOURS_2 - 1);
    assertThat(expected).hasSize(42);
    assertThat(Lists.select(blocks, selection(ALL, 0, Long.MAX_VALUE))).isEqualTo(expected);
    blocks.close();
    disk.crashMachine();
    Blocks again = open();
    assertThat(Lists.select(again, selection(ALL, 0, Long.MAX_VALUE))).isEqualTo(expected);
    assertThat(again.list()).hasSize(1);
    assertThat(again.damaged()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rangesAndMatchersSelectAsTheListsDo(long seed) throws IOException {
    Random random = new Random(seed);
    Lists lists = sample(T0);
    Blocks blocks = open();
    blocks.add(lists.cut("t", T0, T0 + HOURS_2, 1));
    List<List<Matcher>> questions =
        List.of(
            ALL,
            List.of(Matcher.equal("__name__", "m1")),
            List.of(Matcher.equal("__name__", "m1"), Matcher.equal("zone", "é1")),
            List.of(Matcher.equal("zone", "")),
            List.of(Matcher.of(Matcher.Type.NOT_EQUAL, "zone", "")),
            List.of(Matcher.of(Matcher.Type.REGEX, "i", "1.*")),
            List.of(Matcher.of(Matcher.Type.REGEX, "i", "1|7|39|x")),
            List.of(Matcher.of(Matcher.Type.REGEX, "i", ".*[13]")),
            List.of(Matcher.of(Matcher.Type.NOT_REGEX, "i", "1.*|")),
            List.of(Matcher.of(Matcher.Type.NOT_REGEX, "i", "1.*")),
            List.of(Matcher.of(Matcher.Type.REGEX, "nothing", ".*")),
            List.of(Matcher.of(Matcher.Type.REGEX, "nothing", ".+")));
    for (List<Matcher> question : questions) {
      long from = T0 + random.nextInt(8_000_000) - 400_000;
      long to = from + random.nextInt(4_000_000);
      assertThat(Lists.select(blocks, selection(question, from, to)))
          .as(question.toString())
          .isEqualTo(Lists.print(matching(lists, question), from, to));
    }
  }

  private static Lists matching(Lists lists, List<Matcher> matchers) {
    Lists found = new Lists();
    SeriesSamples s = new SeriesSamples();
    for (int i = 0; i < lists.size(); i++) {
      Labels labels = lists.labels(i);
      lists.read(i, s);
      if (matchers.stream().allMatch(m -> m.matches(labels))) {
        found.add(labels, s.times, s.from, s.to, s.values);
      }
    }
    return found;
  }

  @Test
  void shardsShareOutAllSeries() throws IOException {
    Blocks blocks = open();
    blocks.add(sample(T0).cut("t", T0, T0 + HOURS_2, 1));
    int sum = 0;
    for (int shard = 0; shard < 3; shard++) {
      SeriesSelection part = new SeriesSelection("t", ALL, 0, Long.MAX_VALUE, shard, 3);
      try (SeriesSet found = blocks.select(part)) {
        sum += found.size();
        assertThat(Math.floorMod(found.labels(0).fingerprint(), 3)).isEqualTo(shard);
      }
    }
    assertThat(sum).isEqualTo(42);
  }

  @Test
  void seriesOfOneSourceShareTheirTimeColumnAlsoAcrossBlocks() throws IOException {
    Blocks blocks = open();
    blocks.add(sample(T0).cut("t", T0, T0 + HOURS_2, 1));
    blocks.add(sample(T0 + HOURS_2).cut("t", T0 + HOURS_2, T0 + 2 * HOURS_2, 2));
    SeriesSamples a = new SeriesSamples();
    SeriesSamples b = new SeriesSamples();
    List<Matcher> wholes = List.of(Matcher.of(Matcher.Type.REGEX, "i", "1|2"));
    try (SeriesSet found = blocks.select(selection(wholes, T0, T0 + 2 * HOURS_2))) {
      found.read(0, a);
      found.read(1, b);
      assertThat(a.size()).isEqualTo(2880);
      assertThat(b.times).isSameAs(a.times);
    }
  }

  @Test
  void aSeriesThatBeginsLaterSharesTheTimeColumnToo() throws IOException {
    TimeColumn times = times(T0, 15_000, 480);
    Lists lists = new Lists();
    lists.add(Labels.of("__name__", "a"), times, 0, 480, new double[480]);
    lists.add(Labels.of("__name__", "b"), times, 300, 400, new double[480]);
    Blocks blocks = open();
    blocks.add(lists.cut("t", T0, T0 + HOURS_2, 1));
    SeriesSamples a = new SeriesSamples();
    SeriesSamples b = new SeriesSamples();
    try (SeriesSet found = blocks.select(selection(ALL, T0, T0 + HOURS_2))) {
      found.read(0, a);
      found.read(1, b);
      assertThat(b.times).isSameAs(a.times);
      assertThat(b.from).isEqualTo(300);
      assertThat(b.to).isEqualTo(400);
    }
  }

  @Test
  void histogramsStartTimesAndOddFloatsComeOutAsTheyWere() throws IOException {
    int rows = 600;
    TimeColumn times = times(T0, 10_000, rows);
    @Nullable Histogram[] histograms = new @Nullable Histogram[rows];
    double[] values = new double[rows];
    long[] starts = new long[rows];
    for (int i = 0; i < rows; i++) {
      starts[i] = i < 300 ? 0 : T0 - 1;
      if (i % 50 == 49) {
        values[i] = SampleValue.STALE;
      } else if (i > 100) {
        histograms[i] = histogram(i);
      }
    }
    Lists lists = new Lists();
    lists.add(
        Labels.of("__name__", "h"), new Lists.Rows(times, 0, rows, values, histograms, starts));
    Blocks blocks = open();
    blocks.add(lists.cut("t", T0, T0 + HOURS_2, 1));
    assertThat(Lists.select(blocks, selection(ALL, 0, Long.MAX_VALUE)))
        .isEqualTo(Lists.print(lists, 0, Long.MAX_VALUE));
  }

  private static Histogram histogram(int i) {
    return new Histogram(
        3,
        0,
        0,
        i,
        i / 7.0,
        List.of(new Histogram.Span(i / 100, 2)),
        new double[] {i, 2.5 * i},
        List.of(),
        new double[0],
        new double[0],
        Histogram.ResetHint.UNKNOWN,
        true);
  }

  @Test
  void labelNamesAndValuesComeFromTheDictionaries() throws IOException {
    Blocks blocks = open();
    blocks.add(sample(T0).cut("t", T0, T0 + HOURS_2, 1));
    SeriesSelection all = selection(ALL, T0, T0 + HOURS_2);
    assertThat(blocks.labelNames(all, 0)).containsExactly("__name__", "i", "job", "zone");
    assertThat(blocks.labelNames(all, 2)).containsExactly("__name__", "i");
    assertThat(blocks.labelValues("zone", all, 0)).containsExactly("é0", "é1");
    assertThat(blocks.labelValues("i", all, 3)).containsExactly("0", "1", "10");
    SeriesSelection some =
        selection(List.of(Matcher.of(Matcher.Type.REGEX, "i", "[246]")), T0, T0 + HOURS_2);
    assertThat(blocks.labelValues("zone", some, 0)).containsExactly("é0");
    assertThat(blocks.labelNames(some, 0)).containsExactly("__name__", "i", "zone");
    assertThat(blocks.labelNames(selection(ALL, 0, 1), 0)).isEmpty();
    assertThat(blocks.labelNames(SeriesSelection.of("other", ALL, T0, T0 + 1), 0)).isEmpty();
  }

  @Test
  void theSameCutTwiceIsOneBlock() throws IOException {
    Blocks blocks = open();
    blocks.add(sample(T0).cut("t", T0, T0 + HOURS_2, 1));
    blocks.add(sample(T0).cut("t", T0, T0 + HOURS_2, 5));
    assertThat(blocks.list()).hasSize(1);
    blocks.add(sample(T0).cut("other", T0, T0 + HOURS_2, 5));
    assertThat(blocks.list()).hasSize(2);
  }

  @Test
  void whatWasThereFirstCountsWhereBlocksOverlap() throws IOException {
    Labels labels = Labels.of("__name__", "m");
    TimeColumn times = times(T0, 1000, 3);
    Blocks blocks = open();
    blocks.add(new Lists().add(labels, times, 0, 2, 1, 2, 0).cut("t", T0, T0 + HOURS_2, 1));
    blocks.add(new Lists().add(labels, times, 1, 3, 0, 9, 9).cut("t", T0, T0 + HOURS_2, 2));
    Lists expected = new Lists().add(labels, times, 0, 3, 1, 2, 9);
    assertThat(Lists.select(blocks, selection(ALL, 0, Long.MAX_VALUE)))
        .isEqualTo(Lists.print(expected, 0, Long.MAX_VALUE));
  }

  @Test
  void anEmptyCutLeavesNoFile() throws IOException {
    Blocks blocks = open();
    blocks.add(new Lists().cut("t", T0, T0 + HOURS_2, 1));
    blocks.add(sample(T0).cut("t", 0, 1, 1));
    assertThat(disk.list(DIRECTORY)).isEmpty();
    assertThat(blocks.list()).isEmpty();
  }

  @Test
  void aDamagedBlockIsSetAsideAndTheOthersGoOnServing() throws IOException {
    Random random = new Random(4);
    Blocks blocks = open();
    Lists good = sample(T0 + HOURS_2);
    blocks.add(good.cut("t", T0 + HOURS_2, T0 + 2 * HOURS_2, 2));
    blocks.add(sample(T0).cut("t", T0, T0 + HOURS_2, 1));
    String name = blocks.list().getFirst().fileName();
    blocks.close();
    byte[] intact = disk.content(DIRECTORY.resolve(name));
    for (int round = 0; round < 25; round++) {
      byte[] bytes = intact.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      byte[] damaged = round % 5 == 0 ? Arrays.copyOf(bytes, at) : bytes;
      HostileDisk other = new HostileDisk(round);
      other.create(DIRECTORY.resolve(name)).close();
      other.setContent(DIRECTORY.resolve(name), damaged);
      copy(other);
      Blocks some = Blocks.open(other, DIRECTORY);
      if (some.damaged().isEmpty()) {
        assertThatThrownBy(() -> readAll(some))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("is damaged");
      }
      assertThat(readAll(some)).isEqualTo(Lists.print(good, 0, Long.MAX_VALUE));
      assertThat(some.damaged()).hasSize(1);
      assertThat(other.exists(DIRECTORY.resolve(name + ".corrupt"))).isTrue();
      some.close();
    }
  }

  private static List<String> readAll(Blocks blocks) {
    SeriesSelection all = selection(ALL, 0, Long.MAX_VALUE);
    blocks.labelNames(all, 0).forEach(name -> blocks.labelValues(name, all, 0));
    blocks.labelValues("i", selection(List.of(Matcher.equal("zone", "é1")), 0, T0 * 2), 0);
    return Lists.select(blocks, all);
  }

  /** Copies the undamaged block. */
  private void copy(HostileDisk other) throws IOException {
    String second = disk.list(DIRECTORY).getLast();
    other.create(DIRECTORY.resolve(second)).close();
    other.setContent(DIRECTORY.resolve(second), disk.content(DIRECTORY.resolve(second)));
  }

  @Test
  void aFaultAtAnyCallLeavesTheOldBlocksOrTheNewOne() throws IOException {
    Lists lists = sample(T0);
    Lists more = sample(T0 + HOURS_2);
    List<String> both = Lists.print(lists, 0, Long.MAX_VALUE);
    for (int call = 1; ; call++) {
      HostileDisk failing = new HostileDisk(call);
      Blocks blocks = Blocks.open(failing, DIRECTORY);
      blocks.add(lists.cut("t", T0, T0 + HOURS_2, 1));
      failing.failAt(failing.calls() + call, HostileDisk.Fault.ERROR);
      boolean failed = false;
      try {
        blocks.add(more.cut("t", T0 + HOURS_2, T0 + 2 * HOURS_2, 2));
      } catch (IOException e) {
        failed = true;
      }
      failing.heal();
      failing.crashMachine();
      Blocks again = Blocks.open(failing, DIRECTORY);
      assertThat(again.damaged()).isEmpty();
      assertThat(Lists.select(again, selection(ALL, 0, T0 + HOURS_2 - 1))).isEqualTo(both);
      again.add(more.cut("t", T0 + HOURS_2, T0 + 2 * HOURS_2, 2));
      assertThat(again.list()).hasSize(2);
      assertThat(failing.list(DIRECTORY)).hasSize(2);
      if (!failed) {
        return;
      }
    }
  }

  @Test
  void aMappedFileServesUntilItsReadersAreDone(@TempDir Path directory) throws IOException {
    Lists lists = sample(T0);
    Blocks blocks = Blocks.open(Disk.real(), directory);
    blocks.add(lists.cut("t", T0, T0 + HOURS_2, 1));
    SeriesSet found = blocks.select(selection(ALL, 0, Long.MAX_VALUE));
    blocks.close();
    assertThat(Lists.print(found, 0, Long.MAX_VALUE))
        .isEqualTo(Lists.print(lists, 0, Long.MAX_VALUE));
    found.close();
    assertThatThrownBy(() -> found.read(0, new SeriesSamples()))
        .isInstanceOf(IllegalStateException.class);
  }
}
