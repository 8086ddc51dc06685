package io.atalaya.store.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TimeCodecTest {
  private static final long T0 = 1_790_000_000_123L;

  private static byte[] encode(long[] times) {
    ByteOutput out = new ByteOutput();
    new TimeEncoder().encode(times, 0, times.length, out);
    return out.toByteArray();
  }

  private static long[] decode(byte[] bytes, int rows) throws MalformedDataException {
    long[] times = new long[rows];
    ByteInput in = ByteInput.copyOf(bytes);
    new TimeDecoder().decode(in, rows, times, 0);
    assertThat(in.remaining()).isZero();
    return times;
  }

  private static long[] column(int rows, IntToLongFunction time) {
    return IntStream.range(0, rows).mapToLong(time).toArray();
  }

  private static int sizeOfLossless(long[] times) throws MalformedDataException {
    byte[] bytes = encode(times);
    assertThat(decode(bytes, times.length)).isEqualTo(times);
    return bytes.length;
  }

  @Test
  void bytesAreThoseOfTheFormat() throws MalformedDataException {
    long[] times = {1000, 16_001, 31_000, 46_002};
    // order 1 | t[0] 1000 | interval 15000 | base -1 | width 2 | no patches | 2, 0, 3
    String hex = "01" + "d00f" + "9875" + "01" + "02" + "00" + "32";
    assertThat(HexFormat.of().formatHex(encode(times))).isEqualTo(hex);
    assertThat(decode(HexFormat.of().parseHex(hex), 4)).isEqualTo(times);
  }

  @Test
  void regularTimesNeedAFewBytesAndJitterFourBits() throws MalformedDataException {
    Random random = new Random(3);
    assertThat(sizeOfLossless(column(480, i -> T0 + i * 15_000L))).isLessThan(16);
    assertThat(sizeOfLossless(column(480, i -> T0 + i * 15_000L + random.nextInt(11) - 5)))
        .isLessThan(480 * 6 / 10);
  }

  @Property(tries = 500)
  void anyNumbersAreLossless(@ForAll long seed) throws MalformedDataException {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(Chunk.MAX_ROWS);
    sizeOfLossless(column(rows, i -> random.nextLong()));
    sizeOfLossless(column(rows, i -> random.nextInt(9) == 0 ? 0 : T0 - random.nextInt(3)));
    long[] sorted = column(rows, i -> T0 + random.nextInt(1 << random.nextInt(31)));
    Arrays.sort(sorted);
    sizeOfLossless(sorted);
  }

  @Property(tries = 1000)
  void damagedBytesGiveTimesOrATypedError(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(Chunk.MAX_ROWS);
    byte[] bytes = encode(column(rows, i -> T0 + i * 15_000L + random.nextInt(9)));
    Damage.decodeWithinBounds(
        Damage.damage(bytes, random),
        random,
        in -> new TimeDecoder().decode(in, rows, new long[rows], 0));
  }
}
