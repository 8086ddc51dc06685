package io.atalaya.bench.query;

import io.atalaya.model.wire.ProtoWriter;
import java.util.SplittableRandom;

/** A native histogram that counts durations; as remote write 1.0 has it. */
final class NativeSeries {
  private static final int SCHEMA = 3;
  private static final int BUCKETS = 24;
  private static final int FIRST_BUCKET = -30;
  private static final double ZERO_THRESHOLD = 0x1p-128;

  private final byte[] labels;
  private final SplittableRandom random;
  private final long[] counts = new long[BUCKETS];
  private double sum;

  NativeSeries(byte[] labels, SplittableRandom random) {
    this.labels = labels;
    this.random = random;
  }

  byte[] labels() {
    return labels;
  }

  /** Writes the fields of a {@code Histogram} message: what has been counted at a time. */
  void writeNext(ProtoWriter out, long timeMillis) {
    long count = 0;
    for (int b = 0; b < BUCKETS; b++) {
      counts[b] += random.nextInt(1 + b * (BUCKETS - b));
      count += counts[b];
    }
    sum += random.nextDouble();
    out.int64(1, count);
    out.float64(3, sum);
    out.sint64(4, SCHEMA);
    out.float64(5, ZERO_THRESHOLD);
    out.int64(6, 0);
    int span = out.open(11);
    out.sint64(1, FIRST_BUCKET);
    out.int64(2, BUCKETS);
    out.close(span);
    int deltas = out.open(12);
    for (int b = 0; b < BUCKETS; b++) {
      out.varint(ProtoWriter.zigzag(counts[b] - (b == 0 ? 0 : counts[b - 1])));
    }
    out.close(deltas);
    out.int64(15, timeMillis);
  }
}
