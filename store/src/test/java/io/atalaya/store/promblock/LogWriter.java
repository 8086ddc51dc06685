package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.wire.Snappy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes a file of Prometheus' log. */
final class LogWriter {
  private static final int PAGE = 32 << 10;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private ByteArrayOutputStream record = new ByteArrayOutputStream();
  private final boolean snappy;

  LogWriter(boolean snappy) {
    this.snappy = snappy;
  }

  LogWriter begin(int type) {
    record = new ByteArrayOutputStream();
    return u8(type);
  }

  LogWriter u8(int value) {
    record.write(value);
    return this;
  }

  LogWriter i64(long value) {
    record.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    return this;
  }

  LogWriter f64(double value) {
    return i64(Double.doubleToRawLongBits(value));
  }

  LogWriter uvarint(long value) {
    long left = value;
    while (left >>> 7 != 0) {
      u8((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    return u8((int) left);
  }

  LogWriter varint(long value) {
    return uvarint(value << 1 ^ value >> 63);
  }

  LogWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    uvarint(bytes.length);
    record.writeBytes(bytes);
    return this;
  }

  LogWriter series(long ref, Labels labels) {
    i64(ref).uvarint(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      text(labels.name(i)).text(labels.value(i));
    }
    return this;
  }

  /** What follows reference and time of a histogram of whole numbers; the hint is: unknown. */
  LogWriter integerHistogram(Histogram h) {
    u8(0).varint(h.schema()).f64(h.zeroThreshold());
    uvarint((long) h.zeroCount()).uvarint((long) h.count()).f64(h.sum());
    for (List<Span> spans : List.of(h.positiveSpans(), h.negativeSpans())) {
      uvarint(spans.size());
      spans.forEach(span -> varint(span.offset()).uvarint(span.length()));
    }
    for (double[] counts : new double[][] {h.positiveCounts(), h.negativeCounts()}) {
      uvarint(counts.length);
      long before = 0;
      for (double count : counts) {
        varint((long) count - before);
        before = (long) count;
      }
    }
    if (h.usesCustomBuckets()) {
      uvarint(h.customBounds().length);
      for (double bound : h.customBounds()) {
        f64(bound);
      }
    }
    return this;
  }

  /** Ends a record, which goes to the file in pieces. */
  LogWriter end() {
    byte[] plain = record.toByteArray();
    byte[] data = snappy ? Snappy.encode(plain) : plain;
    int at = 0;
    while (at < data.length) {
      int room = PAGE - file.size() % PAGE;
      if (room <= 7) {
        file.writeBytes(new byte[room]);
        continue;
      }
      int length = Math.min(data.length - at, room - 7);
      boolean last = at + length == data.length;
      int kind = at == 0 ? (last ? 1 : 2) : (last ? 4 : 3);
      CRC32C crc = new CRC32C();
      crc.update(data, at, length);
      file.write(kind | (snappy ? 8 : 0));
      file.write(length >> 8);
      file.write(length);
      file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
      file.write(data, at, length);
      at += length;
    }
    return this;
  }

  byte[] toByteArray() {
    return file.toByteArray();
  }

  void writeTo(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Files.write(path, toByteArray());
  }
}
