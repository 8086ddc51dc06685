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

  private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

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
      while (i < text.length() && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
        i++;
      }
      if (digitsEnd == start || i == digitsEnd) {
        throw notValid(text);
      }
      int u = unitIndex(text, text.substring(digitsEnd, i));
      if (u < unit) {
        throw notValid(text);
      }
      total = add(total, number(text, start, digitsEnd), MILLIS[u]);
      unit = u + 1;
    }
    return total;
  }

  private static int unitIndex(String text, String name) {
    for (int u = 0; u < UNITS.length; u++) {
      if (UNITS[u].equals(name)) {
        return u;
      }
    }
    throw new IllegalArgumentException(
        "unknown unit " + GoQuote.of(name) + " in duration " + GoQuote.of(text));
  }

  private static long number(String text, int start, int end) {
    try {
      return Long.parseUnsignedLong(text.substring(start, end));
    } catch (NumberFormatException e) {
      throw notValid(text);
    }
  }

  /** Adds {@code count * unitMillis}; the sum must fit 64-bit nanoseconds, as in Go. */
  private static long add(long total, long count, long unitMillis) {
    boolean fits = count >= 0 && count <= MAX_MILLIS / unitMillis;
    if (!fits || total + count * unitMillis > MAX_MILLIS) {
      throw new IllegalArgumentException("duration out of range");
    }
    return total + count * unitMillis;
  }

  private static IllegalArgumentException notValid(String text) {
    return new IllegalArgumentException("not a valid duration string: " + GoQuote.of(text));
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
