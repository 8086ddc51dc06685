package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of expositions next to the JDK's reader, bit by bit. */
final class NumberReaderTest {
  private static double read(String text) {
    byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.ISO_8859_1);
    return NumberReader.parse(bytes, 1, bytes.length - 1);
  }

  private static void check(String text) {
    double expected = Double.parseDouble(text);
    assertThat(Double.doubleToRawLongBits(read(text)))
        .as(text)
        .isEqualTo(Double.doubleToRawLongBits(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+0",
        "0.0",
        "-0.000",
        "1",
        "-1",
        "1.5",
        ".5",
        "5.",
        "007",
        "1e3",
        "1E-3",
        "1e+0",
        "9007199254740993",
        "9007199254740992.5",
        "9223372036854775807",
        "9999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "1.7976931348623157e308",
        "4.9e-324",
        "2.2250738585072014e-308",
        "0.1",
        "0.30000000000000004",
        "123456789.123456789",
        "1e22",
        "1e23",
        "8.5e22",
        "1e-22",
        "1e-23",
        "1e80",
        "1e81",
        "1e-80",
        "1e-81",
        "0e99999",
        "6.02214076e23",
        "1.602176634e-19",
        "1.4477736450000001e+09",
        "0.00000000000000000000000000001",
        "100000000000000000000000000000",
        "9007199254740991e-22",
        "5e-320",
        "1e-400"
      })
  void readsWhatTheJdkReads(String text) {
    check(text);
  }

  @Test
  void roundsHalvesToEven() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long odd = (1L << 53) + random.nextLong(1L << 53);
      // Between two neighbouring doubles, and a little beside it.
      String middle = new BigDecimal(odd).multiply(new BigDecimal("0.5")).toPlainString();
      check(middle);
      check(Long.toString(odd));
      check(Long.toString(odd * 2 + 1));
    }
  }

  @Test
  void readsAnyDoubleAsItIsPrinted() {
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        check(Double.toString(value));
        check(String.format(Locale.ROOT, "%.5e", value));
      }
      double usual = random.nextGaussian() * Math.pow(10, random.nextInt(24) - 8);
      check(Double.toString(usual));
      check(
          new BigDecimal(usual)
              .setScale(random.nextInt(12), java.math.RoundingMode.HALF_UP)
              .toPlainString());
    }
  }

  @Test
  void readsAnyDigits() {
    Random random = new Random(2);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : "-");
      int digits = 1 + random.nextInt(22);
      int point = random.nextInt(digits + 1);
      for (int d = 0; d < digits; d++) {
        text.append(d == point ? "." : "").append((char) ('0' + random.nextInt(10)));
      }
      if (random.nextInt(3) == 0) {
        text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(160) - 80);
      }
      check(text.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "+", ".", "e5", "1e", "1e+", "1e5.", "1.2.3", "1-", "--1", "0x10", "1f", "1e400",
        "1_0"
      })
  void refusesWhatIsNoNumber(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(NumberFormatException.class);
  }
}
