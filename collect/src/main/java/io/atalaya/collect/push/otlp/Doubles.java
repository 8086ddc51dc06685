package io.atalaya.collect.push.otlp;

import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.Arrays;

/** A growing list of doubles, filled from packed or single fields. */
final class Doubles {
  private double[] values = new double[0];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(8, size * 2));
    }
    values[size++] = value;
  }

  /** Adds a field of {@code fixed64} counts. */
  void addFixedCounts(ProtoReader in) throws WireException {
    if (in.type() != ProtoReader.BYTES) {
      add(in.fixed64());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      add(in.rawFixed64());
    }
    in.leave(outer);
  }

  /** Adds a field of varint counts. */
  void addCounts(ProtoReader in) throws WireException {
    if (in.type() != ProtoReader.BYTES) {
      add(in.int64());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      add(in.varint());
    }
    in.leave(outer);
  }

  /** Adds a field of doubles. */
  void addDoubles(ProtoReader in) throws WireException {
    if (in.type() != ProtoReader.BYTES) {
      add(in.float64());
      return;
    }
    int outer = in.enter();
    while (in.more()) {
      add(Double.longBitsToDouble(in.rawFixed64()));
    }
    in.leave(outer);
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
