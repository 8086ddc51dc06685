package io.atalaya.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.json.JsonValue;
import io.avaje.json.mapper.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonOutPropertyTest {
  @Property
  void whatIsWrittenIsReadTheSameByTwoReaders(@ForAll Map<String, String> fields)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        out.field(field.getKey(), field.getValue());
      }
      out.end();
    }
    JsonValue read = JsonValue.parseStrictly(bytes.toByteArray());
    Map<String, Object> other =
        JsonMapper.builder().build().fromJsonObject(bytes.toString(StandardCharsets.UTF_8));
    assertThat(read.fields().keySet()).isEqualTo(other.keySet());
    other.forEach(
        (name, value) -> assertThat(read.get(name)).isEqualTo(new JsonValue.Text((String) value)));
  }
}
