package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.store.codec.MalformedDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads records of Prometheus' log: which series there are, their samples with exemplars and
 * metadata, and what is deleted. Series are named by references that hold for the log and the
 * chunks of the head. The format is that of {@code tsdb/docs/format/wal.md} in Prometheus'
 * repository; of the second version of samples, which have start times, it is this:
 *
 * <pre>
 * first    varint reference | varint time | varint start, 0: not known          | value
 * others   varint reference - the one before | varint time - the first one
 *          u8 0: start not known, 1: that of the sample before,
 *             2: varint start - the first one                                   | value
 * </pre>
 */
final class LogRecords implements LogFileReader.Records {
  private static final int SERIES = 1;
  private static final int SAMPLES = 2;
  private static final int TOMBSTONES = 3;
  private static final int EXEMPLARS = 4;
  private static final int CHUNK_MARKERS = 5;
  private static final int METADATA = 6;
  private static final int HISTOGRAMS = 7;
  private static final int FLOAT_HISTOGRAMS = 8;
  private static final int CUSTOM_HISTOGRAMS = 9;
  private static final int CUSTOM_FLOAT_HISTOGRAMS = 10;
  private static final int SAMPLES_2 = 11;
  private static final int HISTOGRAMS_2 = 12;
  private static final int FLOAT_HISTOGRAMS_2 = 13;

  private static final int NO_START = 0;
  private static final int SAME_START = 1;

  private final Sink sink;

  /** Takes what the records say. */
  interface Sink {
    void series(long ref, Labels labels);

    void sample(long ref, long time, long start, double value);

    void histogram(long ref, long time, long start, Histogram histogram);

    void deletion(long ref, long from, long to);

    /** Takes an exemplar; labels are its own. */
    default void exemplar(long ref, long time, double value, Labels labels) {}

    /** Takes what is said about a series; for the type see {@link io.atalaya.model.MetricType}. */
    default void metadata(long ref, int type, String unit, String help) {}
  }

  /** Reads the value of a sample. */
  private interface ValueReader {
    void read(PromBytes in, long ref, long time, long start) throws MalformedDataException;
  }

  LogRecords(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void record(PromBytes in) throws MalformedDataException {
    int type = in.unsignedByte();
    switch (type) {
      case SERIES -> readSeries(in);
      case SAMPLES -> readSamples(in, this::readFloat);
      case HISTOGRAMS, CUSTOM_HISTOGRAMS -> readSamples(in, this::readIntegerHistogram);
      case FLOAT_HISTOGRAMS, CUSTOM_FLOAT_HISTOGRAMS -> readSamples(in, this::readFloatHistogram);
      case SAMPLES_2 -> readSamples2(in, this::readFloat);
      case HISTOGRAMS_2 -> readSamples2(in, this::readIntegerHistogram);
      case FLOAT_HISTOGRAMS_2 -> readSamples2(in, this::readFloatHistogram);
      case TOMBSTONES -> readTombstones(in);
      case EXEMPLARS -> readExemplars(in);
      case METADATA -> readMetadata(in);
      case CHUNK_MARKERS -> {
        // They say which chunks hold late samples, and those are read anyway.
      }
      default -> throw new MalformedDataException("a record of unknown type " + type);
    }
  }

  private void readSeries(PromBytes in) throws MalformedDataException {
    while (in.position() < in.size()) {
      long ref = in.int64();
      sink.series(ref, readLabels(in));
    }
  }

  private static Labels readLabels(PromBytes in) throws MalformedDataException {
    String[] pairs = new String[2 * in.count()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = in.text();
    }
    return Labels.of(pairs);
  }

  private void readExemplars(PromBytes in) throws MalformedDataException {
    if (in.position() == in.size()) {
      return;
    }
    long ref = in.int64();
    long time = in.int64();
    while (in.position() < in.size()) {
      long refOfExemplar = ref + in.varint();
      long timeOfExemplar = time + in.varint();
      double value = float64(in);
      sink.exemplar(refOfExemplar, timeOfExemplar, value, readLabels(in));
    }
  }

  private void readMetadata(PromBytes in) throws MalformedDataException {
    while (in.position() < in.size()) {
      long ref = in.uvarint();
      int type = in.unsignedByte();
      String unit = "";
      String help = "";
      for (int left = in.count(); left > 0; left--) {
        String field = in.text();
        String text = in.text();
        unit = field.equals("UNIT") ? text : unit;
        help = field.equals("HELP") ? text : help;
      }
      sink.metadata(ref, type, unit, help);
    }
  }

  private void readSamples(PromBytes in, ValueReader value) throws MalformedDataException {
    if (in.position() == in.size()) {
      return;
    }
    long ref = in.int64();
    long time = in.int64();
    while (in.position() < in.size()) {
      long refOfSample = ref + in.varint();
      value.read(in, refOfSample, time + in.varint(), 0);
    }
  }

  private void readSamples2(PromBytes in, ValueReader value) throws MalformedDataException {
    if (in.position() == in.size()) {
      return;
    }
    long ref = in.varint();
    long firstTime = in.varint();
    long firstStart = in.varint();
    long start = firstStart;
    value.read(in, ref, firstTime, start);
    while (in.position() < in.size()) {
      ref += in.varint();
      long time = firstTime + in.varint();
      int said = in.unsignedByte();
      if (said != SAME_START) {
        start = said == NO_START ? 0 : firstStart + in.varint();
      }
      value.read(in, ref, time, start);
    }
  }

  private void readTombstones(PromBytes in) throws MalformedDataException {
    while (in.position() < in.size()) {
      long ref = in.int64();
      long from = in.varint();
      sink.deletion(ref, from, in.varint());
    }
  }

  private void readFloat(PromBytes in, long ref, long time, long start)
      throws MalformedDataException {
    sink.sample(ref, time, start, Double.longBitsToDouble(in.int64()));
  }

  private void readIntegerHistogram(PromBytes in, long ref, long time, long start)
      throws MalformedDataException {
    readHistogram(in, ref, time, start, true);
  }

  private void readFloatHistogram(PromBytes in, long ref, long time, long start)
      throws MalformedDataException {
    readHistogram(in, ref, time, start, false);
  }

  private void readHistogram(PromBytes in, long ref, long time, long start, boolean integer)
      throws MalformedDataException {
    int hint = in.unsignedByte();
    int schema = (int) in.varint();
    double threshold = float64(in);
    double zeroCount = integer ? in.uvarint() : float64(in);
    double count = integer ? in.uvarint() : float64(in);
    double sum = float64(in);
    List<Span> positive = readSpans(in);
    List<Span> negative = readSpans(in);
    double[] positiveCounts = readCounts(in, integer);
    double[] negativeCounts = readCounts(in, integer);
    double[] bounds = schema == Histogram.CUSTOM_BUCKETS ? readCounts(in, false) : new double[0];
    if (Double.doubleToRawLongBits(sum) == SampleValue.STALE_BITS) {
      sink.sample(ref, time, start, sum);
      return;
    }
    try {
      Histogram histogram =
          new Histogram(
              schema,
              threshold,
              zeroCount,
              count,
              sum,
              positive,
              positiveCounts,
              negative,
              negativeCounts,
              bounds,
              hint(hint),
              integer);
      sink.histogram(ref, time, start, histogram);
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("an impossible histogram: " + e.getMessage(), e);
    }
  }

  private static ResetHint hint(int number) {
    return switch (number) {
      case 1 -> ResetHint.RESET;
      case 2 -> ResetHint.NOT_RESET;
      case 3 -> ResetHint.GAUGE;
      default -> ResetHint.UNKNOWN;
    };
  }

  private static double float64(PromBytes in) throws MalformedDataException {
    return Double.longBitsToDouble(in.int64());
  }

  private static List<Span> readSpans(PromBytes in) throws MalformedDataException {
    List<Span> spans = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      int offset = (int) in.varint();
      spans.add(new Span(offset, in.count()));
    }
    return spans;
  }

  /** Counts, those of whole numbers as the distance from the one before. */
  private static double[] readCounts(PromBytes in, boolean integer) throws MalformedDataException {
    double[] counts = new double[in.count()];
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      count += integer ? in.varint() : 0;
      counts[i] = integer ? count : float64(in);
    }
    return counts;
  }
}
