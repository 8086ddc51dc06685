package io.atalaya.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.SampleValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  private static byte[] encode(double[] values) {
    return encode(values, ValueEncoder.NO_HINT);
  }

  private static byte[] encode(double[] values, int hint) {
    ByteOutput out = new ByteOutput();
    new ValueEncoder().encode(values, 0, values.length, hint, out);
    return out.toByteArray();
  }

  private static double[] decode(byte[] bytes, int rows) throws MalformedDataException {
    double[] values = new double[rows + 2];
    ByteInput in = ByteInput.copyOf(bytes);
    new ValueDecoder().decode(in, rows, values, 1);
    assertThat(in.remaining()).as("bytes left over").isZero();
    return Arrays.copyOfRange(values, 1, rows + 1);
  }

  private static void roundTrips(double[] values) throws MalformedDataException {
    assertThat(bits(decode(encode(values), values.length))).isEqualTo(bits(values));
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static double[] column(int rows, IntToDoubleFunction value) {
    return IntStream.range(0, rows).mapToDouble(value).toArray();
  }

  private static void assertGolden(String hex, double... values) throws MalformedDataException {
    assertThat(HEX.formatHex(encode(values))).isEqualTo(hex);
    assertThat(bits(decode(HEX.parseHex(hex), values.length))).isEqualTo(bits(values));
  }

  @Test
  void bytesOfConstantsAreThoseOfTheFormat() throws MalformedDataException {
    // kind 0, e 0, zv 0
    assertGolden("0000", 0, 0, 0);
    // kind 0, e 2, zv 95
    assertGolden("10be01", 0.95, 0.95);
    // kind 0, e 31, eight bytes of the stale marker
    assertGolden("f8020000000000f07f", SampleValue.STALE, SampleValue.STALE);
  }

  @Test
  void bytesOfDecimalsAreThoseOfTheFormat() throws MalformedDataException {
    // kind 1, e 1 | form 0 | order 1 | m[0] 15 | base 1 | width 3 | no patches | 0, 0, 4
    assertGolden("0900011e0203000001", 1.5, 1.6, 1.7, 2.2);
    // the same of order 0: base 0 | width 3 | no patches | 0, 1, 2, 7
    assertThat(decode(HEX.parseHex("0900001e000300880e"), 4)).containsExactly(1.5, 1.6, 1.7, 2.2);
    // the same of order 2: m[0] 15 | d1 1 | base 0 | width 3 | no patches | 0, 4
    assertThat(decode(HEX.parseHex("0900021e0200030020"), 4)).containsExactly(1.5, 1.6, 1.7, 2.2);
    // order 1 with divisor 15: m[0] 100, g 15, base 1, width 0
    assertGolden("0100" + "05" + "c801" + "0f" + "02" + "00" + "00", 100, 115, 130, 145);
  }

  @Test
  void bytesOfSpecialsAreThoseOfTheFormat() throws MalformedDataException {
    // kind 1 with specials | form | 2 runs: after 1 row 2 rows code 0, after 0 rows 1 row code 4
    assertGolden(
        "0500" + "02" + "010100" + "000004" + "00" + "0e" + "00" + "00" + "00",
        7,
        SampleValue.STALE,
        SampleValue.STALE,
        -0.0);
  }

  @Test
  void bytesOfTheMultipliedFormAreThoseOfTheFormat() throws MalformedDataException {
    double[] values = {3 * 0.001, 7 * 0.001, 1009 * 0.001, 6 * 0.001};
    byte[] bytes = encode(values);
    assertThat(bytes[1]).isIn((byte) 0, (byte) 1);
    roundTrips(values);
    double[] long_ = column(100, i -> (i * 7919 % 100_003) * 0.001);
    assertThat(HEX.formatHex(encode(long_))).startsWith("1901");
    roundTrips(long_);
  }

  @Test
  void everyKindIsUsedAndLossless() throws MalformedDataException {
    Random random = new Random(1);
    boolean[] used = new boolean[4];
    for (Synthetic kind : Synthetic.values()) {
      for (int s = 0; s < 10; s++) {
        double[] values = kind.series(random, 480);
        used[encode(values)[0] & Kind.KIND_MASK] = true;
        roundTrips(values);
        values[random.nextInt(480)] = SampleValue.STALE;
        roundTrips(values);
      }
    }
    assertThat(used).containsOnly(true);
  }

  @Test
  void extremesAreLossless() throws MalformedDataException {
    double exact = 1L << 53;
    roundTrips(new double[] {exact - 1, exact, exact + 2, -exact, 1 - exact, -exact - 2});
    roundTrips(new double[] {Double.MIN_VALUE, Double.MIN_NORMAL, 2e-310, -3e-320, 0, -0.0});
    roundTrips(new double[] {1e308, -1e308, Double.MAX_VALUE, 1, 0.1});
    roundTrips(new double[] {Long.MAX_VALUE, Long.MIN_VALUE, 0});
    roundTrips(new double[] {Double.NaN, SampleValue.STALE, Double.POSITIVE_INFINITY, -0.0});
    roundTrips(new double[] {Double.NEGATIVE_INFINITY, 1, 2, 3, Double.NEGATIVE_INFINITY});
    roundTrips(column(512, i -> i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE));
    roundTrips(column(512, i -> i == 300 ? 1e300 : i));
    roundTrips(column(512, i -> i < 3 ? 1e-300 : i * 0.25));
    roundTrips(column(512, i -> i < 500 ? i : Double.longBitsToDouble(0x7ff0_0000_0000_0000L + i)));
  }

  @Property(tries = 800)
  void anyBitsAreLossless(@ForAll("columns") double[] values) throws MalformedDataException {
    roundTrips(values);
  }

  @Property(tries = 500)
  void aWrongHintCostsNoBit(@ForAll("columns") double[] before, @ForAll("columns") double[] values)
      throws MalformedDataException {
    ValueEncoder encoder = new ValueEncoder();
    ByteOutput out = new ByteOutput();
    int hint = encoder.encode(before, 0, before.length, ValueEncoder.NO_HINT, out);
    out.clear();
    encoder.encode(values, 0, values.length, hint, out);
    assertThat(bits(decode(out.toByteArray(), values.length))).isEqualTo(bits(values));
  }

  @Provide
  Arbitrary<double[]> columns() {
    return Arbitraries.longs()
        .flatMap(seed -> Arbitraries.integers().between(0, 7).map(k -> column(seed, k)));
  }

  /** Columns of one kind of content each; kind 7 mixes them row by row. */
  private static double[] column(long seed, int kind) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(Chunk.MAX_ROWS);
    double scale = Math.pow(10, random.nextInt(12));
    double[] counter = {random.nextInt(1000)};
    return column(rows, i -> value(random, kind == 7 ? random.nextInt(7) : kind, scale, counter));
  }

  private static double value(Random random, int kind, double scale, double[] counter) {
    return switch (kind) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> Double.longBitsToDouble(0x7ff0_0000_0000_0000L | random.nextInt(3));
      case 2 -> random.nextInt(1_000_000) / scale;
      case 3 -> random.nextInt(1_000_000) * (1 / scale);
      case 4 -> counter[0] += random.nextInt(1000);
      case 5 -> counter[0] += random.nextDouble() / 7;
      default -> {
        if (random.nextInt(100) == 0) {
          counter[0] = random.nextGaussian() * scale;
        }
        yield counter[0];
      }
    };
  }

  @Property(tries = 1500)
  void damagedBytesGiveValuesOrATypedError(@ForAll long seed) throws MalformedDataException {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(Chunk.MAX_ROWS);
    Synthetic kind = List.of(Synthetic.values()).get(random.nextInt(Synthetic.values().length));
    double[] values = kind.series(random, rows);
    for (int i = random.nextInt(5); i > 0; i--) {
      values[random.nextInt(rows)] = value(random, random.nextInt(7), 10, new double[1]);
    }
    byte[] bytes = Damage.damage(encode(values), random);
    Damage.decodeWithinBounds(
        bytes, random, in -> new ValueDecoder().decode(in, rows, new double[rows], 0));
  }

  @Test
  void unknownBitsAreRefused() {
    assertThatThrownBy(() -> decode(HEX.parseHex("0400"), 1))
        .isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(() -> decode(HEX.parseHex("b800"), 1)).hasMessage("decimal exponent 23");
    assertThatThrownBy(() -> decode(HEX.parseHex("010200000000"), 1))
        .hasMessage("form 2 of kind 1");
    assertThatThrownBy(() -> decode(HEX.parseHex("0500010000060000"), 2))
        .hasMessage("unknown special value 6");
  }

  @Test
  void sizesAreThoseOfTheDesign() {
    Random random = new Random(7);
    ByteOutput out = new ByteOutput();
    ValueEncoder encoder = new ValueEncoder();
    double weighted = 0;
    double shares = 0;
    int seriesPerKind = 30;
    int rows = 480;
    for (Synthetic kind : Synthetic.values()) {
      out.clear();
      for (int s = 0; s < seriesPerKind; s++) {
        encoder.encode(kind.series(random, rows), 0, rows, ValueEncoder.NO_HINT, out);
      }
      double bytesPerSample = (double) out.size() / (seriesPerKind * rows);
      assertThat(bytesPerSample).as(kind.name()).isLessThan(limit(kind));
      weighted += bytesPerSample * kind.share;
      shares += kind.share;
    }
    assertThat(weighted / shares).isLessThan(0.80);
  }

  private static double limit(Synthetic kind) {
    return switch (kind) {
      case ZERO, CONSTANT, REGULAR_COUNTER -> 0.03;
      case RARE_STEP -> 0.05;
      case SLOW_COUNTER -> 0.15;
      case INTEGER_GAUGE -> 0.60;
      case MEMORY_GAUGE -> 1.45;
      case POISSON_COUNTER, BUCKET -> 1.0;
      case CPU_SECONDS, PERCENT -> 1.4;
      case BYTE_COUNTER -> 3.0;
      case DURATION_NANOS -> 2.7;
      case ACCUMULATED_SUM -> 4.7;
      case RATIO -> 6.0;
      case RANDOM_WALK -> 6.4;
    };
  }
}
