package io.atalaya.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.avaje.json.mapper.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonInTest {
  @Test
  void readsEveryKindOfValue() {
    assertThat(JsonIn.read(" {\"a\":[1,-2.5e+3,true,false,null,\"\\u00fc\\n\\/\"],\"b\":{}} "))
        .isEqualTo(
            new JsonValue.Fields(
                Map.of(
                    "a",
                    new JsonValue.Items(
                        java.util.List.of(
                            new JsonValue.Numeral("1"),
                            new JsonValue.Numeral("-2.5e+3"),
                            new JsonValue.Bool(true),
                            new JsonValue.Bool(false),
                            new JsonValue.Null(),
                            new JsonValue.Text("ü\n/"))),
                    "b",
                    new JsonValue.Fields(Map.of()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "01",
        "1.",
        "1e",
        "+1",
        "nul",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "[1] x",
        "{\"a\":1,}",
        "'a'",
        "\"\n\"",
        "NaN"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> JsonIn.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsNestedTooDeepInsteadOfFallingOver() {
    assertThatThrownBy(() -> JsonIn.read("[".repeat(1_000_000)))
        .hasMessageStartingWith("nested deeper than 64");
  }

  @Property
  void readsWhatIsWrittenJustAsAnotherReaderDoes(@ForAll Map<String, String> fields)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        out.field(field.getKey(), field.getValue());
      }
      out.end();
    }
    JsonValue.Fields read = (JsonValue.Fields) JsonIn.read(bytes.toByteArray());
    Map<String, Object> other =
        JsonMapper.builder()
            .build()
            .fromJsonObject(bytes.toString(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(read.fields().keySet()).isEqualTo(other.keySet());
    other.forEach(
        (name, value) -> assertThat(read.get(name)).isEqualTo(new JsonValue.Text((String) value)));
  }
}
