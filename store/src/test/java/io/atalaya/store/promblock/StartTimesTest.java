package io.atalaya.store.promblock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.SampleValue;
import io.atalaya.store.codec.MalformedDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The encodings with start times, which no Prometheus that is installed writes yet. */
class StartTimesTest {
  private static final double STALE = Double.longBitsToDouble(SampleValue.STALE_BITS);

  private record Row(long start, long time, double value) {
    String text() {
      return start + " " + time + " " + Long.toHexString(Double.doubleToRawLongBits(value));
    }
  }

  /** Writes XOR2 chunks, straight from the tables of Prometheus' description. */
  private static final class Xor2Writer {
    private final BitWriter out = new BitWriter();
    private long built;
    private int leading = -1;
    private int trailing;
    private long distance;
    private long startDistance;
    private int changesFrom;

    byte[] write(List<Row> rows) {
      out.bits(rows.size(), 16);
      changesFrom = firstChange(rows);
      out.bits((rows.getFirst().start() != 0 ? 0x80 : 0) | changesFrom, 8);
      for (int i = 0; i < rows.size(); i++) {
        write(i, rows.get(i), i == 0 ? null : rows.get(i - 1));
      }
      return out.toByteArray();
    }

    private static int firstChange(List<Row> rows) {
      for (int i = 1; i < rows.size(); i++) {
        if (i == 127 || rows.get(i).start() != rows.get(i - 1).start()) {
          return i;
        }
      }
      return 0;
    }

    private void write(int i, Row row, @Nullable Row before) {
      if (before == null) {
        out.varint(row.time());
        out.float64(row.value());
        built = bits(row) == SampleValue.STALE_BITS ? 0 : bits(row);
        if (row.start() != 0) {
          out.varint(row.time() - row.start());
        }
        return;
      }
      long next = row.time() - before.time();
      if (i == 1) {
        out.uvarint(next);
        writeValue(row);
      } else {
        writeJoint(next - distance, row);
      }
      distance = next;
      if (changesFrom > 0 && i >= changesFrom) {
        long fromBefore = before.time() - row.start();
        out.varbitSigned(i == changesFrom ? fromBefore : fromBefore - startDistance);
        startDistance = fromBefore;
      }
    }

    private static long bits(Row row) {
      return Double.doubleToRawLongBits(row.value());
    }

    private void writeJoint(long change, Row row) {
      boolean stale = bits(row) == SampleValue.STALE_BITS;
      if (change == 0 && stale) {
        out.bits(0b11111, 5);
      } else if (change == 0 && bits(row) == built) {
        out.bits(0, 1);
      } else if (change == 0) {
        out.bits(0b10, 2);
        writeDifference(row, 0b0, 0b1, 1, 1);
      } else {
        if (change >= -4096 && change <= 4095) {
          out.bits(0b110, 3);
          out.bits(change, 13);
        } else if (change >= -524_288 && change <= 524_287) {
          out.bits(0b1110, 4);
          out.bits(change, 20);
        } else {
          out.bits(0b11110, 5);
          out.bits(change, 64);
        }
        writeValue(row);
      }
    }

    private void writeValue(Row row) {
      if (bits(row) == SampleValue.STALE_BITS) {
        out.bits(0b111, 3);
      } else if (bits(row) == built) {
        out.bits(0, 1);
      } else {
        writeDifference(row, 0b10, 0b110, 2, 3);
      }
    }

    private void writeDifference(Row row, int known, int fresh, int knownBits, int freshBits) {
      long difference = bits(row) ^ built;
      built = bits(row);
      int ahead = Math.min(31, Long.numberOfLeadingZeros(difference));
      int behind = Long.numberOfTrailingZeros(difference);
      if (leading >= 0 && ahead >= leading && behind >= trailing) {
        out.bits(known, knownBits);
      } else {
        out.bits(fresh, freshBits);
        leading = ahead;
        trailing = behind;
        out.bits(leading, 5);
        out.bits(64 - leading - trailing & 63, 6);
      }
      out.bits(difference >>> trailing, 64 - leading - trailing);
    }
  }

  private static List<String> read(byte[] chunk, ChunkEncoding encoding)
      throws MalformedDataException {
    Samples samples = new Samples(4);
    encoding.decode(chunk, samples);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < samples.size; i++) {
      long start = samples.starts == null ? 0 : samples.starts[i];
      rows.add(new Row(start, samples.times[i], samples.values[i]).text());
    }
    return rows;
  }

  private static void agree(List<Row> rows) throws MalformedDataException {
    byte[] chunk = new Xor2Writer().write(rows);
    assertThat(read(chunk, ChunkEncoding.XOR2)).isEqualTo(rows.stream().map(Row::text).toList());
  }

  private static List<Row> random(Random random) {
    List<Row> rows = new ArrayList<>();
    long time = 1_790_000_000_000L;
    long start = random.nextBoolean() ? 0 : time - random.nextInt(100_000);
    double value = random.nextInt(10);
    for (int i = 1 + random.nextInt(200); i > 0; i--) {
      rows.add(new Row(start, time, random.nextInt(9) == 0 ? STALE : value));
      time +=
          switch (random.nextInt(6)) {
            case 0 -> 15_000 + random.nextInt(8000) - 4000;
            case 1 -> 1 + random.nextInt(1_000_000);
            case 2 -> 1L << random.nextInt(45);
            default -> 15_000;
          };
      value =
          switch (random.nextInt(5)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> value + 1;
            case 2 -> -0.0;
            default -> value;
          };
      start = random.nextInt(30) == 0 ? time - random.nextInt(1 << random.nextInt(28)) : start;
    }
    return rows;
  }

  @Test
  void anyFloatsAndStartTimesAreRead() throws MalformedDataException {
    for (long seed = 0; seed < 3000; seed++) {
      agree(random(new Random(seed)));
    }
  }

  @Test
  void startTimesThatChangeLateOrNeverAreRead() throws MalformedDataException {
    for (int change : List.of(0, 1, 2, 126, 127, 128, 199, 200)) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        rows.add(new Row(i < change ? 0 : 5000, 10_000 + i * 15L, i));
      }
      agree(rows);
    }
  }

  @Test
  void aChunkWrittenDownBitByBitIsRead() throws MalformedDataException {
    BitWriter out = new BitWriter();
    out.bits(5, 16);
    out.bits(0x82, 8);
    out.varint(1000);
    out.float64(1.5);
    out.varint(400);
    out.uvarint(100);
    out.bits(0b0, 1);
    out.bits(0b10, 2);
    out.bits(0b1, 1);
    out.bits(11, 5);
    out.bits(1, 6);
    out.bits(1, 1);
    out.varbitSigned(500);
    out.bits(0b110, 3);
    out.bits(-1, 13);
    out.bits(0b111, 3);
    out.varbitSigned(100);
    out.bits(0b0, 1);
    out.varbitSigned(0);
    double flipped = Double.longBitsToDouble(Double.doubleToRawLongBits(1.5) ^ 1L << 52);
    assertThat(read(out.toByteArray(), ChunkEncoding.XOR2))
        .containsExactly(
            new Row(600, 1000, 1.5).text(),
            new Row(600, 1100, 1.5).text(),
            new Row(600, 1200, flipped).text(),
            new Row(600, 1299, STALE).text(),
            new Row(699, 1398, flipped).text());
  }

  private static Histogram histogram(int observations, boolean integer) {
    return new Histogram(
        1,
        0.001,
        observations,
        observations * 3.0,
        observations * 1.25,
        List.of(new Span(0, 2)),
        new double[] {observations, observations},
        List.of(),
        new double[0],
        new double[0],
        ResetHint.UNKNOWN,
        integer);
  }

  /** Histograms as they were coded before, with a start time behind the first and the last one. */
  private static byte[] withStarts(boolean integer, long first, long last) {
    long[] times = {10_000, 10_100, 10_250};
    List<Histogram> histograms =
        List.of(histogram(1, integer), histogram(2, integer), histogram(4, integer));
    BitWriter out = new BitWriter();
    if (first != 0) {
      HistogramChunk.encode(new long[] {times[0]}, histograms.subList(0, 1), out);
      out.varint(times[0] - first);
      return header(out, 1, 0x80);
    }
    HistogramChunk.encode(times, histograms, out);
    out.varbitSigned(times[1] - last);
    return header(out, 3, 2);
  }

  private static byte[] header(BitWriter out, int rows, int starts) {
    byte[] chunk = out.toByteArray();
    chunk[0] = (byte) 0xc0;
    chunk[1] = (byte) rows;
    chunk[2] = (byte) starts;
    return chunk;
  }

  @Test
  void histogramsWithStartTimesAreRead() throws MalformedDataException {
    for (boolean integer : List.of(true, false)) {
      ChunkEncoding encoding =
          integer ? ChunkEncoding.HISTOGRAM_ST : ChunkEncoding.FLOAT_HISTOGRAM_ST;
      Samples one = new Samples(4);
      encoding.decode(withStarts(integer, 9_000, 0), one);
      assertThat(Arrays.copyOf(one.starts, one.size)).containsExactly(9_000);
      Samples three = new Samples(3);
      encoding.decode(withStarts(integer, 0, 9_500), three);
      assertThat(Arrays.copyOf(three.starts, three.size)).containsExactly(0, 0, 9_500);
      assertThat(Arrays.copyOf(three.times, three.size)).containsExactly(10_000, 10_100, 10_250);
      assertThat(three.histograms)
          .extracting(h -> Objects.requireNonNull(h).count())
          .startsWith(3.0, 6.0, 12.0);
      assertThat(three.histograms)
          .extracting(h -> Objects.requireNonNull(h).resetHint())
          .containsOnly(ResetHint.GAUGE);
    }
  }

  @Test
  void chunksCutShortAreRefused() {
    byte[] whole = new Xor2Writer().write(random(new Random(4)));
    for (int length = 0; length < whole.length; length++) {
      byte[] some = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(some, ChunkEncoding.XOR2))
          .isInstanceOf(MalformedDataException.class);
    }
  }
}
