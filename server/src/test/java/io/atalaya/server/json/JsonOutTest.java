package io.atalaya.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import io.avaje.jsonb.Jsonb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonOutTest {
  private interface Writing {
    void to(JsonOut out) throws IOException;
  }

  private static String json(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      writing.to(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void putsCommasWhereTheyBelong() throws IOException {
    String text =
        json(
            out ->
                out.object()
                    .field("a", "x")
                    .field("b", 1)
                    .name("c")
                    .array()
                    .number(1.5)
                    .bool(true)
                    .object()
                    .end()
                    .end()
                    .field("d", List.of("p", "q"))
                    .name("e")
                    .labels(Labels.of("job", "y"))
                    .end());
    assertThat(text)
        .isEqualTo(
            "{\"a\":\"x\",\"b\":1,\"c\":[1.5,true,{}],\"d\":[\"p\",\"q\"],\"e\":{\"job\":\"y\"}}");
  }

  @Test
  void writesSamplesAsPrometheusDoes() throws IOException {
    assertThat(json(out -> out.array().sample(1_500, Double.NaN).sample(-250, 3).time(1_010).end()))
        .isEqualTo("[[1.500,\"NaN\"],[-0.250,\"3\"],1.010]");
    assertThat(
            json(
                out ->
                    out.array()
                        .shortTime(1_500)
                        .shortTime(-250)
                        .shortTime(1_010)
                        .shortTime(2_000)
                        .end()))
        .isEqualTo("[1.5,-0.25,1.01,2]");
  }

  @Test
  void numbersThatJsonHasNotAreNull() throws IOException {
    assertThat(json(out -> out.number(Double.POSITIVE_INFINITY))).isEqualTo("null");
  }

  @Test
  void aScriptElementCannotBeEndedFromWithin() throws IOException {
    assertThat(json(out -> out.text("</script>"))).doesNotContain("<").doesNotContain(">");
  }

  @Property
  void anotherReaderGetsTheSameText(@ForAll String text) throws IOException {
    String written = json(out -> out.object().field("k", text).end());
    Object read = Jsonb.builder().build().type(Object.class).fromJson(written);
    assertThat(read).isEqualTo(Map.of("k", withoutLoneSurrogates(text)));
  }

  @Property
  void aDecimalIsWrittenAsTheGeneralWayWouldDo(@ForAll long units, @ForAll byte places)
      throws IOException {
    double value = units / Math.pow(10, Math.floorMod(places, 20));
    assertThat(json(out -> out.array().sample(0, value).sample(0, -value).end()))
        .isEqualTo("[[0,\"" + GoFloat.json(value) + "\"],[0,\"" + GoFloat.json(-value) + "\"]]");
  }

  @Property
  void soIsEveryNumber(@ForAll long bits) throws IOException {
    double value = Double.longBitsToDouble(bits);
    assertThat(json(out -> out.array().sample(0, value).end()))
        .isEqualTo("[[0,\"" + GoFloat.json(value) + "\"]]");
  }

  @Test
  void whatComesAgainIsTheSameAgainHoweverLongTheAnswer() throws IOException {
    StringBuilder expected = new StringBuilder("[");
    String text =
        json(
            out -> {
              out.array();
              for (int i = 0; i < 5000; i++) {
                long time = 1_700_000_000_000L + 250L * (i % 70);
                out.labels(Labels.of("job", "y" + i % 300, "q\"", "<")).sample(time, i % 7);
                expected.append(i == 0 ? "" : ",").append("{\"job\":\"y").append(i % 300);
                expected.append("\",\"q\\\"\":\"\\u003c\"},[");
                expected
                    .append(time % 1000 == 0 ? time / 1000 : BigDecimal.valueOf(time, 3))
                    .append(",\"")
                    .append(i % 7);
                expected.append("\"]");
              }
              out.end();
            });
    assertThat(text).isEqualTo(expected.append(']').toString());
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c));
    return out.toString();
  }
}
