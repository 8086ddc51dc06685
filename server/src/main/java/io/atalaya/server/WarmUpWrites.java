package io.atalaya.server;

import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.ArrayList;
import java.util.List;

/** Requests of remote write, as an agent sends them, for {@link WarmUp}. */
final class WarmUpWrites {
  /** Often enough for the JVM to know what is worth compiling well. */
  private static final int ROUNDS = 150;

  private static final int TARGETS = 4;
  private static final int SERIES = 500;
  private static final long INTERVAL_MILLIS = 15_000;

  private WarmUpWrites() {}

  /** One sample of every series in each; the last one is of this time. */
  static List<byte[]> requests(long endMillis) {
    List<byte[]> requests = new ArrayList<>();
    ProtoWriter out = new ProtoWriter();
    for (int round = 0; round < ROUNDS; round++) {
      out.clear();
      long at = endMillis - (ROUNDS - 1 - round) * INTERVAL_MILLIS;
      for (int target = 0; target < TARGETS; target++) {
        for (int i = 0; i < SERIES; i++) {
          putSeries(out, target, i, i % 4 == 0 ? i + round * 0.37 * (i % 90) : i, at + target);
        }
      }
      requests.add(Snappy.encode(out.toByteArray()));
    }
    return requests;
  }

  private static void putSeries(ProtoWriter out, int target, int number, double value, long at) {
    int series = out.open(1);
    putLabel(out, "__name__", "sent_total");
    putLabel(out, "instance", "agent-" + target);
    putLabel(out, "job", "agent");
    putLabel(out, "number", Integer.toString(number));
    int sample = out.open(2);
    out.float64(1, value);
    out.int64(2, at);
    out.close(sample);
    out.close(series);
  }

  private static void putLabel(ProtoWriter out, String name, String value) {
    int label = out.open(1);
    out.text(1, name);
    out.text(2, value);
    out.close(label);
  }
}
