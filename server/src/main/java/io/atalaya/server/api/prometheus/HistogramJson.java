package io.atalaya.server.api.prometheus;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.query.histogram.HistogramBucket;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.List;

/**
 * A native histogram as {@code
 * {"count":"…","sum":"…","buckets":[[rule,"lower","upper","count"],…]}}. The rule says which bounds
 * belong to a bucket: 0 the upper, 1 the lower, 2 none, 3 both. Empty buckets are left out; buckets
 * come in ascending order.
 */
final class HistogramJson {
  void write(JsonOut out, Histogram h) throws IOException {
    out.object().field("count", GoFloat.json(h.count())).field("sum", GoFloat.json(h.sum()));
    List<HistogramBucket> buckets = Histograms.populatedBuckets(h);
    if (!buckets.isEmpty()) {
      out.name("buckets").array();
      for (HistogramBucket bucket : buckets) {
        write(out, bucket);
      }
      out.end();
    }
    out.end();
  }

  private static void write(JsonOut out, HistogramBucket bucket) throws IOException {
    out.array()
        .number(rule(bucket))
        .text(GoFloat.json(bucket.lower()))
        .text(GoFloat.json(bucket.upper()))
        .text(GoFloat.json(bucket.count()))
        .end();
  }

  private static int rule(HistogramBucket bucket) {
    if (bucket.lowerInclusive()) {
      return bucket.upperInclusive() ? 3 : 1;
    }
    return bucket.upperInclusive() ? 0 : 2;
  }
}
