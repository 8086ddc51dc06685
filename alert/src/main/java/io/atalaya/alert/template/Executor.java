package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks a template's tree once, and writes.
 *
 * <p>Every rule here is Go's. The one that shapes the class is how errors find their place: Go
 * remembers the node it looked at last, not the one it is inside of, so {@link #at} is set exactly
 * where Go sets it and never set back.
 */
final class Executor {
  private final TemplateSet set;
  private final FunctionSet functions;
  private final Run run;
  private final BoundedText text;
  private final Output out;
  private Template template = new Template("", "", "", new Node.Body(0, List.of()));
  private Node at = template.body();
  private List<Binding> variables = new ArrayList<>();

  /** How a body ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private static final class Binding {
    final String name;
    Value value;

    Binding(String name, Value value) {
      this.name = name;
      this.value = value;
    }
  }

  Executor(TemplateSet set, FunctionSet functions, Run run, Escape escape) {
    this.set = set;
    this.functions = functions;
    this.run = run;
    this.text = run.text();
    this.out = escape.to(text, run);
  }

  /**
   * Executes a template with its data.
   *
   * @throws TemplateException with Go's wording and place
   */
  String execute(Template started, Value data) {
    try {
      invoke(started, data);
    } catch (LimitException e) {
      throw error(String.valueOf(e.getMessage()));
    }
    return text.toString();
  }

  private void invoke(Template invoked, Value data) {
    Template outer = template;
    List<Binding> outerVariables = variables;
    template = invoked;
    variables = new ArrayList<>(List.of(new Binding("$", data)));
    walk(data, invoked.body());
    template = outer;
    variables = outerVariables;
  }

  private Flow walk(Value dot, Node.Body body) {
    run.enter();
    Flow flow = Flow.ON;
    for (Node.Statement statement : body.statements()) {
      run.step(1);
      flow = walk(dot, statement);
      if (flow != Flow.ON) {
        break;
      }
    }
    run.leave();
    return flow;
  }

  private Flow walk(Value dot, Node.Statement statement) {
    return switch (statement) {
      case Node.Literal literal -> {
        out.literal(literal.text());
        yield Flow.ON;
      }
      case Node.Action action -> print(dot, action);
      case Node.Branch branch -> branch(dot, branch);
      case Node.Invocation invocation -> invocation(dot, invocation);
      case Node.Break b -> Flow.BREAK;
      case Node.Continue c -> Flow.CONTINUE;
    };
  }

  private Flow print(Value dot, Node.Action action) {
    at = action;
    Value value = pipeline(dot, action.pipeline());
    if (action.pipeline().variables().isEmpty()) {
      at = action;
      if (value instanceof Value.Callable) {
        throw error("can't print " + action.source() + " of type " + value.type());
      }
      out.value(value);
    }
    return Flow.ON;
  }

  private Flow branch(Value dot, Node.Branch branch) {
    int declared = variables.size();
    Value value = pipeline(dot, branch.pipeline());
    Flow flow =
        switch (branch.kind()) {
          case IF -> choose(branch, value, dot, dot);
          case WITH -> choose(branch, value, value, dot);
          case RANGE -> range(branch, value, dot);
        };
    forget(declared);
    return flow;
  }

  private Flow choose(Node.Branch branch, Value value, Value inside, Value dot) {
    return Truth.of(value) ? walk(inside, branch.body()) : otherwise(branch, dot);
  }

  private Flow otherwise(Node.Branch branch, Value dot) {
    return branch.otherwise() == null ? Flow.ON : walk(dot, branch.otherwise());
  }

  private Flow range(Node.Branch branch, Value value, Value dot) {
    List<Iteration> iterations =
        switch (value) {
          case Value.Sequence s -> iterations(s.items());
          case Value.Mapping m -> iterations(m.entries());
          case Value.Int n -> iterations(branch, n);
          case Value.Nothing n -> List.of();
          case Value.Bool v -> throw notIterable(v);
          case Value.Real v -> throw notIterable(v);
          case Value.Text v -> throw notIterable(v);
          case Value.Struct v -> throw notIterable(v);
          case Value.Time v -> throw notIterable(v);
          case Value.Callable v -> throw notIterable(v);
        };
    if (iterations.isEmpty()) {
      return otherwise(branch, dot);
    }
    int declared = variables.size();
    for (Iteration iteration : iterations) {
      run.step(1);
      bind(branch.pipeline(), iteration);
      Flow flow = walk(iteration.element(), branch.body());
      forget(declared);
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return Flow.ON;
  }

  private record Iteration(Value index, Value element) {}

  private List<Iteration> iterations(List<Value> items) {
    List<Iteration> all = new ArrayList<>(items.size());
    for (Value item : items) {
      all.add(new Iteration(Value.of((long) all.size()), item));
    }
    return all;
  }

  private List<Iteration> iterations(Map<String, Value> entries) {
    List<Iteration> all = new ArrayList<>(entries.size());
    entries.forEach((name, value) -> all.add(new Iteration(Value.of(name), value)));
    return all;
  }

  private List<Iteration> iterations(Node.Branch branch, Value.Int count) {
    if (branch.pipeline().variables().size() > 1) {
      throw error("can't use " + count.value() + " to iterate over more than one variable");
    }
    List<Iteration> all = new ArrayList<>();
    for (long i = 0; i < count.value(); i++) {
      run.step(1);
      all.add(new Iteration(Value.of(i), Value.of(i)));
    }
    return all;
  }

  private TemplateException notIterable(Value value) {
    return error("range can't iterate over " + GoFormat.shown(value, run));
  }

  /** Gives a range's variables their values for one element. */
  private void bind(Node.Pipeline pipeline, Iteration iteration) {
    List<String> names = pipeline.variables();
    if (names.isEmpty()) {
      return;
    }
    if (pipeline.assigns()) {
      assign(names.getLast(), iteration.element());
      if (names.size() > 1) {
        assign(names.getFirst(), iteration.index());
      }
    } else {
      int last = variables.size() - 1;
      variables.get(last).value = iteration.element();
      if (names.size() > 1) {
        variables.get(last - 1).value = iteration.index();
      }
    }
  }

  private void forget(int declared) {
    variables.subList(declared, variables.size()).clear();
  }

  private void assign(String name, Value value) {
    find(name).value = value;
  }

  private Binding find(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(name)) {
        return variables.get(i);
      }
    }
    throw error("undefined variable: " + name);
  }

  private Flow invocation(Value dot, Node.Invocation invocation) {
    at = invocation;
    Template invoked = set.find(invocation.name());
    if (invoked == null) {
      throw error("template " + GoQuote.of(invocation.name()) + " not defined");
    }
    Value data =
        invocation.pipeline() == null ? Value.Nothing.ABSENT : pipeline(dot, invocation.pipeline());
    invoke(invoked, data);
    return Flow.ON;
  }

  private Value pipeline(Value dot, Node.Pipeline pipeline) {
    run.enter();
    at = pipeline;
    Value value = null;
    for (Node.Command command : pipeline.commands()) {
      run.step(1);
      value = command(dot, command, value);
      if (value == Value.Nothing.NIL) {
        value = Value.Nothing.ABSENT;
      }
    }
    Value result = value == null ? Value.Nothing.ABSENT : value;
    for (String name : pipeline.variables()) {
      if (pipeline.assigns()) {
        assign(name, result);
      } else {
        variables.add(new Binding(name, result));
      }
    }
    run.leave();
    return result;
  }

  private Value command(Value dot, Node.Command command, @Nullable Value piped) {
    List<Node.Operand> words = command.words();
    return switch (words.getFirst()) {
      case Node.Field f -> fields(dot, dot, f, f.fields(), words, piped);
      case Node.Chain c -> chain(dot, c, words, piped);
      case Node.Identifier i -> function(dot, i, command, words, piped);
      case Node.Variable v -> variable(dot, v, words, piped);
      case Node.Pipeline p -> {
        requireNoArguments(words, piped);
        yield pipeline(dot, p);
      }
      case Node.Truth c -> constant(dot, c, words, piped);
      case Node.Dot c -> constant(dot, c, words, piped);
      case Node.Nil c -> constant(dot, c, words, piped);
      case Node.Numeral c -> constant(dot, c, words, piped);
      case Node.Quoted c -> constant(dot, c, words, piped);
    };
  }

  private Value constant(
      Value dot, Node.Operand operand, List<Node.Operand> words, @Nullable Value piped) {
    at = operand;
    requireNoArguments(words, piped);
    if (operand instanceof Node.Nil) {
      throw error("nil is not a command");
    }
    return ideal(dot, operand);
  }

  private void requireNoArguments(List<Node.Operand> words, @Nullable Value piped) {
    if (words.size() > 1 || piped != null) {
      throw error("can't give argument to non-function " + words.getFirst().source());
    }
  }

  private Value chain(
      Value dot, Node.Chain chain, List<Node.Operand> words, @Nullable Value piped) {
    at = chain;
    Value base = argument(dot, ValueType.VALUE, chain.base());
    return chained(dot, base, chain, chain.fields(), words, piped);
  }

  private Value variable(
      Value dot, Node.Variable variable, List<Node.Operand> words, @Nullable Value piped) {
    at = variable;
    Value value = find(variable.name()).value;
    if (variable.fields().isEmpty()) {
      requireNoArguments(words, piped);
      return value;
    }
    return chained(dot, value, variable, variable.fields(), words, piped);
  }

  private Value fields(
      Value dot,
      Value receiver,
      Node node,
      List<String> names,
      List<Node.Operand> words,
      @Nullable Value piped) {
    at = node;
    return chained(dot, receiver, node, names, words, piped);
  }

  /** Fields of fields; only the last may be a method with arguments. */
  private Value chained(
      Value dot,
      Value receiver,
      Node node,
      List<String> names,
      List<Node.Operand> words,
      @Nullable Value piped) {
    Value value = receiver;
    for (String name : names.subList(0, names.size() - 1)) {
      value = field(dot, value, node, name, List.of(), null);
    }
    return field(dot, value, node, names.getLast(), words, piped);
  }

  private Value field(
      Value dot,
      Value receiver,
      Node node,
      String name,
      List<Node.Operand> words,
      @Nullable Value piped) {
    run.step(1);
    TemplateFunction method = receiver.type().method(name);
    if (method != null) {
      return call(dot, method.bind(receiver), node, words, piped);
    }
    boolean hasArguments = words.size() > 1 || piped != null;
    return switch (receiver) {
      case Value.Nothing nothing -> ofNothing(nothing, name);
      case Value.Struct struct -> ofStruct(struct, name, hasArguments);
      case Value.Mapping map -> ofMapping(map, name, hasArguments);
      case Value.Bool v -> throw noField(v, name);
      case Value.Int v -> throw noField(v, name);
      case Value.Real v -> throw noField(v, name);
      case Value.Text v -> throw noField(v, name);
      case Value.Sequence v -> throw noField(v, name);
      case Value.Time v -> throw noField(v, name);
      case Value.Callable v -> throw noField(v, name);
    };
  }

  private Value ofNothing(Value.Nothing nothing, String name) {
    return switch (nothing) {
      case ABSENT -> nothing;
      case NIL -> throw error("nil pointer evaluating " + ValueType.ANY + "." + name);
    };
  }

  private Value ofStruct(Value.Struct struct, String name, boolean hasArguments) {
    Value value = struct.fields().get(name);
    if (value == null) {
      throw noField(struct, name);
    }
    if (hasArguments) {
      throw error(name + " has arguments but cannot be invoked as function");
    }
    return value;
  }

  private Value ofMapping(Value.Mapping map, String name, boolean hasArguments) {
    if (hasArguments) {
      throw error(name + " is not a method but has arguments");
    }
    return map.entries().getOrDefault(name, map.missing());
  }

  private TemplateException noField(Value receiver, String name) {
    return error("can't evaluate field " + name + " in type " + receiver.type());
  }

  private Value function(
      Value dot,
      Node.Identifier identifier,
      Node node,
      List<Node.Operand> words,
      @Nullable Value piped) {
    at = identifier;
    TemplateFunction function =
        functions
            .get(identifier.name())
            .orElseThrow(() -> error(GoQuote.of(identifier.name()) + " is not a defined function"));
    return switch (identifier.name()) {
      case "and" -> untilTruth(dot, false, function, words, piped);
      case "or" -> untilTruth(dot, true, function, words, piped);
      default -> call(dot, function, node, words, piped);
    };
  }

  /** The functions {@code and} and {@code or}, which evaluate no more than they need. */
  private Value untilTruth(
      Value dot,
      boolean decisive,
      TemplateFunction function,
      List<Node.Operand> words,
      @Nullable Value piped) {
    requireCount(function, words.size() - 1 + (piped == null ? 0 : 1), words.size() - 1);
    Value last = Value.Nothing.ABSENT;
    for (Node.Operand word : words.subList(1, words.size())) {
      last = argument(dot, ValueType.VALUE, word);
      if (Truth.of(last) == decisive) {
        return last;
      }
    }
    return piped == null ? last : piped;
  }

  /**
   * Calls a function or a bound method.
   *
   * @param node what an error of the call is about
   * @param words the function itself and its arguments, or nothing
   */
  private Value call(
      Value dot,
      TemplateFunction function,
      Node node,
      List<Node.Operand> words,
      @Nullable Value piped) {
    List<Node.Operand> given = words.isEmpty() ? words : words.subList(1, words.size());
    requireCount(function, given.size() + (piped == null ? 0 : 1), given.size());
    List<Value> arguments = new ArrayList<>(given.size() + 1);
    for (Node.Operand operand : given) {
      arguments.add(argument(dot, function.parameter(arguments.size()), operand));
    }
    if (piped != null) {
      arguments.add(fitting(piped, function.parameter(arguments.size())));
    }
    try {
      Value result = function.call(arguments, run);
      return result instanceof Value.Text text ? bounded(text) : result;
    } catch (CallException e) {
      at = node;
      throw error("error calling " + function.name() + ": " + e.getMessage());
    }
  }

  private Value bounded(Value.Text text) {
    run.requireRoom(text.value().length());
    return text;
  }

  private void requireCount(TemplateFunction function, int count, int beforePipe) {
    int parameters = function.parameterCount();
    if (function.isVariadic() && count < parameters - 1) {
      throw error(
          "wrong number of args for %s: want at least %d got %d"
              .formatted(function.name(), parameters - 1, beforePipe));
    }
    if (!function.isVariadic() && count != parameters) {
      throw error(
          "wrong number of args for %s: want %d got %d"
              .formatted(function.name(), parameters, count));
    }
  }

  private Value argument(Value dot, String type, Node.Operand operand) {
    at = operand;
    return switch (operand) {
      case Node.Dot d -> fitting(dot, type);
      case Node.Nil n -> nilFor(type);
      case Node.Field f -> fitting(fields(dot, dot, f, f.fields(), List.of(), null), type);
      case Node.Variable v -> fitting(variable(dot, v, List.of(), null), type);
      case Node.Pipeline p -> fitting(pipeline(dot, p), type);
      case Node.Identifier i -> fitting(function(dot, i, i, List.of(i), null), type);
      case Node.Chain c -> fitting(chain(dot, c, List.of(), null), type);
      case Node.Truth t -> literal(dot, t, type);
      case Node.Numeral n -> literal(dot, n, type);
      case Node.Quoted q -> literal(dot, q, type);
    };
  }

  private Value nilFor(String type) {
    return switch (type) {
      case ValueType.ANY -> Value.Nothing.NIL;
      case ValueType.VALUE -> Value.Nothing.ABSENT;
      default -> {
        Value empty = Types.emptyOf(type);
        if (empty == null) {
          throw error("cannot assign nil to " + type);
        }
        yield empty;
      }
    };
  }

  /** The value as a parameter of that type takes it. */
  private Value fitting(Value value, String type) {
    if (value == Value.Nothing.ABSENT && !type.equals(ValueType.VALUE)) {
      Value empty = type.equals(ValueType.ANY) ? Value.Nothing.NIL : Types.emptyOf(type);
      if (empty == null) {
        throw error("invalid value; expected " + type);
      }
      return empty;
    }
    if (!value.type().fits(type)) {
      throw error("wrong type for value; expected " + type + "; got " + value.type());
    }
    return value;
  }

  /** A constant as an argument: its syntax must fit the parameter's type. */
  private Value literal(Value dot, Node.Operand constant, String type) {
    return switch (type) {
      case ValueType.ANY, ValueType.VALUE -> ideal(dot, constant);
      case "string" -> constant instanceof Node.Quoted q ? Value.of(q.value()) : expected("string");
      case "bool" -> constant instanceof Node.Truth t ? Value.of(t.value()) : expected("bool");
      case "float64" -> constant instanceof Node.Numeral n ? real(n) : expected("float");
      case "int" -> integer(constant, Types.INT);
      case "time.Duration" -> integer(constant, TimeFunctions.DURATION);
      default -> throw error("can't handle " + constant.source() + " for arg of type " + type);
    };
  }

  private Value expected(String what) {
    throw error("expected " + what + "; found " + at.source());
  }

  private Value real(Node.Numeral number) {
    return Value.of(number.value().real());
  }

  private Value integer(Node.Operand constant, ValueType type) {
    return constant instanceof Node.Numeral n && n.value().integer() != null
        ? new Value.Int(n.value().integer(), type)
        : expected("integer");
  }

  /** A constant where nothing says what type it should have. */
  private Value ideal(Value dot, Node.Operand constant) {
    return switch (constant) {
      case Node.Truth t -> Value.of(t.value());
      case Node.Quoted q -> Value.of(q.value());
      case Node.Numeral n ->
          n.value().looksReal() || n.value().integer() == null
              ? Value.of(n.value().real())
              : Value.of((long) n.value().integer());
      case Node.Dot d -> dot;
      case Node.Nil n -> Value.Nothing.NIL;
      case Node.Pipeline p -> pipeline(dot, p);
      case Node.Identifier i -> function(dot, i, i, List.of(i), null);
      case Node.Variable v -> variable(dot, v, List.of(), null);
      case Node.Field f -> fields(dot, dot, f, f.fields(), List.of(), null);
      case Node.Chain c -> chain(dot, c, List.of(), null);
    };
  }

  private TemplateException error(String message) {
    return new TemplateException(
        "template: %s: executing %s at <%s>: %s"
            .formatted(template.location(at), GoQuote.of(template.name()), at.source(), message));
  }
}
