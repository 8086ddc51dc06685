package io.atalaya.collect.remote;

import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.List;
import java.util.Map;

/** Writes the body of a request. For one thread at a time. */
sealed interface WriteMessage permits WriteMessageV1, WriteMessageV2 {
  /** The types of metadata by their numbers. */
  Map<String, Integer> TYPES =
      Map.of(
          "unknown", 0,
          "counter", 1,
          "gauge", 2,
          "histogram", 3,
          "gaugehistogram", 4,
          "summary", 5,
          "info", 6,
          "stateset", 7);

  /** The request with these samples, compressed. */
  byte[] of(List<Outgoing> batch);

  /**
   * A writer of a version.
   *
   * @param families what is known of metric families, which 2.0 sends with every series
   */
  static WriteMessage of(RemoteWriteConfig.Message version, Families families) {
    return switch (version) {
      case V1 -> new WriteMessageV1();
      case V2 -> new WriteMessageV2(families);
    };
  }

  /** A request of 1.0 with nothing but metadata, compressed. */
  static byte[] ofMetadata(List<Metadata> families) {
    ProtoWriter out = new ProtoWriter();
    for (Metadata family : families) {
      int message = out.open(3);
      out.int64(1, TYPES.getOrDefault(family.type(), 0));
      out.text(2, family.family());
      out.text(4, family.help());
      out.text(5, family.unit());
      out.close(message);
    }
    return Snappy.encode(out.array(), 0, out.size());
  }
}
