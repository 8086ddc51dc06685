package io.atalaya.query.exec;

import io.atalaya.model.GoString;
import io.atalaya.model.Labels;
import java.io.ByteArrayOutputStream;

/**
 * Where in {@code [0, 1)} a series lies for {@code limit_ratio}: a hash of its labels, so that the
 * same series are always chosen, and the same ones as Prometheus chooses.
 *
 * <p>Hashed is Prometheus' layout of labels in memory: for each label in order its name and its
 * value, each as its length in bytes (one byte, or 255 and three bytes, least first) and its UTF-8.
 */
final class SamplingOffset {
  private static final double UNSIGNED_MAX = 0x1p64;
  private static final int LONG_LENGTH = 255;

  private SamplingOffset() {}

  static double of(Labels labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < labels.size(); i++) {
      write(out, labels.name(i));
      write(out, labels.value(i));
    }
    return unsigned(XxHash64.hash(out.toByteArray())) / UNSIGNED_MAX;
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = GoString.bytes(text);
    int n = bytes.length;
    if (n < LONG_LENGTH) {
      out.write(n);
    } else {
      out.write(LONG_LENGTH);
      out.write(n);
      out.write(n >> 8);
      out.write(n >> 16);
    }
    out.writeBytes(bytes);
  }

  private static double unsigned(long v) {
    double d = v >>> 1;
    return 2 * d + (v & 1);
  }
}
