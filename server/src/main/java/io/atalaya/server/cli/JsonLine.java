package io.atalaya.server.cli;

import java.util.Locale;
import java.util.function.IntFunction;

/** Writes one JSON object on one line. */
final class JsonLine {
  private final StringBuilder out = new StringBuilder("{");

  JsonLine field(String name, String value) {
    return raw(name, quoted(value));
  }

  JsonLine number(String name, double value) {
    return raw(name, String.format(Locale.ROOT, "%.3f", value));
  }

  JsonLine array(String name, int size, IntFunction<JsonLine> item) {
    StringBuilder items = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      items.append(i == 0 ? "" : ",").append(item.apply(i));
    }
    return raw(name, items.append(']').toString());
  }

  private JsonLine raw(String name, String json) {
    out.append(out.length() == 1 ? "" : ",").append(quoted(name)).append(':').append(json);
    return this;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return out + "}";
  }
}
