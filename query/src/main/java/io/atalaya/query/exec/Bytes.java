package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values as bytes, for fragments and partial aggregates; see the package's description. */
final class Bytes {
  /** More than any double, squared, times the number of series there can be. */
  private static final int DECIMAL_DIGITS = 5000;

  private static final int MOST_ELEMENTS = 1 << 24;

  private Bytes() {}

  static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException("not a fragment of a query: " + otherwise);
    }
  }

  static int count(DataInput in) throws IOException {
    int n = in.readInt();
    require(n >= 0 && n <= MOST_ELEMENTS, "a list of " + n);
    return n;
  }

  static void writeConstant(DataOutput out, Enum<?> constant) throws IOException {
    writeText(out, constant.name());
  }

  static <E extends Enum<E>> E readConstant(DataInput in, E[] values) throws IOException {
    String name = readText(in);
    for (E value : values) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    throw new IOException("not a fragment of a query: constant " + name);
  }

  static BigDecimal decimal(String text) throws IOException {
    try {
      BigDecimal value = new BigDecimal(text);
      boolean sane =
          value.precision() <= DECIMAL_DIGITS && Math.abs(value.scale()) <= DECIMAL_DIGITS;
      require(sane, "a number of too many digits");
      return value;
    } catch (NumberFormatException e) {
      throw new IOException("not a fragment of a query: a number that is none", e);
    }
  }

  static void writeText(DataOutput out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static String readText(DataInput in) throws IOException {
    byte[] utf8 = new byte[count(in)];
    in.readFully(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static void writeLabels(DataOutput out, Labels labels) throws IOException {
    out.writeInt(labels.size());
    for (Map.Entry<String, String> label : labels.toMap().entrySet()) {
      writeText(out, label.getKey());
      writeText(out, label.getValue());
    }
  }

  static Labels readLabels(DataInput in) throws IOException {
    Labels.Builder labels = Labels.builder();
    int n = count(in);
    for (int i = 0; i < n; i++) {
      labels.set(readText(in), readText(in));
    }
    return labels.build();
  }

  static void writeDoubles(DataOutput out, double[] values, int n) throws IOException {
    out.writeInt(n);
    for (int i = 0; i < n; i++) {
      out.writeDouble(values[i]);
    }
  }

  static double[] readDoubles(DataInput in) throws IOException {
    double[] values = new double[count(in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  /** Fills an array with as many numbers as it has room for. */
  static void readInto(DataInput in, double[] values) throws IOException {
    require(in.readInt() == values.length, "another number of steps");
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
  }

  /** The floats of a series: for each step, is there one u8, and if so it f64. */
  static void writeFloats(DataOutput out, Column column) throws IOException {
    for (int step = 0; step < column.steps(); step++) {
      out.writeBoolean(column.has(step));
      if (column.has(step)) {
        out.writeDouble(column.value(step));
      }
    }
  }

  static Column readFloats(DataInput in, int steps) throws IOException {
    Column column = new Column(steps);
    for (int step = 0; step < steps; step++) {
      if (in.readBoolean()) {
        column.set(step, in.readDouble());
      }
    }
    return column;
  }

  static void writeHistogram(DataOutput out, Histogram h) throws IOException {
    out.writeInt(h.schema());
    out.writeDouble(h.zeroThreshold());
    out.writeDouble(h.zeroCount());
    out.writeDouble(h.count());
    out.writeDouble(h.sum());
    writeSpans(out, h.positiveSpans());
    writeDoubles(out, h.positiveCounts(), h.positiveCounts().length);
    writeSpans(out, h.negativeSpans());
    writeDoubles(out, h.negativeCounts(), h.negativeCounts().length);
    writeDoubles(out, h.customBounds(), h.customBounds().length);
    writeConstant(out, h.resetHint());
    out.writeBoolean(h.integer());
  }

  private static void writeSpans(DataOutput out, List<Histogram.Span> spans) throws IOException {
    out.writeInt(spans.size());
    for (Histogram.Span span : spans) {
      out.writeInt(span.offset());
      out.writeInt(span.length());
    }
  }

  static Histogram readHistogram(DataInput in) throws IOException {
    int schema = in.readInt();
    double zeroThreshold = in.readDouble();
    double zeroCount = in.readDouble();
    double count = in.readDouble();
    double sum = in.readDouble();
    List<Histogram.Span> positiveSpans = readSpans(in);
    double[] positive = readDoubles(in);
    List<Histogram.Span> negativeSpans = readSpans(in);
    double[] negative = readDoubles(in);
    double[] bounds = readDoubles(in);
    Histogram.ResetHint hint = readConstant(in, Histogram.ResetHint.values());
    return new Histogram(
        schema,
        zeroThreshold,
        zeroCount,
        count,
        sum,
        positiveSpans,
        positive,
        negativeSpans,
        negative,
        bounds,
        hint,
        in.readBoolean());
  }

  private static List<Histogram.Span> readSpans(DataInput in) throws IOException {
    List<Histogram.Span> spans = new ArrayList<>();
    int n = count(in);
    for (int i = 0; i < n; i++) {
      spans.add(new Histogram.Span(in.readInt(), in.readInt()));
    }
    return spans;
  }
}
