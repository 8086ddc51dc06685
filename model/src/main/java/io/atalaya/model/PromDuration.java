package io.atalaya.model;

/**
 * Durations as Prometheus writes them: {@code 1h30m}, {@code 15s}, {@code 250ms}; units y, w, d, h,
 * m, s, ms, each at most once, in that order; a year has 365 days.
 */
public final class PromDuration {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1000L, 1L
  };

  private PromDuration() {}

  /**
   * Parses a duration to milliseconds.
   *
   * @throws IllegalArgumentException with Prometheus' wording
   */
  public static long parseMillis(String text) {
    if (text.equals("0")) {
      return 0;
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty duration string");
    }
    long total = 0;
    int unit = 0;
    int i = 0;
    while (i < text.length()) {
      int start = i;
      while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        i++;
      }
      int digitsEnd = i;
      while (i < text.length() && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
        i++;
      }
      String name = text.substring(digitsEnd, i);
      int u = unitIndex(name, unit);
      if (digitsEnd == start || name.isEmpty() || (u < 0 && unitIndex(name, 0) >= 0)) {
        throw notValid(text);
      }
      if (u < 0) {
        throw new IllegalArgumentException(
            "unknown unit \"" + name + "\" in duration \"" + text + "\"");
      }
      total = add(total, text.substring(start, digitsEnd), MILLIS[u]);
      unit = u + 1;
    }
    return total;
  }

  private static int unitIndex(String name, int from) {
    for (int u = from; u < UNITS.length; u++) {
      if (UNITS[u].equals(name)) {
        return u;
      }
    }
    return -1;
  }

  /** Adds {@code digits * unitMillis}; the sum must fit 64-bit nanoseconds, as in Go. */
  private static long add(long total, String digits, long unitMillis) {
    try {
      long sum = Math.addExact(total, Math.multiplyExact(Long.parseLong(digits), unitMillis));
      if (sum > Long.MAX_VALUE / 1_000_000) {
        throw new IllegalArgumentException("duration out of range");
      }
      return sum;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("duration out of range", e);
    }
  }

  private static IllegalArgumentException notValid(String text) {
    return new IllegalArgumentException("not a valid duration string: \"" + text + "\"");
  }

  /**
   * Formats milliseconds as Prometheus does: the largest units that divide it, weeks and years only
   * alone.
   */
  public static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder();
    long rest = Math.abs(millis);
    if (millis < 0) {
      out.append('-');
    }
    for (int u = 0; u < UNITS.length; u++) {
      boolean onlyIfExact = u < 2;
      if (onlyIfExact && rest % MILLIS[u] != 0) {
        continue;
      }
      long n = rest / MILLIS[u];
      if (n > 0) {
        out.append(n).append(UNITS[u]);
        rest -= n * MILLIS[u];
      }
    }
    return out.toString();
  }
}
