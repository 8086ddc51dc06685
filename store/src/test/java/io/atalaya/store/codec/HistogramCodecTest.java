package io.atalaya.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.SampleValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistogramCodecTest {
  private static final double[] NONE = new double[0];

  private record Rows(@Nullable Histogram[] histograms, double[] floats) {
    int size() {
      return floats.length;
    }
  }

  private static byte[] encode(Rows rows) {
    ByteOutput out = new ByteOutput();
    new HistogramEncoder().encode(rows.histograms(), rows.floats(), 0, rows.size(), out);
    return out.toByteArray();
  }

  private static Rows decode(byte[] bytes, int rows) throws MalformedDataException {
    Rows read = new Rows(new @Nullable Histogram[rows], new double[rows]);
    ByteInput in = ByteInput.copyOf(bytes);
    new HistogramDecoder().decode(in, rows, read.histograms(), read.floats(), 0);
    assertThat(in.remaining()).isZero();
    return read;
  }

  private static void assertSame(Rows read, Rows expected) {
    assertThat(read.histograms()).isEqualTo(expected.histograms());
    assertThat(Arrays.stream(read.floats()).mapToLong(Double::doubleToRawLongBits).toArray())
        .isEqualTo(
            Arrays.stream(expected.floats()).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  private static Histogram exponential(int schema, List<Span> spans, double[] counts) {
    double count = Arrays.stream(counts).sum() + 2;
    return new Histogram(
        schema,
        0x1p-128,
        2,
        count,
        count / 3,
        spans,
        counts,
        List.of(),
        NONE,
        NONE,
        ResetHint.UNKNOWN,
        true);
  }

  @Test
  void bytesAreThoseOfTheFormat() throws MalformedDataException {
    Histogram h =
        new Histogram(
            3,
            0.5,
            1,
            6,
            1.5,
            List.of(new Span(-2, 1), new Span(3, 1)),
            new double[] {2, 3},
            List.of(),
            NONE,
            NONE,
            ResetHint.NOT_RESET,
            true);
    Rows rows = new Rows(new @Nullable Histogram[] {h, null}, new double[] {0, SampleValue.STALE});
    String segments = "02" + "01" + "01";
    String floats = "f8020000000000f07f";
    String layout = "06" + "01" + "000000000000e03f" + "02" + "0301" + "0601" + "00" + "00";
    String columns = "000c" + "081e" + "0002" + "0004" + "0006";
    String hex = segments + floats + "01" + layout + "01" + "02" + columns;
    assertThat(HexFormat.of().formatHex(encode(rows))).isEqualTo(hex);
    assertSame(decode(HexFormat.of().parseHex(hex), 2), rows);
  }

  @Property(tries = 300)
  void anyHistogramsAndFloatsAreLossless(@ForAll long seed) throws MalformedDataException {
    Rows rows = random(new Random(seed));
    assertSame(decode(encode(rows), rows.size()), rows);
  }

  @Property(tries = 1000)
  void damagedBytesGiveHistogramsOrATypedError(@ForAll long seed) {
    Random random = new Random(seed);
    Rows rows = random(random);
    Damage.decodeWithinBounds(
        Damage.damage(encode(rows), random),
        random,
        in ->
            new HistogramDecoder()
                .decode(
                    in,
                    rows.size(),
                    new @Nullable Histogram[rows.size()],
                    new double[rows.size()],
                    0));
  }

  private static Rows random(Random random) {
    int size = 1 + random.nextInt(60);
    Rows rows = new Rows(new @Nullable Histogram[size], new double[size]);
    int layout = random.nextInt();
    for (int i = 0; i < size; i++) {
      layout = random.nextInt(20) == 0 ? random.nextInt() : layout;
      if (random.nextInt(10) == 0) {
        rows.floats()[i] = Double.longBitsToDouble(random.nextLong());
      } else {
        rows.histograms()[i] = histogram(random, new Random(layout));
      }
    }
    return rows;
  }

  private static Histogram histogram(Random random, Random layout) {
    boolean custom = layout.nextInt(3) == 0;
    List<Span> positive = List.of(new Span(layout.nextInt(9) - 4, 2), new Span(1, 3));
    List<Span> negative = custom ? List.of() : List.of(new Span(0, layout.nextInt(3)));
    boolean integer = layout.nextBoolean();
    return new Histogram(
        custom ? Histogram.CUSTOM_BUCKETS : layout.nextInt(13) - 4,
        custom ? 0 : layout.nextDouble(),
        custom ? 0 : count(random, integer),
        count(random, integer),
        Double.longBitsToDouble(random.nextLong()),
        positive,
        counts(random, 5, integer),
        negative,
        counts(random, negative.isEmpty() ? 0 : negative.getFirst().length(), integer),
        custom ? new double[] {0.1, 0.2, 1, 2, 5} : NONE,
        List.of(ResetHint.values()).get(random.nextInt(4)),
        integer);
  }

  private static double[] counts(Random random, int buckets, boolean integer) {
    double[] counts = new double[buckets];
    Arrays.setAll(counts, i -> count(random, integer));
    return counts;
  }

  private static double count(Random random, boolean integer) {
    return integer ? random.nextInt(1000) : random.nextDouble();
  }

  @Test
  void largeHistogramsAreCodedInRunsThatStaySmallInMemory() throws MalformedDataException {
    int buckets = 100_000;
    double[] counts = new double[buckets];
    Histogram h = exponential(2, List.of(new Span(0, buckets)), counts);
    Rows rows =
        new Rows(new @Nullable Histogram[] {h, h, h, h, h, h, h, h, h, h, h, h}, new double[12]);
    assertSame(decode(encode(rows), 12), rows);
  }

  @Test
  void aFewBytesThatClaimManyBucketsAreRefused() {
    String layout = "06" + "01" + "000000000000e03f" + "01" + "00" + "ffffffff07" + "00" + "00";
    String hex = "01" + "02" + "02" + layout + "0202" + "000c" + "081e" + "0002" + "0004";
    assertThatThrownBy(() -> decode(HexFormat.of().parseHex(hex), 2))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("2147483647 buckets");
  }

  @Test
  void bucketsOfTwentyTakeFifteenBytesOrLess() {
    Random random = new Random(5);
    int size = 120;
    Rows rows = new Rows(new @Nullable Histogram[size], new double[size]);
    double[] counts = new double[20];
    for (int i = 0; i < size; i++) {
      for (int observation = 0; observation < 15; observation++) {
        counts[(int) Math.clamp(10 + 4 * random.nextGaussian(), 0, 19)]++;
      }
      rows.histograms()[i] = exponential(3, List.of(new Span(0, 20)), counts);
    }
    assertThat(encode(rows).length / (double) size).isLessThan(16);
  }
}
