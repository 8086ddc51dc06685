package io.atalaya.query.peer;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.query.fuzz.RandomSeries;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request of Prometheus' remote write 1.0, {@code prometheus.WriteRequest}, in the block format
 * of Snappy without any compression.
 */
final class RemoteWriteRequest {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int MAX_LITERAL = 1 << 16;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private RemoteWriteRequest() {}

  static byte[] of(List<RandomSeries> series) {
    RemoteWriteRequest request = new RemoteWriteRequest();
    series.forEach(s -> request.bytes(1, timeSeries(s)));
    return snappy(request.out.toByteArray());
  }

  private static byte[] timeSeries(RandomSeries series) {
    RemoteWriteRequest message = new RemoteWriteRequest();
    Labels labels = series.labels();
    for (int i = 0; i < labels.size(); i++) {
      RemoteWriteRequest label = new RemoteWriteRequest();
      label.bytes(1, labels.name(i).getBytes(StandardCharsets.UTF_8));
      label.bytes(2, labels.value(i).getBytes(StandardCharsets.UTF_8));
      message.bytes(1, label.out.toByteArray());
    }
    for (RandomSeries.Sample sample : series.samples()) {
      Histogram h = sample.histogram();
      if (h == null) {
        RemoteWriteRequest value = new RemoteWriteRequest();
        value.fixed(1, sample.value());
        value.varint(2, sample.millis());
        message.bytes(2, value.out.toByteArray());
      } else {
        message.bytes(4, histogram(h, sample.millis()));
      }
    }
    return message.out.toByteArray();
  }

  private static byte[] histogram(Histogram h, long millis) {
    RemoteWriteRequest message = new RemoteWriteRequest();
    message.varint(1, (long) h.count());
    message.fixed(3, h.sum());
    message.varint(4, zigzag(h.schema()));
    message.fixed(5, h.zeroThreshold());
    message.varint(6, (long) h.zeroCount());
    message.side(8, 9, h.negativeSpans(), h.negativeCounts());
    message.side(11, 12, h.positiveSpans(), h.positiveCounts());
    message.varint(14, h.resetHint() == Histogram.ResetHint.GAUGE ? 3 : 0);
    message.varint(15, millis);
    RemoteWriteRequest bounds = new RemoteWriteRequest();
    for (double bound : h.customBounds()) {
      bounds.plainFixed(bound);
    }
    message.bytes(16, bounds.out.toByteArray());
    return message.out.toByteArray();
  }

  private void side(int spanField, int deltaField, List<Histogram.Span> spans, double[] counts) {
    for (Histogram.Span span : spans) {
      RemoteWriteRequest message = new RemoteWriteRequest();
      message.varint(1, zigzag(span.offset()));
      message.varint(2, span.length());
      bytes(spanField, message.out.toByteArray());
    }
    RemoteWriteRequest deltas = new RemoteWriteRequest();
    long before = 0;
    for (double count : counts) {
      deltas.plainVarint(zigzag((long) count - before));
      before = (long) count;
    }
    bytes(deltaField, deltas.out.toByteArray());
  }

  private static long zigzag(long v) {
    return (v << 1) ^ (v >> 63);
  }

  private void plainVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void varint(int field, long value) {
    plainVarint(field << 3 | VARINT);
    plainVarint(value);
  }

  private void plainFixed(double value) {
    out.writeBytes(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(Double.doubleToRawLongBits(value))
            .array());
  }

  private void fixed(int field, double value) {
    plainVarint(field << 3 | FIXED_64);
    plainFixed(value);
  }

  private void bytes(int field, byte[] value) {
    plainVarint(field << 3 | BYTES);
    plainVarint(value.length);
    out.writeBytes(value);
  }

  /** Snappy's literals only: a tag with the length less one in two bytes, then the bytes. */
  private static byte[] snappy(byte[] plain) {
    RemoteWriteRequest packed = new RemoteWriteRequest();
    packed.plainVarint(plain.length);
    for (int from = 0; from < plain.length; from += MAX_LITERAL) {
      int length = Math.min(MAX_LITERAL, plain.length - from);
      packed.out.write(61 << 2);
      packed.out.write((length - 1) & 0xff);
      packed.out.write((length - 1) >>> 8);
      packed.out.write(plain, from, length);
    }
    return packed.out.toByteArray();
  }
}
