package io.atalaya.server.cli;

import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes a JSON text into memory. */
final class JsonText {
  private JsonText() {}

  /** What writes it. */
  @FunctionalInterface
  interface Body {
    void write(JsonOut out) throws IOException;
  }

  static String of(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
