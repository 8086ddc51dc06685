package io.atalaya.collect.cel;

import io.atalaya.model.regex.RegexSearch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of an expression that was read. */
sealed interface CelNode {
  record Literal(CelValue value) implements CelNode {}

  record Variable(String name) implements CelNode {}

  /**
   * A field of a map.
   *
   * @param asksOnly whether it is only asked if there is such a field: {@code has(of.name)}
   */
  record Field(CelNode of, String name, boolean asksOnly) implements CelNode {}

  record Index(CelNode of, CelNode at) implements CelNode {}

  record ListOf(List<CelNode> items) implements CelNode {}

  record MapOf(List<CelNode> keys, List<CelNode> values) implements CelNode {}

  record Not(CelNode of) implements CelNode {}

  record Negative(CelNode of) implements CelNode {}

  /** {@code &&} if {@code decides} is false, {@code ||} if it is true. */
  record Either(boolean decides, CelNode left, CelNode right) implements CelNode {}

  record Binary(Operator operator, CelNode left, CelNode right) implements CelNode {}

  record Choice(CelNode condition, CelNode then, CelNode otherwise) implements CelNode {}

  /**
   * A function of values.
   *
   * @param regex the second argument of {@code matches} if it is a literal; else null
   */
  record Call(Function function, List<CelNode> arguments, @Nullable RegexSearch regex)
      implements CelNode {}

  /**
   * A macro that looks at each element of a list, or each key of a map.
   *
   * @param transform what {@code map} makes of an element; of no meaning for others
   */
  record Each(Macro macro, CelNode of, String variable, CelNode condition, CelNode transform)
      implements CelNode {}

  /** What stands between two values. */
  enum Operator {
    EQUAL("=="),
    UNEQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    IN("in"),
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDE("/"),
    REMAINDER("%");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Functions, with how many arguments; the first may stand before a dot. */
  enum Function {
    SIZE("size", 1),
    CONTAINS("contains", 2),
    STARTS_WITH("startsWith", 2),
    ENDS_WITH("endsWith", 2),
    MATCHES("matches", 2),
    INT("int", 1),
    DOUBLE("double", 1),
    STRING("string", 1);

    private final String text;
    private final int arguments;

    Function(String text, int arguments) {
      this.text = text;
      this.arguments = arguments;
    }

    String text() {
      return text;
    }

    int arguments() {
      return arguments;
    }

    /** Whether it is one of the conversions, which stand before no dot. */
    boolean isConversion() {
      return this == INT || this == DOUBLE || this == STRING;
    }
  }

  /** What is asked of each element. */
  enum Macro {
    ALL("all"),
    EXISTS("exists"),
    EXISTS_ONE("exists_one"),
    FILTER("filter"),
    MAP("map");

    private final String text;

    Macro(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
