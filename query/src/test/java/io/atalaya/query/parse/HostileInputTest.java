package io.atalaya.query.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.atalaya.query.ast.Expr;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too deep, too long or too many is refused, soon and by name. */
class HostileInputTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int SMALL_STACK = 512 * 1024;

  private final PromqlParser parser = new PromqlParser(EnumSet.allOf(PromqlFeature.class));

  private String errorOf(String query) {
    PromqlSyntaxException e =
        assertTimeoutPreemptively(
            SOON,
            () -> catchThrowableOfType(PromqlSyntaxException.class, () -> parser.parse(query)));
    assertThat(e).isNotNull();
    return e.reason();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"(|1|)", "-|foo|", "abs(|foo|)", "sum(|foo|)", "foo ^ |1|", "foo[5m:|1m|]"})
  void refusesDeepNesting(String open, String middle, String close) {
    String end = close == null ? "" : close;
    String query = open.repeat(100_000) + middle + end.repeat(100_000);
    assertThat(errorOf(query)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "- 5m ^ ", "5m + ", "max_of(5m, "})
  void refusesDeepDurations(String open) {
    assertThat(errorOf("foo[" + open.repeat(50_000) + "5m]")).contains("too deep");
    assertThat(errorOf("foo offset (" + open.repeat(50_000) + "5m)")).contains("too deep");
  }

  @Test
  void refusesDurationsThatAreDeepThroughChainsAtEveryLevel() {
    String open = "(".repeat(200);
    assertThat(errorOf("foo[" + open + "5m" + ("+1".repeat(200) + ")").repeat(200) + "]"))
        .isEqualTo("duration expression is nested too deep, the limit is 1000 levels");
    assertThat(errorOf(open + "foo" + ("+1".repeat(200) + ")").repeat(200)))
        .isEqualTo("expression is nested too deep, the limit is 1000 levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", " or foo", "[5m:]", " * foo"})
  void refusesLongChains(String link) {
    assertThat(errorOf("foo" + link.repeat(100_000)))
        .isEqualTo("expression is nested too deep, the limit is 1000 levels");
  }

  @Test
  void readsChainsAndNestingUpToTheLimitsOnASmallStack() throws InterruptedException {
    int nested = ParseLimits.MAX_NESTING - 1;
    String deep = "(".repeat(nested) + "foo" + ")".repeat(nested);
    String chain = "foo" + " or foo".repeat(ParseLimits.MAX_HEIGHT - 1);
    AtomicReference<String> printed = new AtomicReference<>("");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () ->
                printed.set(
                    Printer.print(parser.parse(deep))
                        + Printer.print(parser.parse(chain))
                        + PrettyPrinter.print(parser.parse(chain)).length()),
            "small stack",
            SMALL_STACK);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
    assertThat(printed.get()).startsWith(deep + chain);
  }

  @Test
  void refusesLongInput() {
    assertThat(errorOf("a".repeat(ParseLimits.MAX_LENGTH + 1)))
        .isEqualTo("input of 1048577 characters is too long, the limit is 1048576");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "0x9", "1_0", "5m", "\"", "'\\", "a", ".", "#", "{", "🙂", "1e"})
  void readsHugeTokensSoon(String part) {
    String query = part.repeat(ParseLimits.MAX_LENGTH / part.length());
    String number = "1" + "0".repeat(ParseLimits.MAX_LENGTH - 1);
    assertTimeoutPreemptively(SOON, () -> parseAnyhow(query));
    assertTimeoutPreemptively(SOON, () -> parseAnyhow(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,", "foo,", "(1+1),", "1+1,", "foo{a=\"b\"}[5m],", "sum(x),"})
  void readsManyArgumentsSoon(String arg) {
    String query = "abs(" + arg.repeat((ParseLimits.MAX_LENGTH - 10) / arg.length()) + "1)";
    assertThat(errorOf(query)).contains("argument");
  }

  private void parseAnyhow(String query) {
    try {
      parser.parse(query);
    } catch (PromqlSyntaxException e) {
      assertThat(e.errors()).isNotEmpty();
    }
  }

  @Test
  void keepsOnOneLineWhatWouldBeTooLongSpreadOut() {
    String chain = "(" + "foo" + " or foo".repeat(900) + ")";
    String query = chain + (" or " + chain).repeat(90);
    Expr expr = parser.parse(query);
    String printed = assertTimeoutPreemptively(SOON, () -> PrettyPrinter.print(expr));
    assertThat(printed).isEqualTo(query);
  }

  @Test
  void refusesSeriesOfTooManyValues() {
    SeriesDescriptionParser series = new SeriesDescriptionParser((a, b) -> a, (a, b) -> a);
    for (String values : new String[] {"_x", "1x", "1+1x", "{{}}x", "{{}}+{{}}x"}) {
      String text = "foo " + values + Long.MAX_VALUE;
      PromqlSyntaxException e =
          catchThrowableOfType(PromqlSyntaxException.class, () -> series.parse(text));
      assertThat(e == null ? "" : e.reason())
          .as(text)
          .isEqualTo("series has too many values, the limit is 1000000");
    }
  }
}
