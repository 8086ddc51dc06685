package io.atalaya.collect.remote;

import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/** A series as another server shall see it. */
final class OutgoingSeries {
  private final @Nullable Labels labels;
  private final int hash;
  private byte @Nullable [] encoded;

  /** The sample of the batch that is being read to which exemplars belong. */
  @Nullable Outgoing newest;

  /**
   * A series.
   *
   * @param labels null if the configuration says that it is not sent
   */
  OutgoingSeries(@Nullable Labels labels) {
    this.labels = labels;
    // Mixed, for the remainder by a small number must not depend on the last characters only.
    hash = labels == null ? 0 : (labels.hashCode() * 0x9E3779B1) >>> 1;
  }

  boolean isDropped() {
    return labels == null;
  }

  Labels labels() {
    return labels == null ? Labels.of() : labels;
  }

  /** Which of so many shards sends it: always the same, so that its samples stay in order. */
  int shard(int shards) {
    return hash % shards;
  }

  /** The labels as {@code repeated Label labels = 1} of a {@code TimeSeries} of 1.0. */
  byte[] encodedLabels() {
    byte[] known = encoded;
    if (known == null) {
      ProtoWriter out = new ProtoWriter();
      putLabels(out, labels());
      known = out.toByteArray();
      encoded = known;
    }
    return known;
  }

  static void putLabels(ProtoWriter out, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      int label = out.open(1);
      out.text(1, labels.name(i));
      out.text(2, labels.value(i));
      out.close(label);
    }
  }
}
