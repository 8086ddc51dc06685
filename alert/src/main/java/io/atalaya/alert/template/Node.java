package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parsed template's tree. A node's position is where Go says it is, in characters of the text:
 * the first character of the node, except for a chain of fields, whose position is its second one.
 */
sealed interface Node {
  int position();

  /** The node written back as Go writes it in errors. */
  String source();

  /** Statements in order. */
  record Body(int position, List<Statement> statements) implements Node {
    public Body {
      statements = List.copyOf(statements);
    }

    @Override
    public String source() {
      return statements.stream().map(Node::source).collect(Collectors.joining());
    }

    /** Whether it has nothing but white space. */
    boolean isBlank() {
      return statements.stream().allMatch(s -> s instanceof Literal t && t.text().isBlank());
    }
  }

  /** What stands in a body. */
  sealed interface Statement extends Node {}

  /** Text outside actions. */
  record Literal(int position, String text) implements Statement {
    @Override
    public String source() {
      return text;
    }
  }

  /** A pipeline whose value is printed, unless it declares or assigns. */
  record Action(int position, Pipeline pipeline) implements Statement {
    @Override
    public String source() {
      return "{{" + pipeline.source() + "}}";
    }
  }

  /** What kind of branch a {@link Branch} is. */
  enum BranchKind {
    IF,
    WITH,
    RANGE;

    String keyword() {
      return switch (this) {
        case IF -> "if";
        case WITH -> "with";
        case RANGE -> "range";
      };
    }
  }

  /** An if, with or range; all three have a pipeline, a body, and perhaps another body. */
  record Branch(
      int position, BranchKind kind, Pipeline pipeline, Body body, @Nullable Body otherwise)
      implements Statement {
    @Override
    public String source() {
      String rest = otherwise == null ? "" : "{{else}}" + otherwise.source();
      return "{{%s %s}}%s%s{{end}}"
          .formatted(kind.keyword(), pipeline.source(), body.source(), rest);
    }
  }

  /** An execution of another template. */
  record Invocation(int position, String name, @Nullable Pipeline pipeline) implements Statement {
    @Override
    public String source() {
      String argument = pipeline == null ? "" : " " + pipeline.source();
      return "{{template " + GoQuote.of(name) + argument + "}}";
    }
  }

  /** Ends a range. */
  record Break(int position) implements Statement {
    @Override
    public String source() {
      return "{{break}}";
    }
  }

  /** Goes on with a range's next element. */
  record Continue(int position) implements Statement {
    @Override
    public String source() {
      return "{{continue}}";
    }
  }

  /** What stands in a command. */
  sealed interface Operand extends Node {}

  /** Commands, each given the value of the one before, and variables for the last value. */
  record Pipeline(int position, boolean assigns, List<String> variables, List<Command> commands)
      implements Operand {
    public Pipeline {
      variables = List.copyOf(variables);
      commands = List.copyOf(commands);
    }

    @Override
    public String source() {
      String declared =
          variables.isEmpty() ? "" : String.join(", ", variables) + (assigns ? " = " : " := ");
      return declared + commands.stream().map(Command::source).collect(Collectors.joining(" | "));
    }
  }

  /** A value, or a function or method with its arguments. */
  record Command(int position, List<Operand> words) implements Node {
    public Command {
      words = List.copyOf(words);
    }

    @Override
    public String source() {
      return words.stream()
          .map(w -> w instanceof Pipeline ? "(" + w.source() + ")" : w.source())
          .collect(Collectors.joining(" "));
    }
  }

  /** The cursor. */
  record Dot(int position) implements Operand {
    @Override
    public String source() {
      return ".";
    }
  }

  /** The constant nil. */
  record Nil(int position) implements Operand {
    @Override
    public String source() {
      return "nil";
    }
  }

  /** True or false. */
  record Truth(int position, boolean value) implements Operand {
    @Override
    public String source() {
      return Boolean.toString(value);
    }
  }

  /**
   * A number as it was written; it is an integer where its syntax says so, and may also serve as
   * the other kind where it has the same value.
   */
  record Numeral(int position, String text, NumberText.Parsed value) implements Operand {
    @Override
    public String source() {
      return text;
    }
  }

  /** A text constant, and how it was quoted. */
  record Quoted(int position, String quoted, String value) implements Operand {
    @Override
    public String source() {
      return quoted;
    }
  }

  /** A function's name. */
  record Identifier(int position, String name) implements Operand {
    @Override
    public String source() {
      return name;
    }
  }

  /** A variable, dollar sign included, and fields of its value. */
  record Variable(int position, String name, List<String> fields) implements Operand {
    public Variable {
      fields = List.copyOf(fields);
    }

    @Override
    public String source() {
      return name + dotted(fields);
    }
  }

  /** Fields of the cursor. */
  record Field(int position, List<String> fields) implements Operand {
    public Field {
      fields = List.copyOf(fields);
    }

    @Override
    public String source() {
      return dotted(fields);
    }
  }

  /** Fields of what an operand in parentheses, or a function without arguments, gives. */
  record Chain(int position, Operand base, List<String> fields) implements Operand {
    public Chain {
      fields = List.copyOf(fields);
    }

    @Override
    public String source() {
      String inner = base instanceof Pipeline ? "(" + base.source() + ")" : base.source();
      return inner + dotted(fields);
    }
  }

  private static String dotted(List<String> fields) {
    return fields.stream().map(f -> "." + f).collect(Collectors.joining());
  }
}
