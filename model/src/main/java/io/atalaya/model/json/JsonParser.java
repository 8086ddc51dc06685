package io.atalaya.model.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one text, once. */
final class JsonParser {
  private static final int END = -1;

  private final String text;
  private final int maxDepth;
  private final int maxValues;
  private int position;
  private int depth;
  private int values;

  JsonParser(String text, int maxDepth, int maxValues) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.maxValues = maxValues;
  }

  JsonValue document() {
    JsonValue value = value();
    if (peek() != END) {
      throw error("nothing may follow the value");
    }
    return value;
  }

  private JsonValue value() {
    if (++values > maxValues) {
      throw error("more than " + maxValues + " values");
    }
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonValue.Text(string());
      case 't' -> word("true", new JsonValue.Bool(true));
      case 'f' -> word("false", new JsonValue.Bool(false));
      case 'n' -> word("null", JsonValue.Null.INSTANCE);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case END -> throw error("the text ends where a value should stand");
      default -> throw error("expected a value");
    };
  }

  private JsonValue object() {
    enter();
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    if (!skip('}')) {
      do {
        if (peek() != '"') {
          throw error("expected the name of a field in double quotes");
        }
        String name = string();
        expect(':');
        fields.put(name, value());
      } while (skip(','));
      expect('}');
    }
    depth--;
    return new JsonValue.Obj(fields);
  }

  private JsonValue array() {
    enter();
    List<JsonValue> values = new ArrayList<>();
    if (!skip(']')) {
      do {
        values.add(value());
      } while (skip(','));
      expect(']');
    }
    depth--;
    return new JsonValue.Arr(values);
  }

  private void enter() {
    if (++depth > maxDepth) {
      throw error("nested deeper than " + maxDepth);
    }
    position++;
  }

  private JsonValue word(String word, JsonValue value) {
    if (!text.startsWith(word, position)) {
      throw error("expected a value");
    }
    position += word.length();
    return value;
  }

  /** {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?} */
  private JsonValue number() {
    int from = position;
    take('-');
    if (!take('0')) {
      digits();
    }
    if (take('.')) {
      digits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    return new JsonValue.Num(text.substring(from, position));
  }

  private void digits() {
    int from = position;
    while (isDigit(at(position))) {
      position++;
    }
    if (position == from) {
      throw error("expected a digit");
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private String string() {
    int from = ++position;
    while (at(position) != '"' && at(position) != '\\') {
      requirePlain();
      position++;
    }
    if (at(position) == '"') {
      return text.substring(from, position++);
    }
    StringBuilder out = new StringBuilder(text.substring(from, position));
    while (at(position) != '"') {
      requirePlain();
      if (take('\\')) {
        out.append(escaped());
      } else {
        out.append(text.charAt(position++));
      }
    }
    position++;
    return out.toString();
  }

  private void requirePlain() {
    int c = at(position);
    if (c == END) {
      throw error("a text is not closed");
    }
    if (c < ' ') {
      throw error("a control character in a text must be escaped");
    }
  }

  private char escaped() {
    int c = at(position++);
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw error("unknown escape in a text");
    };
  }

  private char hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = at(position++);
      // Digits of other scripts are digits to Java, too.
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("four hexadecimal digits must follow \\u");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  /** The next character that is no white space, where reading goes on. */
  private int peek() {
    while (isSpace(at(position))) {
      position++;
    }
    return at(position);
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private boolean skip(char c) {
    return peek() == c && take(c);
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw error("expected '" + c + "'");
    }
  }

  private boolean take(char c) {
    boolean found = at(position) == c;
    position += found ? 1 : 0;
    return found;
  }

  private int at(int index) {
    return index < text.length() ? text.charAt(index) : END;
  }

  private JsonException error(String what) {
    int end = Math.min(position, text.length());
    int lineStart = text.lastIndexOf('\n', end - 1) + 1;
    long line = text.chars().limit(end).filter(c -> c == '\n').count() + 1;
    return new JsonException("line " + line + ", column " + (end - lineStart + 1) + ": " + what);
  }
}
