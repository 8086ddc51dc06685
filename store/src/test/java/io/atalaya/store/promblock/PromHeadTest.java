package io.atalaya.store.promblock;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads as a Prometheus leaves them behind; the program itself is asked in TsdbCommandsTest. */
class PromHeadTest {
  private static final long T0 = 1_790_006_400_000L;
  private static final Labels A = Labels.of("__name__", "a", "zone", "é");
  private static final Labels B = Labels.of("__name__", "b");

  @TempDir Path data;

  private LogWriter log = new LogWriter(true);

  private PromHead open(PromBlock... blocks) throws IOException {
    return PromHead.open(
        data,
        List.of(blocks),
        (bytes, most) -> {
          throw new IOException("zstd is not expected here");
        });
  }

  private static List<String> print(PromHead head) throws IOException {
    List<String> lines = new ArrayList<>();
    SeriesSamples samples = new SeriesSamples();
    for (PromHead.Window window : head.windows()) {
      PromHead.Part part = head.read(window);
      long before = lines.size();
      try (SeriesSet series = part.series()) {
        for (int i = 0; i < series.size(); i++) {
          series.read(i, samples);
          for (int row = samples.from; row < samples.to; row++) {
            lines.add(print(series.labels(i), samples, row));
          }
        }
      }
      assertThat(part.samples()).isEqualTo(lines.size() - before);
    }
    return lines;
  }

  private static String print(Labels labels, SeriesSamples samples, int row) {
    Histogram h = samples.histograms == null ? null : samples.histograms[row];
    long start = samples.startMillis == null ? 0 : samples.startMillis[row];
    long time = samples.times.millis(row) - T0;
    String value = h == null ? "" + samples.values[row] : "count " + h.count();
    return labels.metricName() + " " + time + " " + value + (start == 0 ? "" : " since " + start);
  }

  private void sample(long ref, long time, double value) {
    log.begin(2).i64(ref).i64(T0).varint(0).varint(time).f64(value).end();
  }

  private void writeLog(String name) throws IOException {
    log.writeTo(data.resolve(name));
    log = new LogWriter(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samplesOfALogAreRead(boolean snappy) throws IOException {
    log = new LogWriter(snappy);
    log.begin(1).series(7, A).series(9, B).end();
    log.begin(2).i64(7).i64(T0);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      log.varint(0).varint(i * 15_000L).f64(i / 8.0);
      expected.add("a " + i * 15_000L + " " + i / 8.0);
    }
    log.end();
    log.begin(2).i64(7).i64(T0).varint(2).varint(5).f64(Double.NaN).end();
    writeLog("wal/00000000");
    PromHead head = open();
    List<String> read = print(head);
    expected.add("b 5 NaN");
    assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(head.problems()).isEmpty();
    // 150,000 seconds in ranges of two hours.
    assertThat(head.windows()).hasSizeBetween(21, 22);
  }

  @Test
  void aCheckpointStandsForTheFilesBeforeIt() throws IOException {
    log.begin(1).series(1, A).end();
    sample(1, 1, 1);
    writeLog("wal/checkpoint.00000003/00000000");
    sample(1, 2, 666);
    writeLog("wal/00000002");
    sample(1, 3, 666);
    writeLog("wal/00000003");
    sample(1, 4, 4);
    writeLog("wal/00000004");
    assertThat(print(open())).containsExactly("a 1 1.0", "a 4 4.0");
  }

  @Test
  void whatCameTooLateCountsIfItIsInTheLogOfLateSamples() throws IOException {
    log.begin(1).series(1, A).end();
    sample(1, 100, 1);
    sample(1, 50, 2);
    sample(1, 100, 3);
    sample(1, 60, 4);
    writeLog("wal/00000000");
    sample(1, 60, 4);
    writeLog("wbl/00000000");
    assertThat(print(open())).containsExactly("a 60 4.0", "a 100 1.0");
  }

  @Test
  void whatIsInBlocksAlreadyIsLeftOut() throws IOException {
    log.begin(1).series(1, A).end();
    sample(1, 10, 1);
    sample(1, 20, 2);
    writeLog("wal/00000000");
    sample(1, 5, 3);
    writeLog("wbl/00000000");
    PromBlock block = new PromBlock(data, "x", T0 - 100, T0 + 20, 1, 1, true);
    PromBlock late = new PromBlock(data, "y", T0 - 100, T0 + 100, 1, 1, false);
    assertThat(print(open(block, late))).containsExactly("a 5 3.0", "a 20 2.0");
  }

  @Test
  void deletedSamplesStayDeletedAndSeriesThatCameBackAreOne() throws IOException {
    log.begin(1).series(1, A).end();
    IntStream.range(0, 10).forEach(i -> sample(1, i, i));
    log.begin(3).i64(1).varint(T0 + 2).varint(T0 + 7).end();
    log.begin(1).series(2, A).end();
    sample(2, 20, 20);
    writeLog("wal/00000000");
    assertThat(print(open()))
        .containsExactly("a 0 0.0", "a 1 1.0", "a 8 8.0", "a 9 9.0", "a 20 20.0");
  }

  @Test
  void recordsWithStartTimesAreRead() throws IOException {
    log.begin(1).series(1, A).series(2, B).end();
    log.begin(11).varint(1).varint(T0 + 10).varint(500).f64(1);
    log.varint(1).varint(0).u8(1).f64(2);
    log.varint(-1).varint(10).u8(2).varint(7).f64(3);
    log.varint(0).varint(20).u8(0).f64(4).end();
    writeLog("wal/00000000");
    assertThat(print(open()))
        .containsExactly(
            "a 10 1.0 since 500", "a 20 3.0 since 507", "a 30 4.0", "b 10 2.0 since 500");
  }

  private static Histogram histogram(int observations, int schema, double sum) {
    boolean custom = schema == Histogram.CUSTOM_BUCKETS;
    return new Histogram(
        schema,
        custom ? 0 : 0.001,
        custom ? 0 : observations,
        observations * 3.0,
        sum,
        List.of(new Span(0, 1), new Span(1, 1)),
        new double[] {observations, observations},
        List.of(),
        new double[0],
        custom ? new double[] {1, 2, 3} : new double[0],
        ResetHint.UNKNOWN,
        true);
  }

  @Test
  void histogramsOfBothKindsAndTheirStaleMarkersAreRead() throws IOException {
    log.begin(1).series(1, A).series(2, B).end();
    double stale = Double.longBitsToDouble(SampleValue.STALE_BITS);
    log.begin(7).i64(1).i64(T0).varint(0).varint(0).integerHistogram(histogram(2, 3, 1));
    log.varint(0).varint(10).integerHistogram(histogram(4, 3, stale)).end();
    Histogram custom = histogram(5, Histogram.CUSTOM_BUCKETS, 9);
    log.begin(9).i64(2).i64(T0).varint(0).varint(0).integerHistogram(custom).end();
    log.begin(8)
        .i64(2)
        .i64(T0)
        .varint(0)
        .varint(15)
        .u8(3)
        .varint(0)
        .f64(0)
        .f64(1.5)
        .f64(2.5)
        .f64(3);
    log.uvarint(1).varint(-2).uvarint(1).uvarint(0).uvarint(1).f64(1).uvarint(0).end();
    writeLog("wal/00000000");
    PromHead head = open();
    assertThat(print(head))
        .containsExactly("a 0 count 6.0", "a 10 NaN", "b 0 count 15.0", "b 15 count 2.5");
    SeriesSamples samples = new SeriesSamples();
    head.read(head.windows().getFirst()).series().read(0, samples);
    assertThat(Objects.requireNonNull(samples.histograms)[0]).isEqualTo(histogram(2, 3, 1));
    assertThat(Double.doubleToRawLongBits(samples.values[1])).isEqualTo(SampleValue.STALE_BITS);
  }

  private static byte[] headChunk(long ref, long[] times, double value, int flags) {
    BitWriter bits = new BitWriter();
    double[] values = new double[times.length];
    Arrays.fill(values, value);
    XorChunk.encode(times, values, 0, times.length, bits);
    byte[] coded = bits.toByteArray();
    ByteBuffer out = ByteBuffer.allocate(30 + coded.length);
    out.putLong(ref).putLong(times[0]).putLong(times[times.length - 1]);
    out.put((byte) (1 | flags)).put((byte) coded.length).put(coded);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    return out.putInt((int) crc.getValue()).array();
  }

  @Test
  void chunksOfTheHeadFillWhatTheLogHasLost() throws IOException {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    chunks.writeBytes(new byte[] {0x01, 0x30, (byte) 0xBC, (byte) 0x91, 1, 0, 0, 0});
    chunks.writeBytes(headChunk(1, new long[] {T0 + 1, T0 + 2, T0 + 9}, 5, 0));
    chunks.writeBytes(headChunk(1, new long[] {T0 + 4}, 6, 0x80));
    chunks.writeBytes(new byte[100]);
    Files.createDirectories(data.resolve("chunks_head"));
    Files.write(data.resolve("chunks_head/000001"), chunks.toByteArray());
    log.begin(1).series(1, A).end();
    sample(1, 9, 5);
    sample(1, 10, 7);
    writeLog("wal/00000002");
    PromHead head = open();
    assertThat(print(head)).containsExactly("a 1 5.0", "a 2 5.0", "a 4 6.0", "a 9 5.0", "a 10 7.0");
    assertThat(head.problems()).isEmpty();
  }

  @Test
  void aTornEndIsNoDamageAndAWrongPageCostsItselfOnly() throws IOException {
    log.begin(1).series(1, A).end();
    IntStream.range(0, 20_000).forEach(i -> sample(1, i, i));
    byte[] whole = log.toByteArray();
    Path file = data.resolve("wal/00000000");
    writeLog("wal/00000000");
    int all = print(open()).size();
    assertThat(all).isEqualTo(20_000);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    PromHead torn = open();
    assertThat(print(torn)).hasSize(all - 1);
    assertThat(torn.problems()).isEmpty();
    byte[] wrong = whole.clone();
    wrong[100_000] ^= 1;
    Files.write(file, wrong);
    PromHead damaged = open();
    assertThat(print(damaged)).hasSizeBetween(all - 2000, all - 1);
    assertThat(damaged.problems())
        .singleElement()
        .asString()
        .contains("00000000 at ")
        .contains("checksum of a piece of a record is wrong");
  }

  @Test
  void samplesOfSeriesNobodyKnowsAreTold() throws IOException {
    log.begin(1).series(1, A).end();
    sample(1, 1, 1);
    sample(5, 1, 1);
    sample(6, 1, 1);
    writeLog("wal/00000000");
    PromHead head = open();
    assertThat(print(head)).containsExactly("a 1 1.0");
    assertThat(head.problems())
        .containsExactly("the log does not say what 2 series are, of which it has samples");
  }

  @Test
  void exemplarsAndMetadataOfALogAreRead() throws IOException {
    Labels bucket = Labels.of("__name__", "h_bucket", "le", "1");
    log.begin(1).series(1, A).series(2, bucket).end();
    sample(1, 1, 1);
    log.begin(4).i64(1).i64(T0).varint(0).varint(1).f64(0.5).uvarint(1).text("trace").text("x");
    log.varint(1).varint(7).f64(2).uvarint(0).varint(8).varint(7).f64(3).uvarint(0).end();
    log.begin(6).uvarint(1).u8(1).uvarint(2).text("UNIT").text("s").text("HELP").text("old").end();
    log.begin(6).uvarint(2).u8(3).uvarint(1).text("HELP").text("of h");
    log.uvarint(1).u8(1).uvarint(2).text("?").text("!").text("HELP").text("new").end();
    writeLog("wal/00000000");
    PromNotes notes = open().notes();
    assertThat(notes.exemplars())
        .containsExactly(
            new PromNotes.Exemplar(A, Labels.of("trace", "x"), 0.5, T0 + 1),
            new PromNotes.Exemplar(bucket, Labels.of(), 2, T0 + 7));
    assertThat(notes.metadata())
        .containsExactly(
            new Metadata("a", "counter", "", "new"), new Metadata("h", "histogram", "", "of h"));
  }

  @Test
  void aDirectoryWithoutAHeadHasNone() throws IOException {
    assertThat(open().windows()).isEmpty();
  }
}
