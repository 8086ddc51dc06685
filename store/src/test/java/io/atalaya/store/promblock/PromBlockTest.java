package io.atalaya.store.promblock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that we write and Prometheus reads, and the other way round. */
class PromBlockTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final int ROWS = 500;

  @TempDir Path directory;

  private record Series(
      Labels labels, long[] times, double[] values, @Nullable Histogram @Nullable [] histograms) {}

  private record Lists(List<Series> series) implements SeriesSet {
    @Override
    public int size() {
      return series.size();
    }

    @Override
    public Labels labels(int i) {
      return series.get(i).labels();
    }

    @Override
    public void read(int i, SeriesSamples into) {
      Series one = series.get(i);
      into.clear();
      into.times = new TimeColumn(one.times(), one.times().length);
      into.to = one.times().length;
      into.values = one.values().clone();
      into.histograms = one.histograms();
    }

    @Override
    public void close() {}
  }

  private static long[] times(Random random) {
    long[] times = new long[ROWS];
    long time = T0;
    for (int i = 0; i < ROWS; i++) {
      times[i] = time;
      time +=
          switch (random.nextInt(40)) {
            case 0 -> 1 + random.nextInt(1_000_000);
            case 1 -> 1;
            case 2 -> 100_000_000_000L;
            default -> 15_000 + random.nextInt(5);
          };
    }
    return times;
  }

  private static Series floats(String name, Random random, boolean bits) {
    double[] values = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      values[i] =
          switch (random.nextInt(8)) {
            case 0 -> Double.longBitsToDouble(bits ? random.nextLong() : SampleValue.STALE_BITS);
            case 1 -> -0.0;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> Double.MIN_VALUE;
            case 4 -> i == 0 ? 1 : values[i - 1];
            default -> random.nextInt(1000) / 8.0;
          };
    }
    return new Series(Labels.of("__name__", name, "zone", "é"), times(random), values, null);
  }

  private static Series histograms(String name, Random random, boolean integer, int schema) {
    Histogram[] histograms = new Histogram[ROWS];
    double[] counts = new double[4];
    for (int i = 0; i < ROWS; i++) {
      for (int b = 0; b < counts.length; b++) {
        counts[b] += random.nextInt(10) + (integer ? 0 : 0.25);
      }
      if (random.nextInt(50) == 0) {
        Arrays.fill(counts, 0);
      }
      List<Span> spans = List.of(new Span(schema < 0 ? 0 : -2, 2), new Span(i / 200, 2));
      boolean custom = schema == Histogram.CUSTOM_BUCKETS;
      double[] bounds = {0.005, 0.1, 2.5, 1e9, 1e10, 1e11};
      histograms[i] =
          new Histogram(
              schema,
              custom ? 0 : Math.scalb(1.0, -128 + i / 300) * (i < 400 ? 1 : 1.5),
              custom ? 0 : counts[0],
              Arrays.stream(counts).sum(),
              counts[1] * 1.1,
              spans,
              counts,
              custom ? List.of() : List.of(new Span(3, 1)),
              custom ? new double[0] : new double[] {counts[3]},
              custom ? bounds : new double[0],
              name.startsWith("gauge") ? ResetHint.GAUGE : ResetHint.UNKNOWN,
              integer);
    }
    double[] values = new double[ROWS];
    return new Series(Labels.of("__name__", name), times(random), values, histograms);
  }

  private static Lists everything(long seed) {
    Random random = new Random(seed);
    return new Lists(
        List.of(
            floats("float_bits", random, true),
            floats("floats", random, false),
            histograms("gauge_histogram", random, false, 2),
            histograms("histogram_custom", random, true, Histogram.CUSTOM_BUCKETS),
            histograms("histogram_float", random, false, 0),
            histograms("histogram_integer", random, true, 3)));
  }

  private static String hex(double value) {
    return Long.toHexString(Double.doubleToRawLongBits(value));
  }

  /** Everything of a set but the hints between chunks, which depend on where these end. */
  private static List<String> print(SeriesSet set) {
    List<String> lines = new ArrayList<>();
    SeriesSamples samples = new SeriesSamples();
    for (int i = 0; i < set.size(); i++) {
      set.read(i, samples);
      for (int row = samples.from; row < samples.to; row++) {
        Histogram h = samples.histograms == null ? null : samples.histograms[row];
        String value = h == null ? hex(samples.values[row]) : print(h);
        lines.add(set.labels(i) + " " + samples.times.millis(row) + " " + value);
      }
    }
    return lines;
  }

  private static String print(Histogram h) {
    return Stream.of(
            h.schema(),
            hex(h.zeroThreshold()),
            hex(h.zeroCount()),
            hex(h.count()),
            hex(h.sum()),
            h.positiveSpans(),
            Arrays.toString(h.positiveCounts()),
            h.negativeSpans(),
            Arrays.toString(h.negativeCounts()),
            Arrays.toString(h.customBounds()),
            h.resetHint() == ResetHint.GAUGE,
            h.integer())
        .map(Object::toString)
        .reduce("", (a, b) -> a + " " + b);
  }

  private PromBlock write(SeriesSet set) throws IOException {
    return write(set, 1);
  }

  private PromBlock write(SeriesSet set, long seed) throws IOException {
    PromBlockWriter writer = new PromBlockWriter(Disk.real(), directory, new Random(seed));
    return Objects.requireNonNull(writer.write(set, T0, Long.MAX_VALUE / 2, T0));
  }

  @Test
  void whatIsWrittenIsReadAgainBitForBit() throws IOException {
    for (long seed = 1; seed < 8; seed++) {
      Lists set = everything(seed);
      try (SeriesSet read = write(set, seed).read()) {
        assertThat(print(read)).isEqualTo(print(set));
      }
    }
  }

  @Test
  void noByteThatIsWrongGoesUnnoticed() throws IOException {
    Lists few = new Lists(everything(3).series().subList(1, 4));
    PromBlock block = write(few);
    List<String> expected = print(few);
    Random random = new Random(5);
    for (String name : List.of("index", "chunks/000001")) {
      byte[] right = Files.readAllBytes(block.directory().resolve(name));
      for (int i = 0; i < 60; i++) {
        byte[] wrong = right.clone();
        int at = random.nextInt(wrong.length);
        wrong[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(block.directory().resolve(name), i % 3 == 0 ? Arrays.copyOf(wrong, at) : wrong);
        List<String> shown;
        try (SeriesSet read = block.read()) {
          shown = print(read);
        } catch (IOException | StorageException e) {
          assertThat(e.getMessage()).isNotBlank();
          continue;
        }
        assertThat(shown.equals(expected)).as("byte " + at + " of " + name).isTrue();
      }
      Files.write(block.directory().resolve(name), right);
    }
  }

  @Test
  void chunksOfAnUnknownEncodingAreRefusedByNumber() throws IOException {
    PromBlock block = write(new Lists(List.of(floats("m", new Random(1), false))));
    Path chunks = block.directory().resolve("chunks/000001");
    byte[] bytes = Files.readAllBytes(chunks);
    int at = 8;
    while ((bytes[at] & 0x80) != 0) {
      at++;
    }
    int length = (bytes[8] & 0x7f) | (bytes[9] & 0x7f) << 7;
    bytes[at + 1] = 9;
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + 1, length + 1);
    for (int i = 0; i < 4; i++) {
      bytes[at + 2 + length + i] = (byte) (crc.getValue() >>> (24 - 8 * i));
    }
    Files.write(chunks, bytes);
    try (SeriesSet read = block.read()) {
      assertThatThrownBy(() -> read.read(0, new SeriesSamples()))
          .hasMessageContaining("chunks of encoding 9 cannot be read");
    }
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "promtool")));
    assumeTrue(there, "promtool is not installed");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("promtool.out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    int code = process.waitFor();
    String text = Files.readString(out);
    Files.delete(out);
    assertThat(code).as(text).isZero();
    return text;
  }

  @Test
  void promtoolListsAndAnalysesAndDumpsWhatWeWrite() throws Exception {
    Series series = floats("floats", new Random(2), false);
    Lists set = new Lists(List.of(series, histograms("h", new Random(3), true, 2)));
    PromBlock block = write(set);
    Files.createDirectory(directory.resolve("wal"));
    assertThat(promtool("tsdb", "list", directory.toString()))
        .contains(block.ulid())
        .contains(" " + 2 * ROWS + " ");
    assertThat(promtool("tsdb", "analyze", directory.toString())).contains("Total Series: 2");
    List<String> dumped =
        promtool("tsdb", "dump", "--match={__name__=\"floats\"}", directory.toString())
            .lines()
            .toList();
    assertThat(dumped)
        .isEqualTo(
            IntStream.range(0, ROWS)
                .mapToObj(
                    i ->
                        "{__name__=\"floats\", zone=\"é\"} "
                            + goFloat(series.values()[i])
                            + " "
                            + series.times()[i])
                .toList());
    List<String> histogramTimes =
        promtool("tsdb", "dump", "--match={__name__=\"h\"}", directory.toString())
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    // The tool looks for floats, then for float histograms, and loses a histogram each time.
    assertThat(histogramTimes)
        .isEqualTo(
            Arrays.stream(set.series().get(1).times()).skip(2).mapToObj(Long::toString).toList());
  }

  /** As Go's {@code %v} prints it. */
  private static String goFloat(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Double.MIN_VALUE) {
      return "5e-324";
    }
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  @Test
  void whatPromtoolWritesIsReadAsItWasMeant() throws Exception {
    StringBuilder text = new StringBuilder("# TYPE m gauge\n");
    List<String> expected = new ArrayList<>();
    Random random = new Random(4);
    for (int series = 0; series < 3; series++) {
      for (int i = 0; i < 2000; i++) {
        double value = random.nextInt(1000) / 4.0;
        String labels = "m{i=\"" + series + "\"}";
        text.append(labels + " " + value + " " + (1_700_000_000L + i * 15L) + "\n");
        expected.add(
            Labels.of("__name__", "m", "i", "" + series)
                + " "
                + (1_700_000_000_000L + i * 15_000L)
                + " "
                + hex(value));
      }
    }
    Path file = directory.resolve("m.om");
    Files.writeString(file, text + "# EOF\n", StandardCharsets.UTF_8);
    Path data = Files.createDirectory(directory.resolve("data"));
    promtool("tsdb", "create-blocks-from", "openmetrics", file.toString(), data.toString());
    List<String> problems = new ArrayList<>();
    List<PromBlock> blocks = PromBlock.list(data, problems::add);
    assertThat(blocks).hasSizeGreaterThan(3);
    assertThat(problems).isEmpty();
    assertThat(blocks.stream().mapToLong(PromBlock::samples).sum()).isEqualTo(6000);
    List<String> read = new ArrayList<>();
    for (PromBlock block : blocks) {
      try (SeriesSet set = block.read()) {
        read.addAll(print(set));
      }
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
  }
}
