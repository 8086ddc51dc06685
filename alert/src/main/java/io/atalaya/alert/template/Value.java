package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a template can see. The family is closed: nothing else can be reached from a template. */
public sealed interface Value {
  /** Its type, by Go's names. */
  ValueType type();

  /** The two ways to be nothing. */
  enum Nothing implements Value {
    /** There is no value at all: prints {@code <no value>}. */
    ABSENT,
    /** There is a place for a value, and it is empty. */
    NIL;

    @Override
    public ValueType type() {
      return Types.NIL;
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Value {
    @Override
    public ValueType type() {
      return Types.BOOL;
    }
  }

  /** A whole number: Go's int, and types made of it, such as durations in nanoseconds. */
  record Int(long value, ValueType type) implements Value {}

  /** A floating-point number. */
  record Real(double value) implements Value {
    @Override
    public ValueType type() {
      return Types.FLOAT;
    }
  }

  /** Text, plain or trusted to be HTML or a URL. */
  record Text(String value, ValueType type) implements Value {}

  /** Values in order. */
  record Sequence(List<Value> items, ValueType type) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * Values by name, sorted by the bytes of the names.
   *
   * @param entries what it holds
   * @param missing what a name that is not there gives
   */
  record Mapping(SortedMap<String, Value> entries, Value missing, ValueType type) implements Value {
    public Mapping {
      SortedMap<String, Value> copy = new TreeMap<>(Labels::compareUtf8);
      copy.putAll(entries);
      entries = Collections.unmodifiableSortedMap(copy);
    }
  }

  /** Named fields in a fixed order. */
  record Struct(Map<String, Value> fields, ValueType type) implements Value {
    public Struct {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /** A moment in a time zone. */
  record Time(ZonedDateTime value) implements Value {
    @Override
    public ValueType type() {
      return TimeFunctions.TIME;
    }
  }

  /** Something to call. */
  record Callable(TemplateFunction function) implements Value {
    @Override
    public ValueType type() {
      return ValueType.plain("func");
    }
  }

  /** Plain text. */
  static Value of(String text) {
    return new Text(text, Types.STRING);
  }

  /** A whole number. */
  static Value of(long number) {
    return new Int(number, Types.INT);
  }

  /** A floating-point number. */
  static Value of(double number) {
    return new Real(number);
  }

  /** True or false. */
  static Value of(boolean truth) {
    return new Bool(truth);
  }

  /** A moment, in UTC. */
  static Value of(Instant instant) {
    return new Time(instant.atZone(ZoneOffset.UTC));
  }

  /** A list of texts. */
  static Value texts(List<String> texts) {
    return texts(texts, Types.STRINGS);
  }

  /** A list of texts of a named type. */
  static Value texts(List<String> texts, ValueType type) {
    return new Sequence(texts.stream().map(Value::of).toList(), type);
  }

  /** A list of anything. */
  static Value list(List<Value> items) {
    return new Sequence(items, Types.LIST);
  }

  /** A map of texts, where a missing name gives the empty text. */
  static Value textMap(Map<String, String> map) {
    return textMap(map, Types.STRING_MAP);
  }

  /** A map of texts of a named type. */
  static Value textMap(Map<String, String> map, ValueType type) {
    SortedMap<String, Value> entries = new TreeMap<>(Labels::compareUtf8);
    map.forEach((name, text) -> entries.put(name, of(text)));
    return new Mapping(entries, of(""), type);
  }

  /** A map of anything, where a missing name gives nil. */
  static Value map(Map<String, Value> map) {
    SortedMap<String, Value> entries = new TreeMap<>(Labels::compareUtf8);
    entries.putAll(map);
    return new Mapping(entries, Nothing.NIL, Types.MAP);
  }
}
