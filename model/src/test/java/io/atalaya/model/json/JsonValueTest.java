package io.atalaya.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonValueTest {
  @Test
  void everyKindOfValueIsRead() {
    JsonValue read =
        JsonValue.parse(
            """
            {"text": "a\\u00e9\\n\\/", "list": [1, -2.5e3, true, null], "inner": {"deep": false}}
            """);
    assertThat(read.text("text")).isEqualTo("aé\n/");
    assertThat(read.items("list"))
        .containsExactly(
            new JsonValue.Num("1"),
            new JsonValue.Num("-2.5e3"),
            new JsonValue.Bool(true),
            new JsonValue.Null());
    assertThat(read.get("inner", "deep")).isEqualTo(new JsonValue.Bool(false));
  }

  @Test
  void whatIsAbsentOrOfAnotherKindReadsAsNothing() {
    JsonValue read = JsonValue.parse("{\"a\": [1]}");
    assertThat(read.text("b", "c")).isEmpty();
    assertThat(read.get("a", "x").isNull()).isTrue();
    assertThat(read.items("a", "b")).isEqualTo(List.of());
    assertThat(read.fields("a")).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "nul",
        "truex",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\uff11\uff12\"",
        "\"open",
        "[1] 2",
        "'a'",
        "NaN",
        "-",
        "\"\\u12"
      })
  void whatTheStandardForbidsIsRefused(String text) {
    assertThatThrownBy(() -> JsonValue.parse(text))
        .isInstanceOf(JsonException.class)
        .hasMessageMatching("line \\d+, column \\d+: .*");
  }

  @Test
  void bytesThatAreNoTextAreRefusedOnlyIfThatIsWanted() {
    byte[] bytes = {'"', (byte) 0xff, '"'};
    assertThat(JsonValue.parse(bytes).text()).isEqualTo("\ufffd");
    assertThatThrownBy(() -> JsonValue.parseStrictly(bytes)).isInstanceOf(JsonException.class);
  }

  @Test
  void errorsSayWhere() {
    assertThatThrownBy(() -> JsonValue.parse("{\n  \"a\": 1,\n  \"b\" 2\n}"))
        .hasMessage("line 3, column 7: expected ':'");
  }

  @Test
  void deepNestingIsRefusedBeforeTheStackIsFull() {
    assertThatThrownBy(() -> JsonValue.parse("[".repeat(1_000_000)))
        .hasMessageContaining("nested deeper than 128");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "-9223372036854775808,-9223372036854775808", "1.0,1", "1e3,1000"})
  void wholeNumbersAreExact(String literal, long value) {
    assertThat(new JsonValue.Num(literal).asLong()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "9223372036854775808", "1e400"})
  void otherNumbersAreNoLongs(String literal) {
    assertThatThrownBy(() -> new JsonValue.Num(literal).asLong()).isInstanceOf(JsonException.class);
  }

  @Property(tries = 500)
  void everyTextSurvivesEscaping(@ForAll String text) {
    StringBuilder escaped = new StringBuilder("\"");
    text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    assertThat(JsonValue.parse(escaped.append('"').toString())).isEqualTo(new JsonValue.Text(text));
  }
}
