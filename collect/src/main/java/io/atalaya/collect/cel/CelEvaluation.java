package io.atalaya.collect.cel;

import io.atalaya.collect.cel.CelNode.Macro;
import io.atalaya.collect.cel.CelNode.Operator;
import io.atalaya.collect.cel.CelValue.Bool;
import io.atalaya.collect.cel.CelValue.Int;
import io.atalaya.collect.cel.CelValue.Keyed;
import io.atalaya.collect.cel.CelValue.Many;
import io.atalaya.collect.cel.CelValue.Real;
import io.atalaya.collect.cel.CelValue.Text;
import io.atalaya.model.regex.RegexSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of an expression for one document.
 *
 * <p>An operand of {@code &&} or {@code ||} that cannot be evaluated does no harm if the other one
 * decides, whichever stands first; {@code all} and {@code exists} are such chains.
 */
final class CelEvaluation {
  /** Parts that may be evaluated: a macro in a macro over a large document is stopped in time. */
  private static final int MAX_STEPS = 1_000_000;

  private final Map<String, CelValue> variables = new HashMap<>();
  private int steps;

  CelEvaluation(CelValue document) {
    variables.put("body", document);
  }

  CelValue of(CelNode node) {
    if (++steps > MAX_STEPS) {
      throw new CelException("the evaluation takes more than " + MAX_STEPS + " steps");
    }
    return switch (node) {
      case CelNode.Literal(CelValue value) -> value;
      case CelNode.Variable(String name) -> variable(name);
      case CelNode.Field field -> field(field);
      case CelNode.Index(CelNode from, CelNode at) -> index(of(from), of(at));
      case CelNode.ListOf(var items) -> new Many(items.stream().map(this::of).toList());
      case CelNode.MapOf(var keys, var values) -> map(keys, values);
      case CelNode.Not(CelNode inner) -> new Bool(!truth(inner));
      case CelNode.Negative(CelNode inner) -> negative(of(inner));
      case CelNode.Either either -> new Bool(decided(either));
      case CelNode.Binary(Operator o, CelNode left, CelNode right) ->
          binary(o, of(left), of(right));
      case CelNode.Choice(CelNode c, CelNode then, CelNode otherwise) ->
          of(truth(c) ? then : otherwise);
      case CelNode.Call call -> call(call);
      case CelNode.Each each -> each(each);
    };
  }

  private CelValue variable(String name) {
    CelValue value = variables.get(name);
    if (value == null) {
      throw new CelException("there is no '" + name + "'");
    }
    return value;
  }

  boolean truth(CelNode node) {
    CelValue value = of(node);
    if (value instanceof Bool(boolean truth)) {
      return truth;
    }
    throw new CelException("expected true or false, found a " + value.type());
  }

  private CelValue field(CelNode.Field field) {
    CelValue from = of(field.of());
    if (!(from instanceof Keyed(var values))) {
      throw new CelException("a " + from.type() + " has no field " + field.name());
    }
    CelValue value = values.get(new Text(field.name()));
    if (field.asksOnly()) {
      return new Bool(value != null);
    }
    if (value == null) {
      throw new CelException("no such key: " + field.name());
    }
    return value;
  }

  private static CelValue index(CelValue from, CelValue at) {
    return switch (from) {
      case Many(var values) -> {
        long position = at instanceof Int || at instanceof Real ? whole(at) : -1;
        if (position < 0 || position >= values.size()) {
          throw new CelException("no such element of a list");
        }
        yield values.get((int) position);
      }
      case Keyed(var values) ->
          Optional.ofNullable(values.get(key(at)))
              .orElseThrow(() -> new CelException("no such key"));
      case Int _, Real _, Text _, Bool _, CelValue.Null _ ->
          throw new CelException("a " + from.type() + " has no elements");
    };
  }

  /** A whole number, also one that JSON made a double; −1 for anything else. */
  private static long whole(CelValue value) {
    return switch (value) {
      case Int(long number) -> number;
      case Real(double number) when number == Math.rint(number) -> (long) number;
      case Real _, Text _, Bool _, CelValue.Null _, Many _, Keyed _ -> -1;
    };
  }

  private static CelValue key(CelValue value) {
    return value instanceof Real(double number) && number == Math.rint(number)
        ? new Int((long) number)
        : value;
  }

  private CelValue map(List<CelNode> keys, List<CelNode> values) {
    Map<CelValue, CelValue> map = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (map.put(key(of(keys.get(i))), of(values.get(i))) != null) {
        throw new CelException("a key of a map stands twice");
      }
    }
    return new Keyed(map);
  }

  private static CelValue negative(CelValue value) {
    return switch (value) {
      case Int(long number) -> new Int(exact(() -> Math.negateExact(number)));
      case Real(double number) -> new Real(-number);
      case Text _, Bool _, CelValue.Null _, Many _, Keyed _ ->
          throw new CelException("a " + value.type() + " has no negative");
    };
  }

  private boolean decided(CelNode.Either either) {
    try {
      boolean left = truth(either.left());
      return left == either.decides() ? left : truth(either.right());
    } catch (CelException e) {
      if (steps <= MAX_STEPS && truth(either.right()) == either.decides()) {
        return either.decides();
      }
      throw e;
    }
  }

  private static CelValue binary(Operator operator, CelValue a, CelValue b) {
    return switch (operator) {
      case EQUAL -> new Bool(a.equalTo(b));
      case UNEQUAL -> new Bool(!a.equalTo(b));
      case LESS, AT_MOST, GREATER, AT_LEAST -> new Bool(ordered(operator, a, b));
      case IN -> new Bool(isIn(a, b));
      case PLUS, MINUS, TIMES, DIVIDE, REMAINDER -> arithmetic(operator, a, b);
    };
  }

  private static boolean ordered(Operator operator, CelValue a, CelValue b) {
    int order;
    if (a.isNumber() && b.isNumber()) {
      order = CelValue.compareNumbers(a, b);
    } else if (a instanceof Text(String x) && b instanceof Text(String y)) {
      order = Integer.signum(x.compareTo(y));
    } else if (a instanceof Bool(boolean x) && b instanceof Bool(boolean y)) {
      order = Boolean.compare(x, y);
    } else {
      throw unknown(operator, a, b);
    }
    return order != 2
        && switch (operator) {
          case LESS -> order < 0;
          case AT_MOST -> order <= 0;
          case GREATER -> order > 0;
          case AT_LEAST -> order >= 0;
          case EQUAL, UNEQUAL, IN, PLUS, MINUS, TIMES, DIVIDE, REMAINDER -> false;
        };
  }

  private static CelException unknown(Operator operator, CelValue a, CelValue b) {
    return new CelException(
        "%s %s %s means nothing".formatted(a.type(), operator.text(), b.type()));
  }

  private static boolean isIn(CelValue a, CelValue b) {
    return switch (b) {
      case Many(var values) -> values.stream().anyMatch(a::equalTo);
      case Keyed(var values) -> values.containsKey(key(a));
      case Int _, Real _, Text _, Bool _, CelValue.Null _ -> throw unknown(Operator.IN, a, b);
    };
  }

  private static CelValue arithmetic(Operator operator, CelValue a, CelValue b) {
    if (a instanceof Int(long x) && b instanceof Int(long y)) {
      return new Int(whole(operator, x, y));
    }
    if (a instanceof Real(double x) && b instanceof Real(double y)) {
      return new Real(real(operator, x, y, unknown(operator, a, b)));
    }
    if (operator == Operator.PLUS && a instanceof Text(String x) && b instanceof Text(String y)) {
      return new Text(x + y);
    }
    if (operator == Operator.PLUS && a instanceof Many(var x) && b instanceof Many(var y)) {
      List<CelValue> both = new ArrayList<>(x);
      both.addAll(y);
      return new Many(both);
    }
    throw unknown(operator, a, b);
  }

  private interface Sum {
    long get();
  }

  private static long exact(Sum sum) {
    try {
      return sum.get();
    } catch (ArithmeticException e) {
      throw new CelException("a whole number is too large, or divided by zero");
    }
  }

  private static long whole(Operator operator, long x, long y) {
    return exact(
        () ->
            switch (operator) {
              case PLUS -> Math.addExact(x, y);
              case MINUS -> Math.subtractExact(x, y);
              case TIMES -> Math.multiplyExact(x, y);
              case DIVIDE -> Math.divideExact(x, y);
              case REMAINDER -> x % y;
              case EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST, IN -> 0;
            });
  }

  private static double real(Operator operator, double x, double y, CelException otherwise) {
    return switch (operator) {
      case PLUS -> x + y;
      case MINUS -> x - y;
      case TIMES -> x * y;
      case DIVIDE -> x / y;
      case REMAINDER, EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST, IN -> throw otherwise;
    };
  }

  private CelValue call(CelNode.Call call) {
    CelValue first = of(call.arguments().getFirst());
    return switch (call.function()) {
      case SIZE -> new Int(size(first));
      case INT -> new Int(toWhole(first));
      case DOUBLE -> new Real(toReal(first));
      case STRING -> new Text(toText(first));
      case CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES ->
          new Bool(look(call, first, of(call.arguments().get(1))));
    };
  }

  private static boolean look(CelNode.Call call, CelValue a, CelValue b) {
    if (!(a instanceof Text(String text)) || !(b instanceof Text(String other))) {
      throw new CelException(
          "%s of a %s and a %s means nothing"
              .formatted(call.function().text(), a.type(), b.type()));
    }
    return switch (call.function()) {
      case CONTAINS -> text.contains(other);
      case STARTS_WITH -> text.startsWith(other);
      case ENDS_WITH -> text.endsWith(other);
      case MATCHES -> matches(call.regex(), other, text);
      case SIZE, INT, DOUBLE, STRING -> false;
    };
  }

  private static boolean matches(@Nullable RegexSearch known, String regex, String text) {
    return (known == null ? RegexSearch.compile(regex) : known).find(text);
  }

  private static long size(CelValue value) {
    return switch (value) {
      case Text(String text) -> text.codePointCount(0, text.length());
      case Many(var values) -> values.size();
      case Keyed(var values) -> values.size();
      case Int _, Real _, Bool _, CelValue.Null _ ->
          throw new CelException("a " + value.type() + " has no size");
    };
  }

  private static long toWhole(CelValue value) {
    try {
      return switch (value) {
        case Int(long number) -> number;
        case Real(double number) when Math.abs(number) < 0x1p63 -> (long) number;
        case Text(String text) -> Long.parseLong(text);
        case Real _, Bool _, CelValue.Null _, Many _, Keyed _ ->
            throw new CelException("no int can be made of a " + value.type());
      };
    } catch (NumberFormatException e) {
      throw new CelException("no int can be made of this text");
    }
  }

  private static double toReal(CelValue value) {
    try {
      return switch (value) {
        case Int(long number) -> number;
        case Real(double number) -> number;
        case Text(String text) -> Double.parseDouble(text);
        case Bool _, CelValue.Null _, Many _, Keyed _ ->
            throw new CelException("no double can be made of a " + value.type());
      };
    } catch (NumberFormatException e) {
      throw new CelException("no double can be made of this text");
    }
  }

  private static String toText(CelValue value) {
    return switch (value) {
      case Int(long number) -> Long.toString(number);
      case Real(double number) when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString((long) number);
      case Real(double number) -> Double.toString(number);
      case Text(String text) -> text;
      case Bool(boolean truth) -> Boolean.toString(truth);
      case CelValue.Null _, Many _, Keyed _ ->
          throw new CelException("no string can be made of a " + value.type());
    };
  }

  private CelValue each(CelNode.Each each) {
    CelValue from = of(each.of());
    List<CelValue> elements =
        switch (from) {
          case Many(var values) -> values;
          case Keyed(var values) -> List.copyOf(values.keySet());
          case Int _, Real _, Text _, Bool _, CelValue.Null _ ->
              throw new CelException("a " + from.type() + " has no elements");
        };
    CelValue hidden = variables.get(each.variable());
    try {
      return switch (each.macro()) {
        case ALL, EXISTS -> new Bool(chain(each, elements));
        case EXISTS_ONE -> new Bool(passing(each, elements).size() == 1);
        case FILTER -> new Many(passing(each, elements));
        case MAP -> new Many(transformed(each, passing(each, elements)));
      };
    } finally {
      restore(each.variable(), hidden);
    }
  }

  private void restore(String name, @Nullable CelValue hidden) {
    if (hidden == null) {
      variables.remove(name);
    } else {
      variables.put(name, hidden);
    }
  }

  private boolean chain(CelNode.Each each, List<CelValue> elements) {
    boolean decides = each.macro() == Macro.EXISTS;
    CelException fault = null;
    for (CelValue element : elements) {
      variables.put(each.variable(), element);
      try {
        if (truth(each.condition()) == decides) {
          return decides;
        }
      } catch (CelException e) {
        fault = e;
        if (steps > MAX_STEPS) {
          break;
        }
      }
    }
    if (fault != null) {
      throw fault;
    }
    return !decides;
  }

  private List<CelValue> passing(CelNode.Each each, List<CelValue> elements) {
    List<CelValue> passing = new ArrayList<>();
    for (CelValue element : elements) {
      variables.put(each.variable(), element);
      if (truth(each.condition())) {
        passing.add(element);
      }
    }
    return passing;
  }

  private List<CelValue> transformed(CelNode.Each each, List<CelValue> elements) {
    List<CelValue> made = new ArrayList<>();
    for (CelValue element : elements) {
      variables.put(each.variable(), element);
      made.add(of(each.transform()));
    }
    return made;
  }
}
