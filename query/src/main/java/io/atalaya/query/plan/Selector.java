package io.atalaya.query.plan;

import io.atalaya.model.Matcher;
import io.atalaya.query.ast.RangeExtension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which series, and seen from which time.
 *
 * @param atMillis fixed time in place of that of the step, or null
 * @param offsetMillis how far back from that time
 * @param extension whether samples outside the range help at its ends
 * @param statisticsOnly whether of native histograms only count, sum and resets are looked at
 */
public record Selector(
    List<Matcher> matchers,
    @Nullable Long atMillis,
    long offsetMillis,
    RangeExtension extension,
    boolean statisticsOnly) {
  public Selector {
    matchers = List.copyOf(matchers);
  }

  /** The same, with samples inside the range only. */
  public Selector withoutExtension() {
    return new Selector(matchers, atMillis, offsetMillis, RangeExtension.NONE, statisticsOnly);
  }

  /** The time from which samples are looked at when a step is at {@code stepMillis}. */
  public long referenceMillis(long stepMillis) {
    return (atMillis == null ? stepMillis : atMillis) - offsetMillis;
  }
}
