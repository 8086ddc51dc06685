package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;
import io.atalaya.store.codec.MalformedDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all histograms of a chunk have in common. */
record HistogramLayout(
    int schema, double zeroThreshold, List<Span> positive, List<Span> negative, double[] bounds) {
  private static final int MAX_BUCKETS = 1 << 16;

  /** A threshold of 2^(n − 244) is the byte n, unless n is one of these. */
  private static final int ZERO = 0;

  private static final int NO_POWER = 255;
  private static final int EXPONENT_BIAS = 244;

  /** Largest bound, in thousandths, that is written as a whole number. */
  private static final int MAX_THOUSANDTHS = 33_554_430;

  static HistogramLayout of(Histogram h) {
    return new HistogramLayout(
        h.schema(), h.zeroThreshold(), h.positiveSpans(), h.negativeSpans(), h.customBounds());
  }

  static HistogramLayout read(BitReader in) throws MalformedDataException {
    double threshold = readThreshold(in);
    int schema = (int) in.varbitSigned();
    List<Span> positive = readSpans(in);
    List<Span> negative = readSpans(in);
    double[] bounds = new double[0];
    if (schema == Histogram.CUSTOM_BUCKETS) {
      bounds = new double[count(in.varbitUnsigned())];
      for (int i = 0; i < bounds.length; i++) {
        long thousandths = in.varbitUnsigned();
        bounds[i] = thousandths == 0 ? in.float64() : (thousandths - 1) / 1000.0;
      }
    }
    return new HistogramLayout(schema, threshold, positive, negative, bounds);
  }

  private static int count(long n) throws MalformedDataException {
    if (n < 0 || n > MAX_BUCKETS) {
      throw new MalformedDataException("a histogram with " + n + " buckets, spans or bounds");
    }
    return (int) n;
  }

  private static double readThreshold(BitReader in) throws MalformedDataException {
    int code = (int) in.bits(8);
    return switch (code) {
      case ZERO -> 0;
      case NO_POWER -> in.float64();
      default -> Math.scalb(1.0, code - EXPONENT_BIAS);
    };
  }

  private static List<Span> readSpans(BitReader in) throws MalformedDataException {
    List<Span> spans = new ArrayList<>();
    int buckets = 0;
    for (int left = count(in.varbitUnsigned()); left > 0; left--) {
      int length = count(in.varbitUnsigned());
      buckets = count((long) buckets + length);
      spans.add(new Span((int) in.varbitSigned(), length));
    }
    return spans;
  }

  void write(BitWriter out) {
    writeThreshold(out);
    out.varbitSigned(schema);
    writeSpans(positive, out);
    writeSpans(negative, out);
    if (schema == Histogram.CUSTOM_BUCKETS) {
      out.varbitUnsigned(bounds.length);
      for (double bound : bounds) {
        writeBound(bound, out);
      }
    }
  }

  private void writeThreshold(BitWriter out) {
    int code = zeroThreshold == 0 ? ZERO : Math.getExponent(zeroThreshold) + EXPONENT_BIAS;
    boolean isPower = Math.scalb(1.0, code - EXPONENT_BIAS) == zeroThreshold;
    if (zeroThreshold == 0) {
      out.bits(ZERO, 8);
    } else if (isPower && code > ZERO && code < NO_POWER) {
      out.bits(code, 8);
    } else {
      out.bits(NO_POWER, 8);
      out.float64(zeroThreshold);
    }
  }

  private static void writeSpans(List<Span> spans, BitWriter out) {
    out.varbitUnsigned(spans.size());
    for (Span span : spans) {
      out.varbitUnsigned(span.length());
      out.varbitSigned(span.offset());
    }
  }

  private static void writeBound(double bound, BitWriter out) {
    long thousandths = Math.round(bound * 1000);
    boolean whole = thousandths / 1000.0 == bound;
    if (whole && bound * 1000 >= 0 && bound * 1000 <= MAX_THOUSANDTHS) {
      out.varbitUnsigned(thousandths + 1);
    } else {
      out.bit(false);
      out.float64(bound);
    }
  }

  int positiveBuckets() {
    return buckets(positive);
  }

  int negativeBuckets() {
    return buckets(negative);
  }

  private static int buckets(List<Span> spans) {
    return spans.stream().mapToInt(Span::length).sum();
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof HistogramLayout l
        && schema == l.schema
        && Double.compare(zeroThreshold, l.zeroThreshold) == 0
        && positive.equals(l.positive)
        && negative.equals(l.negative)
        && Arrays.equals(bounds, l.bounds);
  }

  @Override
  public int hashCode() {
    return schema * 31 + positive.hashCode();
  }
}
