package io.atalaya.query.annotation;

import io.atalaya.model.GoFloat;
import io.atalaya.query.ast.PositionRange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/**
 * Classic buckets whose counts went down with growing bounds, which {@code histogram_quantile} had
 * to mend; sums up all steps and series where it happened.
 *
 * @param firstMillis earliest step
 * @param lastMillis latest step
 * @param minBucket least upper bound that was mended
 * @param maxBucket greatest upper bound that was mended
 * @param maxDifference greatest count that was added
 * @param told how often, by the place that tells it
 */
record ForcedMonotonicity(
    String text,
    PositionRange position,
    long firstMillis,
    long lastMillis,
    double minBucket,
    double maxBucket,
    double maxDifference,
    Map<PositionRange, Told> told)
    implements Annotation {
  /**
   * How often one place tells it, as Prometheus counts: from the second time on, it adds what it
   * has counted so far to itself at every step.
   *
   * @param firstMillis the first step where it is told
   * @param weight sum over all histograms of 2^(steps that follow), modulo 2^64
   * @param firstWeight the same for those of the first step
   */
  record Told(long firstMillis, long weight, long firstWeight) {
    long count() {
      return 2 * weight - firstWeight;
    }

    Told and(Told other) {
      long first = Math.min(firstMillis, other.firstMillis);
      return new Told(
          first, weight + other.weight, firstWeightAt(first) + other.firstWeightAt(first));
    }

    private long firstWeightAt(long millis) {
      return firstMillis == millis ? firstWeight : 0;
    }
  }

  ForcedMonotonicity {
    told = Map.copyOf(told);
  }

  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  @Override
  public boolean isWarning() {
    return false;
  }

  @Override
  public String textIn(String query) {
    if (query.isEmpty()) {
      return text;
    }
    return text
        + ", from buckets "
        + GoFloat.shortest(minBucket)
        + " to "
        + GoFloat.shortest(maxBucket)
        + ", with a max diff of "
        + GoFloat.rounded(maxDifference, 2)
        + ", over "
        + told.values().stream().mapToLong(Told::count).sum()
        + " samples from "
        + RFC_3339.format(Instant.ofEpochMilli(firstMillis))
        + " to "
        + RFC_3339.format(Instant.ofEpochMilli(lastMillis))
        + " ("
        + position.startIn(query)
        + ")";
  }

  @Override
  public Annotation after(Annotation earlier) {
    if (!(earlier instanceof ForcedMonotonicity e)) {
      return this;
    }
    Map<PositionRange, Told> all = new HashMap<>(told);
    e.told.forEach((place, more) -> all.merge(place, more, Told::and));
    return new ForcedMonotonicity(
        text,
        position.isEvaluatedAfter(e.position) ? e.position : position,
        Math.min(firstMillis, e.firstMillis),
        Math.max(lastMillis, e.lastMillis),
        Math.min(minBucket, e.minBucket),
        Math.max(maxBucket, e.maxBucket),
        Math.max(maxDifference, e.maxDifference),
        all);
  }
}
