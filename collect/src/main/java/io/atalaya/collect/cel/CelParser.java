package io.atalaya.collect.cel;

import io.atalaya.collect.cel.CelNode.Function;
import io.atalaya.collect.cel.CelNode.Macro;
import io.atalaya.collect.cel.CelNode.Operator;
import io.atalaya.collect.cel.CelToken.Kind;
import io.atalaya.model.regex.RegexSearch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression by recursive descent, one method for each rule of the grammar, the weakest
 * operators first.
 */
final class CelParser {
  private static final int MAX_DEPTH = 60;
  private static final String DOCUMENT = "body";

  private static final List<List<Operator>> BY_STRENGTH =
      List.of(
          List.of(
              Operator.EQUAL,
              Operator.UNEQUAL,
              Operator.LESS,
              Operator.AT_MOST,
              Operator.GREATER,
              Operator.AT_LEAST,
              Operator.IN),
          List.of(Operator.PLUS, Operator.MINUS),
          List.of(Operator.TIMES, Operator.DIVIDE, Operator.REMAINDER));

  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while",
          "in");

  private final List<CelToken> tokens;
  private final Deque<String> variables = new ArrayDeque<>(List.of(DOCUMENT));
  private int next;
  private int depth;

  private CelParser(List<CelToken> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads all of a text.
   *
   * @throws CelException if it is no expression; says where
   */
  static CelNode parse(String text) {
    CelParser parser = new CelParser(CelLexer.tokens(text));
    CelNode expression = parser.expression();
    if (parser.peek().kind() != Kind.END) {
      throw parser.peek().unexpected("an operator or the end");
    }
    return expression;
  }

  private CelToken peek() {
    return tokens.get(next);
  }

  private CelToken take() {
    return tokens.get(next++);
  }

  private boolean took(String sign) {
    boolean there = peek().is(sign);
    next += there ? 1 : 0;
    return there;
  }

  private void require(String sign) {
    if (!took(sign)) {
      throw peek().unexpected("'" + sign + "'");
    }
  }

  private CelNode expression() {
    if (++depth > MAX_DEPTH) {
      throw new CelException("it is nested more than " + MAX_DEPTH + " deep");
    }
    CelNode condition = either(true);
    if (took("?")) {
      CelNode then = either(true);
      require(":");
      condition = new CelNode.Choice(condition, then, expression());
    }
    depth--;
    return condition;
  }

  private CelNode either(boolean or) {
    CelNode left = or ? either(false) : binary(0);
    while (took(or ? "||" : "&&")) {
      left = new CelNode.Either(or, left, or ? either(false) : binary(0));
    }
    return left;
  }

  private CelNode binary(int strength) {
    if (strength == BY_STRENGTH.size()) {
      return unary();
    }
    CelNode left = binary(strength + 1);
    for (Optional<Operator> found = operator(strength);
        found.isPresent();
        found = operator(strength)) {
      left = new CelNode.Binary(found.get(), left, binary(strength + 1));
    }
    return left;
  }

  private Optional<Operator> operator(int strength) {
    Optional<Operator> found =
        BY_STRENGTH.get(strength).stream().filter(o -> peek().is(o.text())).findFirst();
    next += found.isPresent() ? 1 : 0;
    return found;
  }

  private CelNode unary() {
    if (++depth > MAX_DEPTH) {
      throw new CelException("it is nested more than " + MAX_DEPTH + " deep");
    }
    CelNode result =
        took("!")
            ? new CelNode.Not(unary())
            : took("-") ? new CelNode.Negative(unary()) : member(primary());
    depth--;
    return result;
  }

  private CelNode member(CelNode of) {
    CelNode result = of;
    while (true) {
      if (took("[")) {
        result = new CelNode.Index(result, expression());
        require("]");
      } else if (took(".")) {
        CelToken name = take();
        if (name.kind() != Kind.WORD) {
          throw name.unexpected("a name");
        }
        result = took("(") ? method(result, name) : new CelNode.Field(result, name.text(), false);
      } else {
        return result;
      }
    }
  }

  private CelNode method(CelNode of, CelToken name) {
    Optional<Macro> macro =
        Arrays.stream(Macro.values()).filter(m -> m.text().equals(name.text())).findFirst();
    if (macro.isPresent()) {
      return each(macro.get(), of);
    }
    Function function = function(name);
    if (function.isConversion()) {
      throw new CelException(name.text() + " stands before what it converts, not behind a dot");
    }
    return call(function, Stream.concat(Stream.of(of), list(")").stream()).toList());
  }

  private CelNode each(Macro macro, CelNode of) {
    CelToken variable = take();
    if (variable.kind() != Kind.WORD || RESERVED.contains(variable.text())) {
      throw variable.unexpected("a name for the elements");
    }
    require(",");
    variables.push(variable.text());
    CelNode condition = new CelNode.Literal(new CelValue.Bool(true));
    CelNode last = expression();
    if (macro == Macro.MAP && took(",")) {
      condition = last;
      last = expression();
    } else if (macro != Macro.MAP) {
      condition = last;
    }
    variables.pop();
    require(")");
    return new CelNode.Each(macro, of, variable.text(), condition, last);
  }

  private CelNode primary() {
    CelToken token = take();
    return switch (token.kind()) {
      case TEXT -> new CelNode.Literal(new CelValue.Text(token.text()));
      case WHOLE -> new CelNode.Literal(new CelValue.Int(whole(token)));
      case REAL -> new CelNode.Literal(new CelValue.Real(Double.parseDouble(token.text())));
      case WORD -> word(token);
      case SIGN -> bracketed(token);
      case END -> throw token.unexpected("a value");
    };
  }

  private static long whole(CelToken token) {
    try {
      return Long.decode(token.text().replaceFirst("^0+(?=[0-9])", ""));
    } catch (NumberFormatException e) {
      throw new CelException(token.text() + " is too large");
    }
  }

  private CelNode bracketed(CelToken token) {
    if (token.is("(")) {
      CelNode inner = expression();
      require(")");
      return inner;
    }
    if (token.is("[")) {
      return new CelNode.ListOf(list("]"));
    }
    if (token.is("{")) {
      return map();
    }
    throw token.unexpected("a value");
  }

  private CelNode word(CelToken token) {
    String name = token.text();
    return switch (name) {
      case "true", "false" -> new CelNode.Literal(new CelValue.Bool(name.equals("true")));
      case "null" -> new CelNode.Literal(new CelValue.Null());
      default -> took("(") ? function(token, name) : variable(token, name);
    };
  }

  private CelNode variable(CelToken token, String name) {
    if (!variables.contains(name)) {
      throw new CelException(
          "column %d: there is no '%s'; the document is 'body'".formatted(token.at() + 1, name));
    }
    return new CelNode.Variable(name);
  }

  private CelNode function(CelToken token, String name) {
    if (!name.equals("has")) {
      return call(function(token), list(")"));
    }
    List<CelNode> arguments = list(")");
    if (arguments.size() == 1 && arguments.getFirst() instanceof CelNode.Field field) {
      return new CelNode.Field(field.of(), field.name(), true);
    }
    throw new CelException("column " + (token.at() + 1) + ": has needs a field, as has(body.name)");
  }

  private static Function function(CelToken name) {
    return Arrays.stream(Function.values())
        .filter(f -> f.text().equals(name.text()))
        .findFirst()
        .orElseThrow(
            () ->
                new CelException(
                    "column %d: there is no function %s here"
                        .formatted(name.at() + 1, name.text())));
  }

  private static CelNode call(Function function, List<CelNode> arguments) {
    if (arguments.size() != function.arguments()) {
      throw new CelException(
          "%s takes %d, not %d values"
              .formatted(function.text(), function.arguments(), arguments.size()));
    }
    return new CelNode.Call(function, arguments, regex(function, arguments));
  }

  private static @Nullable RegexSearch regex(Function function, List<CelNode> arguments) {
    return function == Function.MATCHES
            && arguments.getLast() instanceof CelNode.Literal(CelValue.Text(String regex))
        ? RegexSearch.compile(regex)
        : null;
  }

  private List<CelNode> list(String end) {
    List<CelNode> items = new ArrayList<>();
    while (!took(end)) {
      items.add(expression());
      if (!took(",") && !peek().is(end)) {
        throw peek().unexpected("',' or '" + end + "'");
      }
    }
    return items;
  }

  private CelNode map() {
    List<CelNode> keys = new ArrayList<>();
    List<CelNode> values = new ArrayList<>();
    while (!took("}")) {
      keys.add(expression());
      require(":");
      values.add(expression());
      if (!took(",") && !peek().is("}")) {
        throw peek().unexpected("',' or '}'");
      }
    }
    return new CelNode.MapOf(keys, values);
  }
}
