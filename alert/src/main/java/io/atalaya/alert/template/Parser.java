package io.atalaya.alert.template;

import io.atalaya.alert.template.Token.Kind;
import io.atalaya.model.GoQuote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds the trees of one text: its own, and one for each {@code define} and {@code block} in it.
 *
 * <p>Functions must exist when a text is parsed, and so must variables; templates need not.
 */
final class Parser {
  /** How deep blocks and parentheses may nest in a text. */
  private static final int MAX_NESTING = 200;

  private static final Set<Kind> OPERANDS =
      Set.of(
          Kind.BOOL,
          Kind.NUMBER,
          Kind.CHARACTER,
          Kind.STRING,
          Kind.RAW_STRING,
          Kind.IDENTIFIER,
          Kind.FIELD,
          Kind.VARIABLE,
          Kind.DOT,
          Kind.NIL,
          Kind.LEFT_PAREN);

  private final String name;
  private final List<Token> tokens;
  private final Predicate<String> hasFunction;
  private final Map<String, Node.Body> definitions = new LinkedHashMap<>();
  private List<String> variables = new ArrayList<>(List.of("$"));
  private int index;
  private int nesting;
  private int rangeDepth;
  private int actionLine;

  /** What ended a list of statements. */
  private enum Ending {
    END("{{end}}"),
    ELSE("{{else}}");

    private final String source;

    Ending(String source) {
      this.source = source;
    }
  }

  /** A body, and how it ended. */
  private record Block(Node.Body body, Ending ending) {}

  private Parser(String name, List<Token> tokens, Predicate<String> hasFunction) {
    this.name = name;
    this.tokens = tokens;
    this.hasFunction = hasFunction;
  }

  /**
   * Parses a text.
   *
   * @return the trees by name, the text's own last
   * @throws TemplateException if it is no template
   */
  static Map<String, Node.Body> parse(String name, String text, Predicate<String> hasFunction) {
    Parser parser = new Parser(name, Lexer.tokens(text), hasFunction);
    Node.Body root = parser.root();
    parser.add(name, root);
    return parser.definitions;
  }

  private void add(String definition, Node.Body body) {
    Node.Body known = definitions.get(definition);
    if (known == null || known.isBlank()) {
      definitions.remove(definition);
      definitions.put(definition, body);
    } else if (!body.isBlank()) {
      throw error("template: multiple definition of template " + GoQuote.of(definition));
    }
  }

  private Node.Body root() {
    int position = peek().position();
    List<Node.Statement> statements = new ArrayList<>();
    while (peek().kind() != Kind.EOF) {
      if (peek().kind() == Kind.LEFT_DELIMITER && peekAfterDelimiter().kind() == Kind.DEFINE) {
        define();
      } else {
        Object part = textOrAction();
        if (part instanceof Ending ending) {
          throw error("unexpected " + ending.source);
        }
        statements.add((Node.Statement) part);
      }
    }
    return new Node.Body(position, statements);
  }

  private Token peekAfterDelimiter() {
    int i = index + 1;
    while (tokens.get(i).kind() == Kind.SPACE) {
      i++;
    }
    return tokens.get(i);
  }

  private void define() {
    next();
    nextNonSpace();
    Token quoted = nextNonSpace();
    if (quoted.kind() != Kind.STRING && quoted.kind() != Kind.RAW_STRING) {
      throw unexpected(quoted, "define clause");
    }
    String definition = unquoted(quoted);
    expectRightDelimiter("define clause");
    add(definition, separateBody("define clause"));
  }

  /** A body with variables of its own, up to its end. */
  private Node.Body separateBody(String context) {
    List<String> outer = variables;
    int outerRangeDepth = rangeDepth;
    variables = new ArrayList<>(List.of("$"));
    rangeDepth = 0;
    Block block = block();
    if (block.ending() != Ending.END) {
      throw error("unexpected " + block.ending().source + " in " + context);
    }
    variables = outer;
    rangeDepth = outerRangeDepth;
    return block.body();
  }

  private Block block() {
    nest();
    int position = peekNonSpace().position();
    List<Node.Statement> statements = new ArrayList<>();
    while (peekNonSpace().kind() != Kind.EOF) {
      Object part = textOrAction();
      if (part instanceof Ending ending) {
        nesting--;
        return new Block(new Node.Body(position, statements), ending);
      }
      statements.add((Node.Statement) part);
    }
    throw error("unexpected EOF");
  }

  /** A {@link Node.Statement}, or the {@link Ending} of the block it stands in. */
  private Object textOrAction() {
    Token token = nextNonSpace();
    return switch (token.kind()) {
      case TEXT -> new Node.Literal(token.position(), token.text());
      case LEFT_DELIMITER -> {
        actionLine = token.line();
        Object part = action();
        actionLine = 0;
        yield part;
      }
      default -> throw unexpected(token, "input");
    };
  }

  private Object action() {
    Token token = nextNonSpace();
    return switch (token.kind()) {
      case BLOCK -> blockControl();
      case BREAK -> loopControl(token, "break");
      case CONTINUE -> loopControl(token, "continue");
      case ELSE -> elseControl();
      case END -> endControl();
      case IF -> branch(Node.BranchKind.IF);
      case RANGE -> branch(Node.BranchKind.RANGE);
      case TEMPLATE -> invocation();
      case WITH -> branch(Node.BranchKind.WITH);
      default -> {
        index--;
        Token first = peek();
        yield new Node.Action(first.position(), pipeline("command", Kind.RIGHT_DELIMITER));
      }
    };
  }

  private Node.Statement loopControl(Token token, String keyword) {
    Token after = nextNonSpace();
    if (after.kind() != Kind.RIGHT_DELIMITER) {
      throw unexpected(after, "{{" + keyword + "}}");
    }
    if (rangeDepth == 0) {
      throw error("{{" + keyword + "}} outside {{range}}");
    }
    return token.kind() == Kind.BREAK
        ? new Node.Break(token.position())
        : new Node.Continue(token.position());
  }

  private Ending endControl() {
    expectRightDelimiter("end");
    return Ending.END;
  }

  private Ending elseControl() {
    Kind after = peekNonSpace().kind();
    if (after != Kind.IF && after != Kind.WITH) {
      expectRightDelimiter("else");
    }
    return Ending.ELSE;
  }

  private Node.Statement branch(Node.BranchKind kind) {
    nest();
    int declared = variables.size();
    Node.Pipeline pipeline = pipeline(kind.keyword(), Kind.RIGHT_DELIMITER);
    rangeDepth += kind == Node.BranchKind.RANGE ? 1 : 0;
    Block block = block();
    rangeDepth -= kind == Node.BranchKind.RANGE ? 1 : 0;
    Node.Body otherwise = block.ending() == Ending.ELSE ? otherwise(kind) : null;
    variables.subList(declared, variables.size()).clear();
    nesting--;
    return new Node.Branch(pipeline.position(), kind, pipeline, block.body(), otherwise);
  }

  /** What follows an else; {@code else if} is an if inside it that needs no end of its own. */
  private Node.Body otherwise(Node.BranchKind kind) {
    Token token = peekNonSpace();
    boolean chained =
        (kind == Node.BranchKind.IF && token.kind() == Kind.IF)
            || (kind == Node.BranchKind.WITH && token.kind() == Kind.WITH);
    if (chained) {
      nextNonSpace();
      return new Node.Body(token.position(), List.of(branch(kind)));
    }
    Block block = block();
    if (block.ending() != Ending.END) {
      throw error("expected end; found " + block.ending().source);
    }
    return block.body();
  }

  private Node.Statement blockControl() {
    Token quoted = nextNonSpace();
    String definition = templateName(quoted, "block clause");
    Node.Pipeline pipeline = pipeline("block clause", Kind.RIGHT_DELIMITER);
    add(definition, separateBody("block clause"));
    return new Node.Invocation(quoted.position(), definition, pipeline);
  }

  private Node.Statement invocation() {
    Token quoted = nextNonSpace();
    String invoked = templateName(quoted, "template clause");
    Node.Pipeline pipeline = null;
    if (peekNonSpace().kind() == Kind.RIGHT_DELIMITER) {
      nextNonSpace();
    } else {
      pipeline = pipeline("template clause", Kind.RIGHT_DELIMITER);
    }
    return new Node.Invocation(quoted.position(), invoked, pipeline);
  }

  private String templateName(Token token, String context) {
    if (token.kind() != Kind.STRING && token.kind() != Kind.RAW_STRING) {
      throw unexpected(token, context);
    }
    return unquoted(token);
  }

  private Node.Pipeline pipeline(String context, Kind end) {
    nest();
    int position = peekNonSpace().position();
    List<String> declared = new ArrayList<>();
    boolean assigns = declarations(context, declared);
    List<Node.Command> commands = new ArrayList<>();
    while (true) {
      Token token = nextNonSpace();
      if (token.kind() == end) {
        break;
      }
      if (!OPERANDS.contains(token.kind())) {
        throw unexpected(token, context);
      }
      index--;
      commands.add(command());
    }
    requireRunnable(commands, context);
    nesting--;
    return new Node.Pipeline(position, assigns, declared, commands);
  }

  /** Variables before {@code :=} or {@code =}; only a range may have two. */
  private boolean declarations(String context, List<String> declared) {
    while (peekNonSpace().kind() == Kind.VARIABLE) {
      int before = index;
      Token variable = nextNonSpace();
      Token after = peekNonSpace();
      switch (after.kind()) {
        case ASSIGN, DECLARE -> {
          nextNonSpace();
          declare(declared, variable);
          return after.kind() == Kind.ASSIGN;
        }
        case COMMA -> {
          nextNonSpace();
          declare(declared, variable);
          requireSecondVariable(context, declared);
        }
        default -> {
          index = before;
          return false;
        }
      }
    }
    return false;
  }

  private void declare(List<String> declared, Token variable) {
    declared.add(variable.text());
    variables.add(variable.text());
  }

  private void requireSecondVariable(String context, List<String> declared) {
    if (!context.equals("range") || declared.size() > 1) {
      throw error("too many declarations in " + context);
    }
    if (peekNonSpace().kind() != Kind.VARIABLE) {
      throw error("range can only initialize variables");
    }
  }

  private void requireRunnable(List<Node.Command> commands, String context) {
    if (commands.isEmpty()) {
      throw error("missing value for " + context);
    }
    for (int i = 1; i < commands.size(); i++) {
      if (isConstant(commands.get(i).words().getFirst())) {
        throw error("non executable command in pipeline stage " + (i + 1));
      }
    }
  }

  private static boolean isConstant(Node.Operand operand) {
    return switch (operand) {
      case Node.Truth t -> true;
      case Node.Dot d -> true;
      case Node.Nil n -> true;
      case Node.Numeral n -> true;
      case Node.Quoted q -> true;
      case Node.Pipeline p -> false;
      case Node.Identifier i -> false;
      case Node.Variable v -> false;
      case Node.Field f -> false;
      case Node.Chain c -> false;
    };
  }

  private Node.Command command() {
    int position = peekNonSpace().position();
    List<Node.Operand> words = new ArrayList<>();
    boolean more = true;
    while (more) {
      Node.Operand operand = operand();
      if (operand != null) {
        words.add(operand);
      }
      Token token = next();
      switch (token.kind()) {
        case SPACE -> {}
        case RIGHT_DELIMITER, RIGHT_PAREN -> {
          index--;
          more = false;
        }
        case PIPE -> more = false;
        default -> throw unexpected(token, "operand");
      }
    }
    if (words.isEmpty()) {
      throw error("empty command");
    }
    return new Node.Command(position, words);
  }

  /** A term and the fields that follow it, or null if there is none. */
  private Node.@Nullable Operand operand() {
    Node.Operand term = term();
    if (term == null || peek().kind() != Kind.FIELD) {
      return term;
    }
    int position = peek().position();
    List<String> fields = new ArrayList<>();
    while (peek().kind() == Kind.FIELD) {
      fields.add(next().text().substring(1));
    }
    return switch (term) {
      case Node.Field f -> {
        fields.addAll(0, f.fields());
        yield new Node.Field(position, fields);
      }
      case Node.Variable v -> new Node.Variable(position, v.name(), fields);
      case Node.Pipeline p -> new Node.Chain(position, p, fields);
      case Node.Identifier i -> new Node.Chain(position, i, fields);
      case Node.Chain c -> new Node.Chain(position, c, fields);
      case Node.Truth c -> throw noFieldsOf(c);
      case Node.Quoted c -> throw noFieldsOf(c);
      case Node.Numeral c -> throw noFieldsOf(c);
      case Node.Nil c -> throw noFieldsOf(c);
      case Node.Dot c -> throw noFieldsOf(c);
    };
  }

  private TemplateException noFieldsOf(Node.Operand constant) {
    return error("unexpected . after term " + GoQuote.of(constant.source()));
  }

  private Node.@Nullable Operand term() {
    Token token = nextNonSpace();
    int at = token.position();
    return switch (token.kind()) {
      case IDENTIFIER -> function(token);
      case DOT -> new Node.Dot(at);
      case NIL -> new Node.Nil(at);
      case VARIABLE -> variable(token);
      case FIELD -> new Node.Field(at, List.of(token.text().substring(1)));
      case BOOL -> new Node.Truth(at, token.text().equals("true"));
      case NUMBER, CHARACTER -> number(token);
      case LEFT_PAREN -> pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
      case STRING, RAW_STRING -> new Node.Quoted(at, token.text(), unquoted(token));
      default -> {
        index--;
        yield null;
      }
    };
  }

  private Node.Operand function(Token token) {
    if (!hasFunction.test(token.text())) {
      throw error("function " + GoQuote.of(token.text()) + " not defined");
    }
    return new Node.Identifier(token.position(), token.text());
  }

  private Node.Operand variable(Token token) {
    if (!variables.contains(token.text())) {
      throw error("undefined variable " + GoQuote.of(token.text()));
    }
    return new Node.Variable(token.position(), token.text(), List.of());
  }

  private Node.Operand number(Token token) {
    try {
      return new Node.Numeral(token.position(), token.text(), NumberText.parse(token.text()));
    } catch (CallException e) {
      throw error(e.getMessage());
    }
  }

  private String unquoted(Token token) {
    try {
      return GoText.unquote(token.text());
    } catch (CallException e) {
      throw error(e.getMessage());
    }
  }

  private Token next() {
    Token token = tokens.get(index);
    if (index < tokens.size() - 1) {
      index++;
    } else if (token.kind() == Kind.ERROR) {
      throw unexpected(token, "");
    }
    return token;
  }

  private Token peek() {
    return tokens.get(index);
  }

  private Token nextNonSpace() {
    Token token = next();
    while (token.kind() == Kind.SPACE) {
      token = next();
    }
    return token;
  }

  private Token peekNonSpace() {
    while (peek().kind() == Kind.SPACE) {
      index++;
    }
    return peek();
  }

  private void expectRightDelimiter(String context) {
    Token token = nextNonSpace();
    if (token.kind() != Kind.RIGHT_DELIMITER) {
      throw unexpected(token, context);
    }
  }

  private void nest() {
    nesting++;
    if (nesting > MAX_NESTING) {
      throw error("blocks and parentheses nest more than " + MAX_NESTING + " deep");
    }
  }

  private TemplateException unexpected(Token token, String context) {
    if (token.kind() != Kind.ERROR) {
      return error("unexpected " + token.shown() + " in " + context, token.line());
    }
    String started = "";
    if (actionLine != 0 && actionLine != token.line()) {
      String action = token.text().endsWith(" action") ? "" : " in action";
      started = action + " started at " + name + ":" + actionLine;
    }
    return error(token.text() + started, token.line());
  }

  private TemplateException error(@Nullable String message) {
    return error(message, tokens.get(Math.max(0, index - 1)).line());
  }

  private TemplateException error(@Nullable String message, int line) {
    return new TemplateException("template: " + name + ":" + line + ": " + message);
  }
}
