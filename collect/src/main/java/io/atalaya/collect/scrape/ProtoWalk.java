package io.atalaya.collect.scrape;

import io.atalaya.collect.histogram.ClassicBuckets;
import io.atalaya.collect.histogram.Coarsening;
import io.atalaya.collect.histogram.HistogramBuilder;
import io.atalaya.collect.scrape.ExpositionParser.MetricType;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Walks over a protobuf exposition: messages {@code io.prometheus.client.MetricFamily}, each after
 * its length.
 *
 * <pre>
 * MetricFamily  1 name, 2 help, 3 type, 4 Metric …, 5 unit
 * Metric        1 LabelPair(1 name, 2 value) …, 2 gauge(1 value), 3 counter(1 value, 2 exemplar,
 *               3 created), 4 summary, 5 untyped(1 value), 6 time in ms, 7 histogram
 * Summary       1 count, 2 sum, 3 Quantile(1 quantile, 2 value) …, 4 created
 * Histogram     1 count, 2 sum, 3 Bucket …, 4 count as float, 5 schema, 6 zero threshold,
 *               7 zero count, 8 the same as float, 9/12 spans, 10/13 deltas, 11/14 counts
 *               (9–11 negative, 12–14 positive), 15 created, 16 Exemplar …
 * Bucket        1 cumulative count, 2 upper bound, 3 exemplar, 4 cumulative count as float
 * Exemplar      1 LabelPair …, 2 value, 3 Timestamp(1 seconds, 2 nanoseconds)
 * </pre>
 *
 * A series is known by the bytes of its family's name, its label messages, the name's suffix and
 * what {@code le} or {@code quantile} is, each followed by 0xFF. For one thread.
 */
final class ProtoWalk {
  /** Types in the order of their numbers. */
  private static final List<MetricType> TYPES =
      List.of(
          MetricType.COUNTER,
          MetricType.GAUGE,
          MetricType.SUMMARY,
          MetricType.UNKNOWN,
          MetricType.HISTOGRAM,
          MetricType.GAUGEHISTOGRAM);

  /** The field of a family that holds its metrics. */
  private static final int METRIC = 4;

  /** Where two parts of a key meet; no byte of UTF-8 is this one. */
  private static final byte BETWEEN = (byte) 0xff;

  private final byte[] body;
  private final int length;
  private final HistogramOptions options;
  private final Intake intake;
  private byte[] key = new byte[256];
  private int keyLength;

  /** Bytes of the key that all series of the current metric share. */
  private int metricKeyLength;

  private String family = "";
  private MetricType type = MetricType.UNKNOWN;
  private int metricStart;
  private int metricEnd;
  private long timeMillis;

  /** Reads one part of a metric. */
  private interface Part {
    void read(ProtoReader in) throws WireException, ExpositionException;
  }

  ProtoWalk(byte[] body, int length, HistogramOptions options, Intake intake) {
    this.body = body;
    this.length = length;
    this.options = options;
    this.intake = intake;
  }

  void run() throws ExpositionException {
    try {
      ProtoReader in = new ProtoReader(body, 0, length);
      while (in.more()) {
        long size = in.varint();
        int start = in.position();
        if (size < 0 || size > length - start) {
          throw new WireException(start, "a family is longer than the body");
        }
        int end = start + (int) size;
        describe(new ProtoReader(body, start, end));
        metrics(new ProtoReader(body, start, end));
        in.reset(body, end, length);
      }
    } catch (WireException | IllegalArgumentException e) {
      String where = family.isEmpty() ? "" : "family " + family + ": ";
      throw new ExpositionException(where + e.getMessage());
    }
  }

  /** Fields may come in any order, so what describes the family is read before its metrics. */
  private void describe(ProtoReader in) throws WireException, ExpositionException {
    family = "";
    type = MetricType.COUNTER;
    String help = "";
    String unit = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> family = in.text();
        case 2 -> help = in.text();
        case 3 -> type = type(in.int32());
        case 5 -> unit = in.text();
        default -> in.skip();
      }
    }
    if (family.isEmpty()) {
      throw new ExpositionException("a family has no name");
    }
    intake.family(family, type.text(), unit, help);
  }

  private static MetricType type(int number) throws ExpositionException {
    if (number < 0 || number >= TYPES.size()) {
      throw new ExpositionException("unknown metric type " + number);
    }
    return TYPES.get(number);
  }

  private void metrics(ProtoReader in) throws WireException, ExpositionException {
    while (in.next()) {
      if (in.field() == METRIC) {
        metricStart = in.bytes();
        metricEnd = metricStart + in.length();
        begin(new ProtoReader(body, metricStart, metricEnd));
        values(new ProtoReader(body, metricStart, metricEnd));
      } else {
        in.skip();
      }
    }
  }

  // --- one metric ---

  /** Reads a metric's time, and begins the key of its series with its labels. */
  private void begin(ProtoReader in) throws WireException {
    timeMillis = Intake.NO_TIME;
    keyLength = 0;
    append(family);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          int at = in.bytes();
          append(body, at, in.length());
        }
        case 6 -> timeMillis = in.int64();
        default -> in.skip();
      }
    }
    metricKeyLength = keyLength;
  }

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    append(bytes, 0, bytes.length);
  }

  /** Adds a part of the key, and the byte that ends it. */
  private void append(byte[] from, int at, int count) {
    if (keyLength + count >= key.length) {
      key = Arrays.copyOf(key, Math.max(keyLength + count + 1, key.length * 2));
    }
    System.arraycopy(from, at, key, keyLength, count);
    keyLength += count;
    key[keyLength++] = BETWEEN;
  }

  /** The values of a metric; those of another type than the family's count for nothing. */
  private void values(ProtoReader in) throws WireException, ExpositionException {
    while (in.next()) {
      Part part =
          switch (in.field()) {
            case 2 -> type == MetricType.GAUGE ? this::plain : null;
            case 3 -> type == MetricType.COUNTER ? this::plain : null;
            case 4 -> type == MetricType.SUMMARY ? this::summary : null;
            case 5 -> type == MetricType.UNKNOWN ? this::plain : null;
            case 7 -> isHistogram() ? this::histogram : null;
            default -> null;
          };
      if (part == null) {
        in.skip();
      } else {
        int outer = in.enter();
        part.read(in);
        in.leave(outer);
      }
    }
  }

  private boolean isHistogram() {
    return type == MetricType.HISTOGRAM || type == MetricType.GAUGEHISTOGRAM;
  }

  /**
   * The reference of a series of the current metric.
   *
   * @param suffix of the family's name
   * @param label that this series has besides the metric's; empty for none
   * @param number its value
   */
  private long series(String suffix, String label, double number) throws ExpositionException {
    keyLength = metricKeyLength;
    String value = label.isEmpty() ? "" : GoFloat.openMetrics(number);
    append(suffix);
    append(value);
    return intake.series(key, keyLength, () -> exposed(suffix, label, value));
  }

  /** Names and values of a series; only asked for when it is new. */
  private String[] exposed(String suffix, String label, String value) throws ExpositionException {
    List<String> all = new ArrayList<>(List.of(Labels.METRIC_NAME, family + suffix));
    try {
      ProtoReader in = new ProtoReader(body, metricStart, metricEnd);
      while (in.next()) {
        if (in.field() == 1) {
          int outer = in.enter();
          all.addAll(pair(in));
          in.leave(outer);
        } else {
          in.skip();
        }
      }
    } catch (WireException e) {
      throw new ExpositionException("family " + family + ": " + e.getMessage());
    }
    if (!label.isEmpty()) {
      all.add(label);
      all.add(value);
    }
    return all.toArray(String[]::new);
  }

  private static List<String> pair(ProtoReader in) throws WireException {
    String name = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> value = in.text();
        default -> in.skip();
      }
    }
    return List.of(name, value);
  }

  private void add(long ref, double value, long startMillis) {
    if (ref != SeriesCache.DROPPED) {
      intake.add(ref, timeMillis, value);
      startedAt(startMillis);
    }
  }

  private void startedAt(long millis) {
    if (millis > 0) {
      intake.startedAt(millis);
    }
  }

  // --- gauges, counters, summaries ---

  private void plain(ProtoReader in) throws WireException, ExpositionException {
    double value = 0;
    long start = 0;
    List<Exemplar> exemplars = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> value = in.float64();
        case 2 -> exemplars.add(exemplar(in));
        case 3 -> start = time(in);
        default -> in.skip();
      }
    }
    long ref = series("", "", 0);
    add(ref, value, start);
    tell(ref, exemplars);
  }

  private void summary(ProtoReader in) throws WireException, ExpositionException {
    double count = 0;
    double sum = 0;
    long start = 0;
    List<double[]> quantiles = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> count = HistogramBuilder.unsigned(in.int64());
        case 2 -> sum = in.float64();
        case 3 -> quantiles.add(quantile(in));
        case 4 -> start = time(in);
        default -> in.skip();
      }
    }
    add(series("_count", "", 0), count, start);
    add(series("_sum", "", 0), sum, start);
    for (double[] quantile : quantiles) {
      add(series("", "quantile", quantile[0]), quantile[1], start);
    }
  }

  private static double[] quantile(ProtoReader in) throws WireException {
    double[] read = new double[2];
    int outer = in.enter();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> read[0] = in.float64();
        case 2 -> read[1] = in.float64();
        default -> in.skip();
      }
    }
    in.leave(outer);
    return read;
  }

  // --- histograms ---

  /** One bucket of a classic histogram. */
  private record Bucket(double bound, double count, List<Exemplar> exemplars) {}

  private void histogram(ProtoReader in) throws WireException, ExpositionException {
    HistogramBuilder built = new HistogramBuilder();
    List<Bucket> buckets = new ArrayList<>();
    List<Exemplar> exemplars = new ArrayList<>();
    double count = 0;
    double sum = 0;
    long start = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          long whole = in.int64();
          count = HistogramBuilder.unsigned(whole);
          built.countOfIntegers(whole);
        }
        case 2 -> sum = in.float64();
        case 3 -> buckets.add(bucket(in));
        case 4 -> {
          double given = in.float64();
          if (given > 0) {
            count = given;
            built.countOfFloats(given);
          }
        }
        case 15 -> start = time(in);
        case 16 -> exemplars.add(exemplar(in));
        default -> nativePart(in, built);
      }
    }
    built.sum(sum);
    built.hint(hint());
    List<Exemplar> told = exemplars.isEmpty() ? ofBuckets(buckets) : exemplars;
    boolean isNative = options.scrapeNative() && built.isNative();
    boolean converts = !isNative && options.convertClassic();
    if (isNative) {
      addNative(built.build(), timed(told), start);
    }
    if (converts) {
      addConverted(buckets, count, sum, timed(told), start);
    }
    boolean alsoClassic = options.alwaysScrapeClassic() && (converts || !buckets.isEmpty());
    if (!(isNative || converts) || alsoClassic) {
      addClassic(buckets, count, sum, start);
    }
  }

  private static void nativePart(ProtoReader in, HistogramBuilder built) throws WireException {
    switch (in.field()) {
      case 5 -> built.schema((int) in.sint64());
      case 6 -> built.zeroThreshold(in.float64());
      case 7 -> built.zeroCount(HistogramBuilder.unsigned(in.int64()));
      case 8 -> {
        double given = in.float64();
        if (given > 0) {
          built.zeroCount(given);
        }
      }
      case 9 -> built.negative().span(in);
      case 10 -> built.negative().deltas(in);
      case 11 -> built.negative().counts(in);
      case 12 -> built.positive().span(in);
      case 13 -> built.positive().deltas(in);
      case 14 -> built.positive().counts(in);
      default -> in.skip();
    }
  }

  private ResetHint hint() {
    return type == MetricType.GAUGEHISTOGRAM ? ResetHint.GAUGE : ResetHint.UNKNOWN;
  }

  /** Adds the native form of a classic histogram, if it makes sense. */
  private void addConverted(
      List<Bucket> buckets, double count, double sum, List<Exemplar> exemplars, long start)
      throws ExpositionException {
    ClassicBuckets classic = new ClassicBuckets();
    buckets.forEach(b -> classic.bucket(b.bound(), b.count()));
    classic.count(count);
    classic.sum(sum);
    Optional<Histogram> converted = classic.build(hint());
    if (converted.isPresent()) {
      addNative(converted.get(), exemplars, start);
    } else {
      intake.contradictoryHistogram();
    }
  }

  private void addNative(Histogram built, List<Exemplar> exemplars, long start)
      throws ExpositionException {
    Histogram histogram =
        Coarsening.within(built, options.bucketLimit(), options.minBucketFactor());
    long ref = series("", "", 0);
    if (ref != SeriesCache.DROPPED) {
      intake.add(ref, timeMillis, histogram);
      startedAt(start);
    }
    tell(ref, exemplars);
  }

  /** Exemplars of buckets may stand for those of the histogram. */
  private static List<Exemplar> ofBuckets(List<Bucket> buckets) {
    return buckets.stream().flatMap(b -> b.exemplars().stream()).toList();
  }

  /** Exemplars of native histograms must say when they were. */
  private static List<Exemplar> timed(List<Exemplar> exemplars) {
    return exemplars.stream().filter(e -> e.timeMillis() != Intake.NO_TIME).toList();
  }

  private void addClassic(List<Bucket> buckets, double count, double sum, long start)
      throws ExpositionException {
    add(series("_count", "", 0), count, start);
    add(series("_sum", "", 0), sum, start);
    boolean complete = false;
    for (Bucket bucket : buckets) {
      long ref = series("_bucket", "le", bucket.bound());
      add(ref, bucket.count(), start);
      tell(ref, bucket.exemplars());
      complete |= bucket.bound() == Double.POSITIVE_INFINITY;
    }
    if (!complete) {
      add(series("_bucket", "le", Double.POSITIVE_INFINITY), count, start);
    }
  }

  private static Bucket bucket(ProtoReader in) throws WireException {
    double count = 0;
    double bound = 0;
    List<Exemplar> exemplars = new ArrayList<>();
    int outer = in.enter();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> count = HistogramBuilder.unsigned(in.int64());
        case 2 -> bound = in.float64();
        case 3 -> exemplars.add(exemplar(in));
        case 4 -> {
          double given = in.float64();
          count = given > 0 ? given : count;
        }
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new Bucket(bound, count, exemplars);
  }

  // --- exemplars and times ---

  private record Exemplar(Labels labels, double value, long timeMillis) {}

  private static Exemplar exemplar(ProtoReader in) throws WireException {
    Labels.Builder labels = Labels.builder();
    double value = 0;
    long at = Intake.NO_TIME;
    int outer = in.enter();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          int inner = in.enter();
          List<String> pair = pair(in);
          labels.set(pair.getFirst(), pair.getLast());
          in.leave(inner);
        }
        case 2 -> value = in.float64();
        case 3 -> at = time(in);
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new Exemplar(labels.build(), value, at);
  }

  private void tell(long ref, List<Exemplar> exemplars) {
    if (ref != SeriesCache.DROPPED) {
      exemplars.forEach(e -> intake.exemplar(ref, e.labels(), e.value(), e.timeMillis()));
    }
  }

  /** Milliseconds of a {@code google.protobuf.Timestamp}. */
  private static long time(ProtoReader in) throws WireException {
    long seconds = 0;
    long nanos = 0;
    int outer = in.enter();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> seconds = in.int64();
        case 2 -> nanos = in.int64();
        default -> in.skip();
      }
    }
    in.leave(outer);
    return seconds * 1000 + nanos / 1_000_000;
  }
}
