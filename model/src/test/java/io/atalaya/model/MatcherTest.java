package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.regex.RegexSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatcherTest {
  @ParameterizedTest
  @CsvSource({
    "EQUAL,     bar,    bar,    true",
    "EQUAL,     bar,    foobar, false",
    "EQUAL,     '',     '',     true",
    "NOT_EQUAL, bar,    bar,    false",
    "NOT_EQUAL, bar,    foo,    true",
    "REGEX,     bar,    foobar, false",
    "REGEX,     .*bar,  foobar, true",
    "REGEX,     a|bar,  bar,    true",
    "REGEX,     .*,     '',     true",
    "NOT_REGEX, bar,    foobar, true",
    "NOT_REGEX, .*bar,  foobar, false",
    "NOT_REGEX, .+,     '',     true",
  })
  void matchesValues(Matcher.Type type, String pattern, String value, boolean expected) {
    assertThat(Matcher.of(type, "l", pattern).matches(value)).isEqualTo(expected);
  }

  @Test
  void aMissingLabelHasTheEmptyValue() {
    Labels labels = Labels.of("job", "x");
    assertThat(Matcher.equal("zone", "").matches(labels)).isTrue();
    assertThat(Matcher.of(Matcher.Type.REGEX, "zone", "a?").matches(labels)).isTrue();
    assertThat(Matcher.of(Matcher.Type.NOT_EQUAL, "zone", "").matches(labels)).isFalse();
    assertThat(Matcher.equal("job", "x").matches(labels)).isTrue();
  }

  @Test
  void isWrittenAsInPromql() {
    assertThat(Matcher.equal("job", "a\"b")).hasToString("job=\"a\\\"b\"");
    assertThat(Matcher.of(Matcher.Type.NOT_REGEX, "http.code", "5..|\\d"))
        .hasToString("\"http.code\"!~\"5..|\\\\d\"");
    assertThat(Matcher.of(Matcher.Type.NOT_EQUAL, "a\\\"b", ""))
        .hasToString("\"a\\\\\\\"b\"!=\"\"");
  }

  @Test
  void matchersAreEqualByTypeNameAndValue() {
    Matcher matcher = Matcher.of(Matcher.Type.REGEX, "a", "b.*");
    assertThat(matcher)
        .isEqualTo(Matcher.of(Matcher.Type.REGEX, "a", "b.*"))
        .hasSameHashCodeAs(Matcher.of(Matcher.Type.REGEX, "a", "b.*"))
        .isNotEqualTo(Matcher.of(Matcher.Type.NOT_REGEX, "a", "b.*"))
        .isNotEqualTo(Matcher.of(Matcher.Type.REGEX, "b", "b.*"));
    assertThat(Matcher.equal("a", "b").regex()).isNull();
  }

  @Test
  void aBadExpressionIsRefused() {
    assertThatThrownBy(() -> Matcher.of(Matcher.Type.REGEX, "a", "b("))
        .isInstanceOf(RegexSyntaxException.class)
        .hasMessage("error parsing regexp: missing closing ): `b(`");
    assertThat(Matcher.equal("a", "b(").matches("b(")).isTrue();
  }
}
