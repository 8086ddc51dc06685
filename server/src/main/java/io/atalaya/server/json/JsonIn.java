package io.atalaya.server.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text (RFC 8259), strictly: nothing after it, no comments, no bare words, and not
 * nested deeper than {@link #MAX_DEPTH}.
 */
public final class JsonIn {
  /** How deep objects and arrays may stand in each other. */
  public static final int MAX_DEPTH = 64;

  private final String text;
  private int pos;
  private int depth;

  private JsonIn(String text) {
    this.text = text;
  }

  /**
   * Reads a text in UTF-8.
   *
   * @throws IllegalArgumentException with the place of the fault
   */
  public static JsonValue read(byte[] utf8) {
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text is not valid UTF-8", e);
    }
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException with the place of the fault
   */
  public static JsonValue read(String text) {
    JsonIn in = new JsonIn(text);
    JsonValue value = in.value();
    in.skipSpace();
    if (in.pos < text.length()) {
      throw in.fault("expected the end");
    }
    return value;
  }

  private JsonValue value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonValue.Text(string());
      case 't' -> word("true", new JsonValue.Bool(true));
      case 'f' -> word("false", new JsonValue.Bool(false));
      case 'n' -> word("null", new JsonValue.Null());
      default -> number();
    };
  }

  private JsonValue object() {
    enter();
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    if (!closes('}')) {
      do {
        skipSpace();
        if (peek() != '"') {
          throw fault("expected a name in quotes");
        }
        String name = string();
        skipSpace();
        expect(':');
        fields.put(name, value());
      } while (continues('}'));
    }
    depth--;
    return new JsonValue.Fields(fields);
  }

  private JsonValue array() {
    enter();
    List<JsonValue> items = new ArrayList<>();
    if (!closes(']')) {
      do {
        items.add(value());
      } while (continues(']'));
    }
    depth--;
    return new JsonValue.Items(items);
  }

  private void enter() {
    pos++;
    if (++depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
  }

  private boolean closes(char closer) {
    skipSpace();
    boolean closes = peek() == closer;
    pos += closes ? 1 : 0;
    return closes;
  }

  private boolean continues(char closer) {
    if (closes(closer)) {
      return false;
    }
    expect(',');
    return true;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw fault("expected '" + c + "'");
    }
    pos++;
  }

  private JsonValue word(String word, JsonValue value) {
    if (!text.startsWith(word, pos)) {
      throw fault("expected a value");
    }
    pos += word.length();
    return value;
  }

  private JsonValue number() {
    int start = pos;
    pos += peek() == '-' ? 1 : 0;
    int wholeStart = pos;
    int whole = digits();
    boolean leadingZero = whole > 1 && text.charAt(wholeStart) == '0';
    boolean good = whole > 0 && !leadingZero;
    if (peek() == '.') {
      pos++;
      good &= digits() > 0;
    }
    if (peek() == 'e' || peek() == 'E') {
      pos++;
      pos += peek() == '+' || peek() == '-' ? 1 : 0;
      good &= digits() > 0;
    }
    if (!good) {
      throw fault("expected a value");
    }
    return new JsonValue.Numeral(text.substring(start, pos));
  }

  private int digits() {
    int start = pos;
    while (peek() >= '0' && peek() <= '9') {
      pos++;
    }
    return pos - start;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    pos++;
    while (peek() != '"') {
      char c = peek();
      if (pos >= text.length() || c < 0x20) {
        throw fault("expected the end of the string");
      }
      pos++;
      out.append(c == '\\' ? escape() : c);
    }
    pos++;
    return out.toString();
  }

  private char escape() {
    char c = peek();
    pos++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw fault("unknown escape");
    };
  }

  private char hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw fault("expected four hexadecimal digits");
      }
      value = value << 4 | digit;
      pos++;
    }
    return (char) value;
  }

  private void skipSpace() {
    while (pos < text.length() && " \t\r\n".indexOf(text.charAt(pos)) >= 0) {
      pos++;
    }
  }

  /** The next character, or 0 at the end. */
  private char peek() {
    return pos < text.length() ? text.charAt(pos) : 0;
  }

  private IllegalArgumentException fault(String message) {
    return new IllegalArgumentException(
        pos >= text.length() ? "unexpected end: " + message : message + " at character " + pos);
  }
}
