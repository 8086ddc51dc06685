package io.atalaya.store.promblock;

import java.util.random.RandomGenerator;

/** Names of blocks: 48 bits of time and 80 of chance in Crockford's base 32, 26 characters. */
final class Ulid {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 16;

  private Ulid() {}

  static String of(long millis, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
      text.append(DIGITS.charAt((int) (millis >>> (5 * digit)) & 31));
    }
    for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
      text.append(DIGITS.charAt(random.nextInt(32)));
    }
    return text.toString();
  }
}
