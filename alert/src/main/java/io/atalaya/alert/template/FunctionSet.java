package io.atalaya.alert.template;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Functions by name; every set has those of the language itself.
 *
 * @param functions what templates may call
 */
public record FunctionSet(Map<String, TemplateFunction> functions) {
  /** Only the functions of the language itself. */
  public static final FunctionSet LANGUAGE = new FunctionSet(Map.of());

  public FunctionSet {
    Map<String, TemplateFunction> all = new HashMap<>(Builtins.ALL);
    all.putAll(functions);
    functions = Map.copyOf(all);
  }

  static FunctionSet of(Collection<TemplateFunction> functions) {
    return LANGUAGE.plus(functions);
  }

  /** This set and others, which win where names are the same. */
  FunctionSet plus(Collection<TemplateFunction> more) {
    Map<String, TemplateFunction> all = new HashMap<>(functions);
    more.forEach(f -> all.put(f.name(), f));
    return new FunctionSet(all);
  }

  boolean has(String name) {
    return functions.containsKey(name);
  }

  Optional<TemplateFunction> get(String name) {
    return Optional.ofNullable(functions.get(name));
  }
}
