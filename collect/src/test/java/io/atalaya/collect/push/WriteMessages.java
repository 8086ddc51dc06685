package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds remote write requests, field by field. */
final class WriteMessages {
  private WriteMessages() {}

  /** A nested message. */
  static void nested(ProtoWriter out, int field, Consumer<ProtoWriter> content) {
    int mark = out.open(field);
    content.accept(out);
    out.close(mark);
  }

  /** A request of version 1 from what {@code content} writes, compressed. */
  static byte[] request(Consumer<ProtoWriter> content) {
    ProtoWriter out = new ProtoWriter();
    content.accept(out);
    return Snappy.encode(out.array(), 0, out.size());
  }

  /** A label, even an impossible one. */
  static void label(ProtoWriter out, String name, String value) {
    nested(
        out,
        1,
        label -> {
          label.text(1, name);
          label.text(2, value);
        });
  }

  static void labels(ProtoWriter out, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      label(out, labels.name(i), labels.value(i));
    }
  }

  /** A series of version 1 with one sample. */
  static void series(ProtoWriter out, Labels labels, long atMillis, double value) {
    nested(
        out,
        1,
        series -> {
          labels(series, labels);
          sample(series, 2, atMillis, value);
        });
  }

  static void sample(ProtoWriter out, int field, long atMillis, double value) {
    nested(
        out,
        field,
        sample -> {
          sample.float64(1, value);
          sample.int64(2, atMillis);
        });
  }

  /** A histogram with two positive buckets, a zero bucket and the sum 12.5. */
  static void integerHistogram(ProtoWriter out, int field, long atMillis, long count) {
    nested(
        out,
        field,
        h -> {
          h.int64(1, count);
          h.float64(3, 12.5);
          h.sint64(4, 3);
          h.float64(5, 0.001);
          h.int64(6, 2);
          nested(h, 11, span -> span(span, -1, 2));
          nested(h, 12, deltas -> packedDeltas(deltas, 4, -1));
          h.int64(15, atMillis);
        });
  }

  static void span(ProtoWriter out, int offset, int length) {
    out.sint64(1, offset);
    out.int64(2, length);
  }

  static void packedDeltas(ProtoWriter out, long... deltas) {
    for (long delta : deltas) {
      out.varint(ProtoWriter.zigzag(delta));
    }
  }

  /** Symbols of a request of version 2, in the order in which they are asked for. */
  static final class Symbols {
    private final List<String> texts = new ArrayList<>(List.of(""));

    int of(String text) {
      int known = texts.indexOf(text);
      if (known < 0) {
        texts.add(text);
        return texts.size() - 1;
      }
      return known;
    }

    void refs(ProtoWriter out, Labels labels) {
      nested(
          out,
          1,
          packed -> {
            for (int i = 0; i < labels.size(); i++) {
              packed.varint(of(labels.name(i)));
              packed.varint(of(labels.value(i)));
            }
          });
    }

    void write(ProtoWriter out) {
      texts.forEach(text -> out.text(4, text));
    }
  }
}
