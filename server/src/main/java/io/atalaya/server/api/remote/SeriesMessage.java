package io.atalaya.server.api.remote;

import io.atalaya.collect.remote.HistogramWriter;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.store.promblock.ChunkEncoder;

/** Writes series as Prometheus' protobuf messages have them. */
final class SeriesMessage {
  private SeriesMessage() {}

  static void labels(ProtoWriter out, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      int label = out.open(1);
      out.text(1, labels.name(i));
      out.text(2, labels.value(i));
      out.close(label);
    }
  }

  /** A {@code TimeSeries} with its samples; see {@code WriteRequestV1} for its fields. */
  static void timeSeries(ProtoWriter out, Labels labels, SeriesSamples samples) {
    int series = out.open(1);
    labels(out, labels);
    for (int row = samples.from; row < samples.to; row++) {
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      if (histogram == null) {
        int sample = out.open(2);
        out.float64(1, samples.values[row]);
        out.int64(2, samples.times.millis(row));
        out.close(sample);
      } else {
        int sample = out.open(4);
        HistogramWriter.write(out, histogram, samples.times.millis(row));
        out.close(sample);
      }
    }
    out.close(series);
  }

  static void chunk(ProtoWriter out, ChunkEncoder.Chunk chunk) {
    int message = out.open(2);
    out.int64(1, chunk.fromMillis());
    out.int64(2, chunk.toMillis());
    out.int64(3, chunk.encoding());
    out.bytes(4, chunk.data());
    out.close(message);
  }
}
