package io.atalaya.query.annotation;

import io.atalaya.model.GoFloat;
import io.atalaya.query.ast.PositionRange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Classic buckets whose counts went down with growing bounds, which {@code histogram_quantile} had
 * to mend; sums up all steps and series where it happened.
 *
 * @param firstMillis earliest step
 * @param lastMillis latest step
 * @param minBucket least upper bound that was mended
 * @param maxBucket greatest upper bound that was mended
 * @param maxDifference greatest count that was added
 * @param count how often
 */
record ForcedMonotonicity(
    String text,
    PositionRange position,
    long firstMillis,
    long lastMillis,
    double minBucket,
    double maxBucket,
    double maxDifference,
    int count)
    implements Annotation {
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
        + count
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
    return new ForcedMonotonicity(
        text,
        PositionRange.first(position, e.position),
        Math.min(firstMillis, e.firstMillis),
        Math.max(lastMillis, e.lastMillis),
        Math.min(minBucket, e.minBucket),
        Math.max(maxBucket, e.maxBucket),
        Math.max(maxDifference, e.maxDifference),
        count + e.count);
  }
}
