package io.atalaya.server.api.remote;

import io.atalaya.collect.scrape.NameEscaping;
import io.atalaya.model.Histogram;
import io.atalaya.model.wire.ProtoWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Families as protobuf, each behind its length.
 *
 * <pre>
 * MetricFamily  1 name   3 type: 3 untyped, 4 histogram, 5 gauge histogram   4 Metric…
 * Metric        1 LabelPair { 1 name   2 value }…   5 Untyped { 1 double }   6 int64 milliseconds
 *               7 Histogram
 * Histogram     2 double sum   3 Bucket { 2 double upper bound   4 double cumulative count }…
 *               4 double count   5 sint32 schema   6 double zero threshold   8 double zero count
 *               9 negative spans { 1 sint32 offset   2 uint32 length }   11 double counts
 *              12 positive spans                                         14 double counts
 * </pre>
 */
final class FederateMessages implements FederateWriter {
  private final OutputStream out;
  private final NameEscaping escaping;
  private final ProtoWriter message = new ProtoWriter();
  private final ProtoWriter head = new ProtoWriter();

  FederateMessages(OutputStream out, NameEscaping escaping) {
    this.out = out;
    this.escaping = escaping;
  }

  @Override
  public boolean takes(Histogram histogram) {
    return true;
  }

  @Override
  public void write(FederateFamily family) throws IOException {
    message.clear();
    message.text(1, escaping.write(family.name()));
    message.int64(
        3,
        switch (family.type()) {
          case UNTYPED -> 3;
          case HISTOGRAM -> 4;
          case GAUGE_HISTOGRAM -> 5;
        });
    for (FederateFamily.Sample sample : family.samples()) {
      metric(sample);
    }
    head.clear();
    head.varint(message.size());
    head.writeTo(out);
    message.writeTo(out);
  }

  private void metric(FederateFamily.Sample sample) {
    int metric = message.open(4);
    List<String> labels = sample.labels();
    for (int i = 0; i < labels.size(); i += 2) {
      int label = message.open(1);
      message.text(1, escaping.write(labels.get(i)));
      message.text(2, labels.get(i + 1));
      message.close(label);
    }
    Histogram histogram = sample.histogram();
    if (histogram == null) {
      int untyped = message.open(5);
      message.float64(1, sample.value());
      message.close(untyped);
    }
    message.int64(6, sample.atMillis());
    if (histogram != null) {
      int field = message.open(7);
      histogram(histogram);
      message.close(field);
    }
    message.close(metric);
  }

  private void histogram(Histogram h) {
    message.float64(2, h.sum());
    if (h.usesCustomBuckets()) {
      buckets(h);
    }
    message.float64(4, h.count());
    if (!h.usesCustomBuckets()) {
      message.sint64(5, h.schema());
      message.float64(6, h.zeroThreshold());
      message.float64(8, h.zeroCount());
      side(9, h.negativeSpans(), h.negativeCounts());
      side(12, h.positiveSpans(), h.positiveCounts());
    }
  }

  private void buckets(Histogram h) {
    double[] counts = FederateFamily.cumulative(h);
    for (int i = 0; i < counts.length; i++) {
      int bucket = message.open(3);
      message.float64(2, h.customBounds()[i]);
      message.float64(4, counts[i]);
      message.close(bucket);
    }
  }

  /** Writes spans, and their counts in the field after the next. */
  private void side(int field, List<Histogram.Span> spans, double[] counts) {
    for (Histogram.Span span : spans) {
      int one = message.open(field);
      message.sint64(1, span.offset());
      message.int64(2, span.length());
      message.close(one);
    }
    for (double count : counts) {
      message.float64(field + 2, count);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
