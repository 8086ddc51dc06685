package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.GoFloat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verbs of {@code printf}, as the documentation of Go's {@code fmt} describes them. */
class FormatTest {
  @ParameterizedTest
  @MethodSource
  void formats(String arguments, String result) {
    assertThat(TemplateCases.execute("{{printf " + arguments + "}}", TemplateCases.data()))
        .isEqualTo(result);
  }

  static Stream<Arguments> formats() {
    return TemplateCases.table("formats.txt");
  }

  @Property
  void theShortestFormMeansTheSameNumber(@ForAll double v) {
    String text = GoFloat.shortest(v);

    assertThat(Double.parseDouble(text.replace("Inf", "Infinity"))).isEqualTo(v);
  }

  @Property
  void noFormWithFewerDigitsMeansTheSameNumber(@ForAll double v) {
    int digits = significantDigits(GoFloat.format(v, 'e', GoFloat.SHORTEST));
    if (digits > 1) {
      BigDecimal shorter =
          new BigDecimal(v).round(new MathContext(digits - 1, RoundingMode.HALF_EVEN));
      assertThat(shorter.doubleValue()).isNotEqualTo(v);
    }
  }

  private static int significantDigits(String exponential) {
    return exponential.substring(0, exponential.indexOf('e')).replaceAll("[-.]", "").length();
  }

  @Property
  void everyFormIsTheNumberRoundedToItsDigits(
      @ForAll double v, @ForAll @IntRange(max = 20) int precision) {
    BigDecimal exact = new BigDecimal(v);

    assertThat(new BigDecimal(GoFloat.format(v, 'f', precision)))
        .isEqualByComparingTo(exact.setScale(precision, RoundingMode.HALF_EVEN));
    assertThat(new BigDecimal(GoFloat.format(v, 'e', precision)))
        .isEqualByComparingTo(exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN)));
    assertThat(new BigDecimal(GoFloat.format(v, 'g', precision)))
        .isEqualByComparingTo(
            exact.round(new MathContext(Math.max(1, precision), RoundingMode.HALF_EVEN)));
  }
}
