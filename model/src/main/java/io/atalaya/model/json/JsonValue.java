package io.atalaya.model.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value.
 *
 * <p>The readers ({@link #get}, {@link #text}, {@link #items}, …) never fail: what is absent or of
 * another kind is read as {@link Null}, an empty text, an empty list. That suits answers of which
 * only some fields matter; whoever must know switches over the kinds.
 */
public sealed interface JsonValue {
  /** Deepest nesting that is read where a caller sets no other limit. */
  int MAX_DEPTH = 128;

  /** Names in the order of the text; of a name that occurs twice, the last value counts. */
  record Obj(Map<String, JsonValue> fields) implements JsonValue {
    public Obj {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /** Values in order. */
  record Arr(List<JsonValue> values) implements JsonValue {
    public Arr {
      values = List.copyOf(values);
    }
  }

  /** A text, escapes resolved. */
  record Text(String value) implements JsonValue {}

  /** A number as it was written: no digit is lost before somebody decides what it is. */
  record Num(String literal) implements JsonValue {
    /** Zeros behind the point are let through, but not without end: reading them takes time. */
    private static final int MAX_LONG_CHARACTERS = 1000;

    public double asDouble() {
      return Double.parseDouble(literal);
    }

    /**
     * The number as a {@code long}.
     *
     * @throws JsonException if it has a fraction or is too large
     */
    public long asLong() {
      if (literal.length() > MAX_LONG_CHARACTERS) {
        throw new JsonException("a number is no integer of 64 bits");
      }
      try {
        return new BigDecimal(literal).longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw new JsonException(literal + " is no integer of 64 bits");
      }
    }
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements JsonValue {}

  /** {@code null}, and what is not there. */
  record Null() implements JsonValue {
    static final Null INSTANCE = new Null();
  }

  /**
   * Reads one value.
   *
   * @throws JsonException if the text is anything but one JSON value; says where
   */
  static JsonValue parse(String text) {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * Reads one value that holds no more than so many others: each takes many times the memory of its
   * text.
   *
   * @throws JsonException as {@link #parse(String)}, and if there are more
   */
  static JsonValue parse(String text, int maxValues) {
    return new JsonParser(text, MAX_DEPTH, maxValues).document();
  }

  /**
   * The same from UTF-8.
   *
   * @throws JsonException also if the bytes are none
   */
  static JsonValue parseStrictly(byte[] utf8) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new JsonException("the text is not valid UTF-8");
    }
  }

  /** The same from UTF-8; bytes that are none are read as replacement characters. */
  static JsonValue parse(byte[] utf8) {
    return parse(new String(utf8, StandardCharsets.UTF_8));
  }

  /** The value of a field, or of a field of a field. */
  default JsonValue get(String... path) {
    JsonValue at = this;
    for (String name : path) {
      at = at instanceof Obj(var fields) ? fields.getOrDefault(name, Null.INSTANCE) : Null.INSTANCE;
    }
    return at;
  }

  /** The text of a field; a number or a boolean as it was written, anything else empty. */
  default String text(String... path) {
    return switch (get(path)) {
      case Text(String value) -> value;
      case Num(String literal) -> literal;
      case Bool(boolean value) -> Boolean.toString(value);
      case Obj _, Arr _, Null _ -> "";
    };
  }

  /** Whether a field is {@code true}. */
  default boolean flag(String... path) {
    return get(path) instanceof Bool(boolean value) && value;
  }

  /** The values of an array field. */
  default List<JsonValue> items(String... path) {
    return get(path) instanceof Arr(var values) ? values : List.of();
  }

  /** The fields of an object field. */
  default Map<String, JsonValue> fields(String... path) {
    return get(path) instanceof Obj(var fields) ? fields : Map.of();
  }

  /** The texts of an object field, as {@link #text} reads each. */
  default Map<String, String> texts(String... path) {
    Map<String, String> texts = new LinkedHashMap<>();
    fields(path).forEach((name, value) -> texts.put(name, value.text()));
    return texts;
  }

  /** What it is, for people: {@code object}, {@code array}, {@code string} and so on. */
  default String kind() {
    return switch (this) {
      case Obj _ -> "object";
      case Arr _ -> "array";
      case Text _ -> "string";
      case Num _ -> "number";
      case Bool _ -> "bool";
      case Null _ -> "null";
    };
  }

  default boolean isNull() {
    return this instanceof Null;
  }
}
