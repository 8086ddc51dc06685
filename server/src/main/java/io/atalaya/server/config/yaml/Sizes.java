package io.atalaya.server.config.yaml;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as Prometheus writes them: {@code 512MB}, {@code 1.5GiB}; units B, KB … EB and KiB … EiB,
 * all of them powers of 1024.
 */
public final class Sizes {
  private static final String[] PREFIXES = {"", "K", "M", "G", "T", "P", "E"};
  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([KMGTPE]?)(i?)B");

  private Sizes() {}

  /**
   * Parses a size to bytes.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static long parseBytes(String text) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches() || (form.group(2).isEmpty() && !form.group(3).isEmpty())) {
      throw new IllegalArgumentException(
          "not a size: \"" + text + "\"; write a number with a unit, such as 512MB");
    }
    int power = "KMGTPE".indexOf(form.group(2)) + (form.group(2).isEmpty() ? 0 : 1);
    BigDecimal bytes =
        new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("the size " + text + " is too large");
    }
    return bytes.longValue();
  }

  /** Formats bytes with the largest unit that divides them. */
  public static String format(long bytes) {
    int power = 0;
    long rest = bytes;
    while (rest != 0 && rest % 1024 == 0 && power < PREFIXES.length - 1) {
      rest /= 1024;
      power++;
    }
    return rest == 0 ? "0" : String.format(Locale.ROOT, "%d%sB", rest, PREFIXES[power]);
  }
}
