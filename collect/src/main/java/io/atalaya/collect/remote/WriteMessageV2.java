package io.atalaya.collect.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remote write 2.0, whose texts stand in one table; the first of them is empty.
 *
 * <pre>
 * Request     4 symbol…              5 TimeSeries…
 * TimeSeries  1 uint32 label refs…   2 Sample…   3 Histogram…   4 Exemplar…   5 Metadata
 * Sample      1 double value         2 int64 timestamp          3 int64 start time
 * Exemplar    1 uint32 label refs…   2 double value             3 int64 timestamp
 * Metadata    1 type                 3 help ref                 4 unit ref
 * </pre>
 *
 * <p>A series must have a sample there, so exemplars travel with the sample they were seen with.
 */
final class WriteMessageV2 implements WriteMessage {
  private final Families families;
  private final ProtoWriter out = new ProtoWriter();
  private final ProtoWriter symbols = new ProtoWriter();
  private final Map<String, Integer> refs = new HashMap<>();

  WriteMessageV2(Families families) {
    this.families = families;
  }

  @Override
  public byte[] of(List<Outgoing> batch) {
    out.clear();
    symbols.clear();
    refs.clear();
    ref("");
    for (Outgoing o : batch) {
      int series = out.open(5);
      putRefs(o.series.labels());
      put(o);
      o.exemplars().forEach(this::put);
      putMetadata(o.series.labels().metricName());
      out.close(series);
    }
    symbols.raw(out.toByteArray());
    return Snappy.encode(symbols.array(), 0, symbols.size());
  }

  private int ref(String text) {
    Integer known = refs.get(text);
    if (known != null) {
      return known;
    }
    int number = refs.size();
    refs.put(text, number);
    symbols.text(4, text);
    return number;
  }

  private void putRefs(Labels labels) {
    int packed = out.open(1);
    for (int i = 0; i < labels.size(); i++) {
      out.varint(ref(labels.name(i)));
      out.varint(ref(labels.value(i)));
    }
    out.close(packed);
  }

  private void put(Outgoing o) {
    Histogram histogram = o.histogram;
    if (histogram != null) {
      int message = out.open(3);
      HistogramWriter.write(out, histogram, o.atMillis);
      HistogramWriter.writeStart(out, o.startMillis);
      out.close(message);
    } else if (o.kind == Outgoing.Kind.FLOAT) {
      int sample = out.open(2);
      out.float64(1, o.value);
      out.int64(2, o.atMillis);
      if (o.startMillis != 0) {
        out.int64(3, o.startMillis);
      }
      out.close(sample);
    }
  }

  private void put(Outgoing.Exemplar exemplar) {
    int message = out.open(4);
    putRefs(exemplar.labels());
    out.float64(2, exemplar.value());
    out.int64(3, exemplar.atMillis());
    out.close(message);
  }

  private void putMetadata(String metric) {
    Metadata family = families.of(metric);
    if (family != null) {
      int message = out.open(5);
      out.int64(1, TYPES.getOrDefault(family.type(), 0));
      out.int64(3, ref(family.help()));
      out.int64(4, ref(family.unit()));
      out.close(message);
    }
  }
}
