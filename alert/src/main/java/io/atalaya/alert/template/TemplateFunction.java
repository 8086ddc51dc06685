package io.atalaya.alert.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that templates can call: a function, or a method whose receiver is its first argument.
 */
public final class TemplateFunction {
  private final String name;
  private final List<String> parameters;
  private final boolean variadic;
  private final Body body;

  /** What it does. */
  interface Body {
    /**
     * Does it.
     *
     * @param arguments as many as there are parameters, and of their types
     * @param run the execution that calls
     * @throws CallException if it cannot be done
     * @throws LimitException if it would make too much
     */
    Value call(List<Value> arguments, Run run);
  }

  private TemplateFunction(String name, List<String> parameters, boolean variadic, Body body) {
    this.name = name;
    this.parameters = parameters;
    this.variadic = variadic;
    this.body = body;
  }

  /** A function with these parameters, by Go's names of their types. */
  static TemplateFunction of(String name, List<String> parameters, Body body) {
    return new TemplateFunction(name, parameters, false, body);
  }

  /** A function whose last parameter may be given any number of times. */
  static TemplateFunction variadic(String name, List<String> parameters, Body body) {
    return new TemplateFunction(name, parameters, true, body);
  }

  /** The method of one value: this function with its first argument given. */
  TemplateFunction bind(Value receiver) {
    Body bound =
        (arguments, run) -> {
          List<Value> all = new ArrayList<>(arguments.size() + 1);
          all.add(receiver);
          all.addAll(arguments);
          return body.call(all, run);
        };
    return new TemplateFunction(name, parameters.subList(1, parameters.size()), variadic, bound);
  }

  String name() {
    return name;
  }

  boolean isVariadic() {
    return variadic;
  }

  int parameterCount() {
    return parameters.size();
  }

  /** The type of argument {@code i}; the last parameter's for all that follow, if variadic. */
  String parameter(int i) {
    return parameters.get(Math.min(i, parameters.size() - 1));
  }

  Value call(List<Value> arguments, Run run) {
    return body.call(arguments, run);
  }
}
