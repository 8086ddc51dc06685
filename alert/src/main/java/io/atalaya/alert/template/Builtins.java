package io.atalaya.alert.template;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The functions that every template has. */
final class Builtins {
  static final Map<String, TemplateFunction> ALL =
      Stream.of(
              // The executor evaluates these two itself: they look at no more than they need.
              atLeastOne("and", (a, run) -> a.getLast()),
              atLeastOne("or", (a, run) -> a.getLast()),
              one("not", a -> Value.of(!Truth.of(a))),
              one("len", Builtins::length),
              atLeastOne("index", (a, run) -> index(a)),
              atLeastOne("slice", (a, run) -> slice(a)),
              atLeastOne("call", Builtins::call),
              any("print", (a, run) -> Value.of(GoFormat.print(a, run))),
              any("println", (a, run) -> Value.of(GoFormat.println(a, run))),
              printf(),
              escaper("html", Types.STRING, Escapes::html),
              escaper("js", Types.STRING, Escapes::js),
              escaper("urlquery", Types.STRING, Escapes::urlQuery),
              atLeastOne("eq", (a, run) -> Value.of(Comparison.equalsAny(a))),
              two("ne", (a, b) -> !Comparison.equals(a, b)),
              two("lt", Comparison::less),
              two("le", Comparison::lessOrEqual),
              two("gt", (a, b) -> !Comparison.lessOrEqual(a, b)),
              two("ge", (a, b) -> !Comparison.less(a, b)))
          .collect(Collectors.toUnmodifiableMap(TemplateFunction::name, f -> f));

  /** In a text that makes HTML, what {@code html} has escaped is not escaped again. */
  static final TemplateFunction HTML_IN_HTML = escaper("html", Types.HTML, Escapes::html);

  private Builtins() {}

  private static TemplateFunction one(String name, UnaryOperator<Value> body) {
    return TemplateFunction.of(
        name, List.of(ValueType.VALUE), (a, run) -> body.apply(a.getFirst()));
  }

  private interface Test {
    boolean of(Value a, Value b);
  }

  private static TemplateFunction two(String name, Test test) {
    return TemplateFunction.of(
        name,
        List.of(ValueType.VALUE, ValueType.VALUE),
        (a, run) -> Value.of(test.of(a.get(0), a.get(1))));
  }

  private static TemplateFunction atLeastOne(String name, TemplateFunction.Body body) {
    return TemplateFunction.variadic(name, List.of(ValueType.VALUE, ValueType.VALUE), body);
  }

  private static TemplateFunction any(String name, TemplateFunction.Body body) {
    return TemplateFunction.variadic(name, List.of(ValueType.ANY), body);
  }

  private static TemplateFunction printf() {
    return TemplateFunction.variadic(
        "printf",
        List.of("string", ValueType.ANY),
        (a, run) -> Value.of(GoFormat.printf(text(a.getFirst()), a.subList(1, a.size()), run)));
  }

  private static TemplateFunction escaper(
      String name, ValueType result, Function<String, String> escape) {
    return any(
        name,
        (a, run) -> {
          String shown =
              a.size() == 1 ? GoFormat.shown(absentForNil(a.getFirst()), run) : print(a, run);
          return new Value.Text(run.bounded(escape.apply(shown)), result);
        });
  }

  private static String print(List<Value> values, Run run) {
    return GoFormat.print(values, run);
  }

  private static Value absentForNil(Value value) {
    return value instanceof Value.Nothing ? Value.Nothing.ABSENT : value;
  }

  private static String text(Value value) {
    return ((Value.Text) value).value();
  }

  private static Value length(Value value) {
    return switch (value) {
      case Value.Text t -> Value.of((long) utf8(t).length);
      case Value.Sequence s -> Value.of((long) s.items().size());
      case Value.Mapping m -> Value.of((long) m.entries().size());
      case Value.Nothing n ->
          throw new CallException("reflect: call of reflect.Value.Type on zero Value");
      case Value.Bool v -> throw noLength(v);
      case Value.Int v -> throw noLength(v);
      case Value.Real v -> throw noLength(v);
      case Value.Struct v -> throw noLength(v);
      case Value.Time v -> throw noLength(v);
      case Value.Callable v -> throw noLength(v);
    };
  }

  private static CallException noLength(Value value) {
    return new CallException("len of type " + value.type());
  }

  private static byte[] utf8(Value.Text text) {
    return text.value().getBytes(StandardCharsets.UTF_8);
  }

  private static Value index(List<Value> arguments) {
    Value item = arguments.getFirst();
    if (item instanceof Value.Nothing) {
      throw new CallException("index of untyped nil");
    }
    for (Value key : arguments.subList(1, arguments.size())) {
      item = element(item, key);
    }
    return item;
  }

  private static Value element(Value item, Value key) {
    return switch (item) {
      case Value.Sequence s -> s.items().get(position(key, s.items().size(), "slice"));
      case Value.Text t -> {
        byte[] bytes = utf8(t);
        yield new Value.Int(bytes[position(key, bytes.length, "string")] & 0xff, Types.BYTE);
      }
      case Value.Mapping m -> entry(m, key);
      case Value.Nothing n -> throw new CallException("index of nil pointer");
      case Value.Bool v -> throw notIndexed(v);
      case Value.Int v -> throw notIndexed(v);
      case Value.Real v -> throw notIndexed(v);
      case Value.Struct v -> throw notIndexed(v);
      case Value.Time v -> throw notIndexed(v);
      case Value.Callable v -> throw notIndexed(v);
    };
  }

  private static CallException notIndexed(Value value) {
    return new CallException("can't index item of type " + value.type());
  }

  private static Value entry(Value.Mapping map, Value key) {
    return switch (key) {
      case Value.Text t -> map.entries().getOrDefault(t.value(), map.missing());
      case Value.Nothing n -> throw new CallException("value is nil; should be string");
      case Value.Bool v -> throw notKey(v);
      case Value.Int v -> throw notKey(v);
      case Value.Real v -> throw notKey(v);
      case Value.Sequence v -> throw notKey(v);
      case Value.Mapping v -> throw notKey(v);
      case Value.Struct v -> throw notKey(v);
      case Value.Time v -> throw notKey(v);
      case Value.Callable v -> throw notKey(v);
    };
  }

  private static CallException notKey(Value key) {
    return new CallException("value has type " + key.type() + "; should be string");
  }

  private static int position(Value key, int size, String what) {
    int at = bound(key, size);
    if (at == size) {
      throw new CallException("reflect: " + what + " index out of range");
    }
    return at;
  }

  /** An index from 0 to the size, that included. */
  private static int bound(Value key, int size) {
    if (key instanceof Value.Nothing) {
      throw new CallException("cannot index slice/array with nil");
    }
    if (!(key instanceof Value.Int n)) {
      throw new CallException("cannot index slice/array with type " + key.type());
    }
    if (n.value() < 0 || n.value() > size) {
      throw new CallException("index out of range: " + n.value());
    }
    return (int) n.value();
  }

  private static Value slice(List<Value> arguments) {
    Value item = arguments.getFirst();
    if (item instanceof Value.Nothing) {
      throw new CallException("slice of untyped nil");
    }
    if (arguments.size() > 4) {
      throw new CallException("too many slice indexes: " + (arguments.size() - 1));
    }
    return switch (item) {
      case Value.Text t -> sliceOf(t, arguments);
      case Value.Sequence s -> sliceOf(s, arguments);
      case Value.Nothing v -> throw notSliced(v);
      case Value.Bool v -> throw notSliced(v);
      case Value.Int v -> throw notSliced(v);
      case Value.Real v -> throw notSliced(v);
      case Value.Mapping v -> throw notSliced(v);
      case Value.Struct v -> throw notSliced(v);
      case Value.Time v -> throw notSliced(v);
      case Value.Callable v -> throw notSliced(v);
    };
  }

  private static CallException notSliced(Value value) {
    return new CallException("can't slice item of type " + value.type());
  }

  private static Value sliceOf(Value.Text text, List<Value> arguments) {
    if (arguments.size() > 3) {
      throw new CallException("cannot 3-index slice a string");
    }
    byte[] bytes = utf8(text);
    int[] range = range(arguments, bytes.length);
    byte[] part = Arrays.copyOfRange(bytes, range[0], range[1]);
    return new Value.Text(new String(part, StandardCharsets.UTF_8), text.type());
  }

  private static Value sliceOf(Value.Sequence sequence, List<Value> arguments) {
    int[] range = range(arguments, sequence.items().size());
    return new Value.Sequence(sequence.items().subList(range[0], range[1]), sequence.type());
  }

  private static int[] range(List<Value> arguments, int size) {
    int[] bounds = {0, size, size};
    for (int i = 1; i < arguments.size(); i++) {
      bounds[i - 1] = bound(arguments.get(i), size);
    }
    if (bounds[0] > bounds[1]) {
      throw new CallException("invalid slice index: " + bounds[0] + " > " + bounds[1]);
    }
    if (bounds[1] > bounds[2]) {
      throw new CallException("invalid slice index: " + bounds[1] + " > " + bounds[2]);
    }
    return bounds;
  }

  private static Value call(List<Value> arguments, Run run) {
    if (arguments.getFirst() instanceof Value.Nothing) {
      throw new CallException("call of nil");
    }
    if (!(arguments.getFirst() instanceof Value.Callable callable)) {
      throw new CallException(
          "non-function "
              + GoFormat.shown(arguments.getFirst(), run)
              + " of type "
              + arguments.getFirst().type());
    }
    TemplateFunction function = callable.function();
    List<Value> given = arguments.subList(1, arguments.size());
    int wanted = function.parameterCount();
    if (function.isVariadic() ? given.size() < wanted - 1 : given.size() != wanted) {
      throw new CallException(
          "wrong number of args: got %d want %s%d"
              .formatted(
                  given.size(),
                  function.isVariadic() ? "at least " : "",
                  function.isVariadic() ? wanted - 1 : wanted));
    }
    for (int i = 0; i < given.size(); i++) {
      requireFit(given.get(i), i, function.parameter(i));
    }
    return function.call(given, run);
  }

  private static void requireFit(Value value, int i, String type) {
    if (!value.type().fits(type)) {
      throw new CallException(
          "arg %d: value has type %s; should be %s".formatted(i, value.type(), type));
    }
  }
}
