package io.atalaya.server.config.yaml;

import io.atalaya.model.regex.Regex;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * Sizes as Prometheus writes them: {@code 512MB}, {@code 1.5GiB}; units B, KB … EB and KiB … EiB,
 * all of them powers of 1024.
 */
public final class Sizes {
  private static final String[] PREFIXES = {"", "K", "M", "G", "T", "P", "E"};
  private static final Regex NUMBER = Regex.compile("[0-9]+(\\.[0-9]+)?");

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
    String form = text.strip();
    int unit = 0;
    while (unit < form.length() && "0123456789.".indexOf(form.charAt(unit)) >= 0) {
      unit++;
    }
    int power = power(form.substring(unit));
    if (power < 0 || !NUMBER.matches(form.substring(0, unit))) {
      throw new IllegalArgumentException(
          "not a size: \"" + text + "\"; write a number with a unit, such as 512MB");
    }
    BigDecimal factor = BigDecimal.valueOf(1L << (10 * power));
    BigDecimal bytes = new BigDecimal(form.substring(0, unit)).multiply(factor);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("the size " + text + " is too large");
    }
    return bytes.longValue();
  }

  /** How many times 1024 a unit stands for, or −1 if it is none. */
  private static int power(String unit) {
    for (int power = 0; power < PREFIXES.length; power++) {
      String prefix = PREFIXES[power];
      if (unit.equals(prefix + "B") || (power > 0 && unit.equals(prefix + "iB"))) {
        return power;
      }
    }
    return -1;
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
