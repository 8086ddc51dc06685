package io.atalaya.alert.template;

import java.math.BigDecimal;

/** Durations as Go's {@code time.Duration} shows them: {@code 1h30m0s}, {@code 1.5ms}. */
final class GoDuration {
  private static final long MICRO = 1_000L;
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private GoDuration() {}

  static String text(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    // The smallest duration has no positive counterpart, but the right bits if read as unsigned.
    long magnitude = Math.absExact(Math.max(nanos, -Long.MAX_VALUE));
    if (magnitude < SECOND) {
      return sign + small(magnitude);
    }
    long seconds = magnitude / SECOND;
    StringBuilder out = new StringBuilder(sign);
    if (seconds >= 3600) {
      out.append(seconds / 3600).append('h');
    }
    if (seconds >= 60) {
      out.append(seconds / 60 % 60).append('m');
    }
    return out.append(withFraction(magnitude % (60 * SECOND), SECOND)).append('s').toString();
  }

  private static String small(long nanos) {
    if (nanos < MICRO) {
      return nanos + "ns";
    }
    return nanos < MILLI ? withFraction(nanos, MICRO) + "µs" : withFraction(nanos, MILLI) + "ms";
  }

  private static String withFraction(long nanos, long unit) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }
}
