package io.atalaya.collect.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.List;

/**
 * Remote write 1.0.
 *
 * <pre>
 * WriteRequest  1 TimeSeries…
 * TimeSeries    1 Label…          2 Sample…   3 Exemplar…   4 Histogram…
 * Label         1 name            2 value
 * Sample        1 double value    2 int64 timestamp
 * Exemplar      1 Label…          2 double value            3 int64 timestamp
 * </pre>
 */
final class WriteMessageV1 implements WriteMessage {
  private final ProtoWriter out = new ProtoWriter();

  @Override
  public byte[] of(List<Outgoing> batch) {
    out.clear();
    for (Outgoing o : batch) {
      int series = out.open(1);
      out.raw(o.series.encodedLabels());
      put(o);
      o.exemplars().forEach(this::put);
      out.close(series);
    }
    return Snappy.encode(out.array(), 0, out.size());
  }

  private void put(Outgoing o) {
    Histogram histogram = o.histogram;
    if (histogram != null) {
      int message = out.open(4);
      HistogramWriter.write(out, histogram, o.atMillis);
      out.close(message);
    } else if (o.kind == Outgoing.Kind.FLOAT) {
      int sample = out.open(2);
      out.float64(1, o.value);
      out.int64(2, o.atMillis);
      out.close(sample);
    }
  }

  private void put(Outgoing.Exemplar exemplar) {
    int message = out.open(3);
    OutgoingSeries.putLabels(out, exemplar.labels());
    out.float64(2, exemplar.value());
    out.int64(3, exemplar.atMillis());
    out.close(message);
  }
}
