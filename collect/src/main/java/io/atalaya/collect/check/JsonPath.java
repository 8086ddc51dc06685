package io.atalaya.collect.check;

import io.atalaya.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A path into a JSON document: the part of JSONPath (RFC 9535) that conditions of checks need.
 *
 * <pre>
 *   $               the document
 *   .name ['name']  a member of an object
 *   [0] [-1]        an element of an array, from its front or its end
 *   .* [*]          all members or elements
 *   .length()       at the end only: how many members, elements or characters there are
 * </pre>
 *
 * What is not there selects nothing. Two paths are equal if they were written alike.
 */
public final class JsonPath {
  private static final String LENGTH = ".length()";

  private final String text;
  private final List<Segment> segments;

  /** One step from a value to some of those inside. */
  private sealed interface Segment {
    record Member(String name) implements Segment {}

    record Element(int index) implements Segment {}

    record All() implements Segment {}

    record Length() implements Segment {}
  }

  private JsonPath(String text, List<Segment> segments) {
    this.text = text;
    this.segments = List.copyOf(segments);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if it is none, or uses what is not supported
   */
  public static JsonPath parse(String text) {
    return new Parser(text).path();
  }

  /** The values it selects, in the order of the document. */
  public List<JsonValue> select(JsonValue document) {
    List<JsonValue> at = List.of(document);
    for (Segment segment : segments) {
      List<JsonValue> next = new ArrayList<>();
      at.forEach(value -> next.addAll(step(segment, value)));
      at = next;
    }
    return at;
  }

  private static List<JsonValue> step(Segment segment, JsonValue value) {
    return switch (segment) {
      case Segment.Member(String name) ->
          value.fields().containsKey(name) ? List.of(value.get(name)) : List.of();
      case Segment.Element(int index) -> element(value.items(), index);
      case Segment.All() ->
          value instanceof JsonValue.Obj ? List.copyOf(value.fields().values()) : value.items();
      case Segment.Length() -> length(value);
    };
  }

  private static List<JsonValue> element(List<JsonValue> items, int index) {
    int at = index < 0 ? items.size() + index : index;
    return at >= 0 && at < items.size() ? List.of(items.get(at)) : List.of();
  }

  private static List<JsonValue> length(JsonValue value) {
    return switch (value) {
      case JsonValue.Obj(var fields) -> number(fields.size());
      case JsonValue.Arr(var values) -> number(values.size());
      case JsonValue.Text(String characters) ->
          number(characters.codePointCount(0, characters.length()));
      case JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> List.of();
    };
  }

  private static List<JsonValue> number(int value) {
    return List.of(new JsonValue.Num(Integer.toString(value)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Reads one path from left to right. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    JsonPath path() {
      if (!text.startsWith("$")) {
        throw wrong("a path begins with $");
      }
      at = 1;
      List<Segment> segments = new ArrayList<>();
      while (at < text.length()) {
        segments.add(segment());
      }
      return new JsonPath(text, segments);
    }

    private Segment segment() {
      if (text.startsWith(LENGTH, at)) {
        at += LENGTH.length();
        if (at < text.length()) {
          throw wrong("length() must be the end");
        }
        return new Segment.Length();
      }
      char c = text.charAt(at++);
      return switch (c) {
        case '.' -> afterDot();
        case '[' -> inBrackets();
        default -> throw wrong("expected . or [");
      };
    }

    private Segment afterDot() {
      int end = at;
      while (end < text.length() && ".[".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      String name = text.substring(at, end);
      if (!name.matches("\\*|[\\p{L}_][\\p{L}\\p{N}_-]*")) {
        throw wrong("\"" + name + "\" is no name; write others as ['name']");
      }
      at = end;
      return name.equals("*") ? new Segment.All() : new Segment.Member(name);
    }

    private Segment inBrackets() {
      char quote = at < text.length() ? text.charAt(at) : ' ';
      boolean quoted = quote == '\'' || quote == '"';
      int end = quoted ? text.indexOf(quote + "]", at + 1) : text.indexOf(']', at);
      if (end < 0) {
        throw wrong("the bracket is not closed");
      }
      String inside = text.substring(quoted ? at + 1 : at, end);
      at = end + (quoted ? 2 : 1);
      if (quoted) {
        return new Segment.Member(inside);
      }
      if (inside.equals("*")) {
        return new Segment.All();
      }
      if (!inside.matches("-?[0-9]{1,9}")) {
        throw wrong("[" + inside + "] is no index, no ['name'] and no [*]");
      }
      return new Segment.Element(Integer.parseInt(inside));
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException(
          "the path \"" + text + "\" cannot be read at character " + (at + 1) + ": " + what);
    }
  }
}
