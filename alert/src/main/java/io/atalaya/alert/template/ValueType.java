package io.atalaya.alert.template;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What templates know of a value's type: the names Go gives it, and what can be called on it.
 *
 * <p>Types are compared by name only: a value fits a parameter if the parameter has the type's name
 * or its base's, or takes anything.
 */
public final class ValueType {
  /** The name of the type of parameters that take anything. */
  static final String ANY = "interface {}";

  /** The name of the type of parameters that take anything, and see that there is nothing. */
  static final String VALUE = "reflect.Value";

  private final String name;
  private final String base;
  private final Map<String, TemplateFunction> methods;
  private final Map<String, String> jsonNames;
  private final @Nullable Text text;

  /** How a value of the type shows itself. */
  interface Text {
    String of(Value value);
  }

  private ValueType(
      String name,
      String base,
      Map<String, TemplateFunction> methods,
      Map<String, String> jsonNames,
      @Nullable Text text) {
    this.name = name;
    this.base = base;
    this.methods = methods;
    this.jsonNames = jsonNames;
    this.text = text;
  }

  /** A type without a name of its own. */
  static ValueType plain(String name) {
    return new ValueType(name, name, Map.of(), Map.of(), null);
  }

  /** A named type over another. */
  static ValueType named(String name, String base) {
    return new ValueType(name, base, Map.of(), Map.of(), null);
  }

  /** This type with one method more; the method's first argument is its receiver. */
  ValueType method(TemplateFunction method) {
    Map<String, TemplateFunction> more = new HashMap<>(methods);
    more.put(method.name(), method);
    return new ValueType(name, base, Map.copyOf(more), jsonNames, text);
  }

  /** This type with another way to show its values. */
  ValueType shownBy(Text shown) {
    return new ValueType(name, base, methods, jsonNames, shown);
  }

  /** This type with the name of a field in JSON, if that is not the field's own. */
  ValueType json(String field, String jsonName) {
    Map<String, String> more = new LinkedHashMap<>(jsonNames);
    more.put(field, jsonName);
    return new ValueType(name, base, methods, more, text);
  }

  /** The name that {@code %T} and errors show. */
  public String name() {
    return name;
  }

  boolean fits(String parameterType) {
    return switch (parameterType) {
      case ANY, VALUE -> true;
      default -> parameterType.equals(name) || parameterType.equals(base);
    };
  }

  @Nullable TemplateFunction method(String methodName) {
    return methods.get(methodName);
  }

  String jsonName(String field) {
    return jsonNames.getOrDefault(field, field);
  }

  /** The value's own text, if the type has one. */
  Optional<String> textOf(Value value) {
    return text == null ? Optional.empty() : Optional.of(text.of(value));
  }

  @Override
  public String toString() {
    return name;
  }
}
