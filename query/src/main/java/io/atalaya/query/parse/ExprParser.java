package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.ANCHORED;
import static io.atalaya.query.parse.TokenType.AT;
import static io.atalaya.query.parse.TokenType.BOOL;
import static io.atalaya.query.parse.TokenType.BY;
import static io.atalaya.query.parse.TokenType.COLON;
import static io.atalaya.query.parse.TokenType.COMMA;
import static io.atalaya.query.parse.TokenType.DURATION;
import static io.atalaya.query.parse.TokenType.EOF;
import static io.atalaya.query.parse.TokenType.FILL;
import static io.atalaya.query.parse.TokenType.FILL_LEFT;
import static io.atalaya.query.parse.TokenType.FILL_RIGHT;
import static io.atalaya.query.parse.TokenType.GROUP_LEFT;
import static io.atalaya.query.parse.TokenType.GROUP_RIGHT;
import static io.atalaya.query.parse.TokenType.IDENTIFIER;
import static io.atalaya.query.parse.TokenType.IGNORING;
import static io.atalaya.query.parse.TokenType.LEFT_BRACE;
import static io.atalaya.query.parse.TokenType.LEFT_BRACKET;
import static io.atalaya.query.parse.TokenType.LEFT_PAREN;
import static io.atalaya.query.parse.TokenType.OFFSET;
import static io.atalaya.query.parse.TokenType.ON;
import static io.atalaya.query.parse.TokenType.RIGHT_BRACKET;
import static io.atalaya.query.parse.TokenType.RIGHT_PAREN;
import static io.atalaya.query.parse.TokenType.SMOOTHED;
import static io.atalaya.query.parse.TokenType.STRING;
import static io.atalaya.query.parse.TokenType.SUB;
import static io.atalaya.query.parse.TokenType.WITHOUT;

import io.atalaya.model.GoQuote;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.query.ast.AggregateExpr;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.AtModifier;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.FunctionSignature;
import io.atalaya.query.ast.FunctionTable;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.Subquery;
import io.atalaya.query.ast.UnaryExpr;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorMatching;
import io.atalaya.query.ast.VectorMatching.Cardinality;
import io.atalaya.query.ast.VectorSelector;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions by recursive descent, binary operators by precedence.
 *
 * <pre>
 *   expression  operand (operator modifiers operand)*      binds by precedence, ^ from the right
 *   operand     sign expression of ^ and tighter | postfix
 *   postfix     primary ([range] | [range:step] | offset d | @ t | anchored | smoothed)*
 *   primary     literal | ( expression ) | selector | call | aggregation
 * </pre>
 *
 * A tree that cannot be built, such as a call of an unknown function, is replaced by one that can,
 * after an error was noted; it never leaves the parser.
 */
final class ExprParser extends TokenReader {
  private static final Place AGGREGATION = new Place("aggregation", "");
  private static final Place AFTER_OFFSET =
      new Place("offset", "number, duration, step(), or range()");
  private static final Place AFTER_AT = new Place("@", "timestamp");
  private static final Place RANGE =
      new Place("subquery or range selector", "number, duration, step(), or range()");
  private static final Place AFTER_RANGE = new Place("subquery or range", "\":\" or \"]\"");
  private static final Place STEP =
      new Place("subquery selector", "number, duration, step(), range(), or \"]\"");
  private static final Place AFTER_STEP = new Place("subquery selector", "\"]\"");

  private final Set<PromqlFeature> features;
  private final LabelParser labels = new LabelParser(this);
  private final SelectorModifiers modifiers = new SelectorModifiers(this);
  private final DurationParser durations;

  /** Matching that was written between operands that cannot be matched; none is in the tree. */
  private final IdentityHashMap<BinaryExpr, VectorMatching> droppedMatching =
      new IdentityHashMap<>();

  private int nesting;

  /** The height of the tree that the rule read last gave. */
  private int height;

  ExprParser(String input, Set<PromqlFeature> features) {
    super(input, new Lexer(input));
    this.features = features;
    this.durations = new DurationParser(this, features.contains(PromqlFeature.DURATION_EXPR));
  }

  /** What was written to match two operands. */
  private record BinaryModifiers(boolean returnBool, VectorMatching matching) {}

  /** The whole input as an expression, its types not yet checked. */
  Expr wholeExpression() {
    if (at(EOF)) {
      note(PositionRange.NONE, "no expression found in input");
      throw new Abort();
    }
    Expr expr = expression(0);
    requireEnd();
    return expr;
  }

  /** The whole input as a selector without range or modifiers. */
  List<Matcher> wholeSelector() {
    if (!at(LEFT_BRACE) && !peek().type().isMetricName()) {
      throw unexpected();
    }
    VectorSelector selector = at(LEFT_BRACE) ? selector(null) : selector(take());
    requireEnd();
    return selector.matchers();
  }

  private void requireEnd() {
    if (!at(EOF)) {
      throw unexpected();
    }
  }

  /** The matching written in an expression whose operands are not both vectors, or null. */
  @Nullable VectorMatching droppedMatching(BinaryExpr expr) {
    return droppedMatching.get(expr);
  }

  private boolean enabled(PromqlFeature feature) {
    return features.contains(feature);
  }

  /** Operands joined by operators that bind at least as tight. */
  private Expr expression(int minPrecedence) {
    if (++nesting > ParseLimits.MAX_NESTING) {
      throw tooDeep(ParseLimits.MAX_NESTING);
    }
    Expr left = operand();
    BinaryOperator op = peek().type().binary();
    while (op != null && op.precedence() >= minPrecedence) {
      left = binary(left, op);
      op = peek().type().binary();
    }
    nesting--;
    return left;
  }

  private Expr binary(Expr left, BinaryOperator op) {
    int leftHeight = height;
    take();
    BinaryModifiers modifiers = binaryModifiers();
    Expr right = expression(op.precedence() + (op.isRightAssociative() ? 0 : 1));
    grow(Math.max(leftHeight, height));
    PositionRange position = PositionRange.spanning(left.position(), right.position());
    VectorMatching written = modifiers.matching();
    if (written.hasFill() && !enabled(PromqlFeature.BINOP_FILL_MODIFIERS)) {
      note(position, "binop fill modifiers are experimental and not enabled");
    }
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    VectorMatching matching = vectors ? matching(op, written) : null;
    BinaryExpr expr = new BinaryExpr(op, left, right, modifiers.returnBool(), matching, position);
    if (!vectors && !written.equals(VectorMatching.DEFAULT)) {
      droppedMatching.put(expr, written);
    }
    return expr;
  }

  private static VectorMatching matching(BinaryOperator op, VectorMatching written) {
    boolean implied = op.isSet() && written.cardinality() == Cardinality.ONE_TO_ONE;
    return implied ? written.withCardinality(Cardinality.MANY_TO_MANY) : written;
  }

  private BinaryModifiers binaryModifiers() {
    boolean returnBool = takeIf(BOOL);
    VectorMatching matching = VectorMatching.DEFAULT;
    if (at(ON) || at(IGNORING)) {
      boolean on = take().type() == ON;
      List<String> names = labels.grouping();
      matching = group(on, names);
    }
    return new BinaryModifiers(returnBool, fill(matching));
  }

  private VectorMatching group(boolean on, List<String> names) {
    if (!at(GROUP_LEFT) && !at(GROUP_RIGHT)) {
      return new VectorMatching(Cardinality.ONE_TO_ONE, on, names, List.of(), null, null);
    }
    boolean left = take().type() == GROUP_LEFT;
    Cardinality cardinality = left ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY;
    List<String> include = labels.groupingOrNone();
    return new VectorMatching(cardinality, on, names, include, null, null);
  }

  private VectorMatching fill(VectorMatching m) {
    Double left = null;
    Double right = null;
    if (takeIf(FILL)) {
      left = fillValue();
      right = left;
    } else if (takeIf(FILL_LEFT)) {
      left = fillValue();
      right = takeIf(FILL_RIGHT) ? fillValue() : null;
    } else if (takeIf(FILL_RIGHT)) {
      right = fillValue();
      left = takeIf(FILL_LEFT) ? fillValue() : null;
    }
    return left == null && right == null
        ? m
        : new VectorMatching(m.cardinality(), m.on(), m.labels(), m.include(), left, right);
  }

  private Double fillValue() {
    expect(LEFT_PAREN);
    double value = signedNumber();
    expect(RIGHT_PAREN);
    return value;
  }

  private double signedNumber() {
    boolean minus = at(SUB);
    if (peek().type().isSign()) {
      take();
    }
    double value = numberOrSeconds();
    return minus ? -value : value;
  }

  private Expr operand() {
    if (!peek().type().isSign()) {
      return postfix(primary());
    }
    Token sign = take();
    Expr expr = expression(BinaryOperator.POW.precedence());
    PositionRange position = PositionRange.spanning(sign.position(), expr.position());
    if (expr instanceof NumberLiteral n) {
      return new NumberLiteral(sign.type() == SUB ? -n.value() : n.value(), n.duration(), position);
    }
    grow(height);
    UnaryExpr.Sign operator = sign.type() == SUB ? UnaryExpr.Sign.MINUS : UnaryExpr.Sign.PLUS;
    return new UnaryExpr(operator, expr, position);
  }

  private Expr postfix(Expr primary) {
    Expr expr = primary;
    while (true) {
      if (at(LEFT_BRACKET)) {
        expr = bracket(expr);
      } else if (takeIf(OFFSET)) {
        expr = offset(expr);
      } else if (takeIf(AT)) {
        expr = at(expr);
      } else if (takeIf(ANCHORED)) {
        expr = extended(expr, RangeExtension.ANCHORED);
      } else if (takeIf(SMOOTHED)) {
        expr = extended(expr, RangeExtension.SMOOTHED);
      } else {
        return expr;
      }
    }
  }

  private Expr bracket(Expr expr) {
    Token open = take();
    Place before = enter(RANGE);
    DurationExpr range = durations.positive();
    enter(AFTER_RANGE);
    boolean subquery = takeIf(COLON);
    DurationExpr step = null;
    if (subquery) {
      enter(STEP);
      if (!at(RIGHT_BRACKET)) {
        step = durations.positive();
        enter(AFTER_STEP);
      }
    }
    Token close = expect(RIGHT_BRACKET);
    enter(before);
    grow(height);
    if (subquery) {
      PositionRange position = PositionRange.spanning(expr.position(), close.position());
      return new Subquery(expr, range, step, null, null, position);
    }
    PositionRange brackets = PositionRange.spanning(open.position(), close.position());
    return modifiers.range(expr, range, brackets);
  }

  private Expr offset(Expr expr) {
    Place before = enter(AFTER_OFFSET);
    DurationExpr offset = durations.offset();
    enter(before);
    return modifiers.offset(expr, offset, lastEnd());
  }

  private Expr at(Expr expr) {
    Place before = enter(AFTER_AT);
    AtModifier at;
    if (at(TokenType.START) || at(TokenType.END)) {
      boolean start = take().type() == TokenType.START;
      expect(LEFT_PAREN);
      expect(RIGHT_PAREN);
      at = start ? new AtModifier.Start() : new AtModifier.End();
    } else {
      at = modifiers.timestamp(expr, signedNumber());
    }
    enter(before);
    return modifiers.at(expr, at, lastEnd());
  }

  private Expr extended(Expr expr, RangeExtension extension) {
    if (!enabled(PromqlFeature.EXTENDED_RANGE_SELECTORS)) {
      String word = extension == RangeExtension.ANCHORED ? "anchored" : "smoothed";
      note(expr.position(), word + " modifier is experimental and not enabled");
      return expr;
    }
    return modifiers.extended(expr, extension);
  }

  private Expr primary() {
    height = 1;
    Token token = peek();
    TokenType type = token.type();
    if (atNumberOrDuration()) {
      return new NumberLiteral(numberOrSeconds(), type == DURATION, token.position());
    }
    if (type == STRING) {
      return new StringLiteral(unquoted(take()), token.position());
    }
    if (type == LEFT_PAREN) {
      return parenthesised();
    }
    if (type == LEFT_BRACE) {
      return selector(null);
    }
    if (!type.isMetricName()) {
      throw unexpected();
    }
    return named(take());
  }

  /** What begins with a name: it depends on what follows whether it is a metric's. */
  private Expr named(Token name) {
    AggregateOperator aggregate = name.type().aggregate();
    if (aggregate != null && (at(BY) || at(WITHOUT) || at(LEFT_PAREN))) {
      return aggregation(name, aggregate);
    }
    boolean maybeFunction = name.type() == IDENTIFIER || name.type().isFunctionKeyword();
    return maybeFunction && at(LEFT_PAREN) ? call(name) : selector(name);
  }

  private Expr parenthesised() {
    Token open = take();
    Expr inner = expression(0);
    Token close = expect(RIGHT_PAREN);
    grow(height);
    return new ParenExpr(inner, PositionRange.spanning(open.position(), close.position()));
  }

  private VectorSelector selector(@Nullable Token name) {
    PositionRange first = name == null ? peek().position() : name.position();
    List<Matcher> matchers = at(LEFT_BRACE) ? labels.matchers() : new ArrayList<>();
    if (name != null) {
      matchers.add(Matcher.equal(Labels.METRIC_NAME, name.text()));
    }
    return new VectorSelector(
        name == null ? "" : name.text(),
        matchers,
        null,
        null,
        RangeExtension.NONE,
        first.withEnd(lastEnd()));
  }

  private Expr call(Token name) {
    List<Expr> args = arguments();
    Optional<FunctionSignature> known = FunctionTable.find(name.text());
    String quoted = GoQuote.of(name.text());
    if (known.isEmpty()) {
      note(name.position(), "unknown function with name " + quoted);
    } else if (known.get().experimental() && !enabled(PromqlFeature.EXPERIMENTAL_FUNCTIONS)) {
      note(name.position(), "function " + quoted + " is not enabled");
    }
    FunctionSignature function =
        known.orElse(new FunctionSignature(name.text(), List.of(), 0, ValueType.VECTOR, false));
    return new Call(function, args, name.position().withEnd(lastEnd()));
  }

  /** {@code (a, b, …)}; leaves the height of the whole call. */
  private List<Expr> arguments() {
    expect(LEFT_PAREN);
    List<Expr> args = new ArrayList<>();
    int highest = 0;
    if (!at(RIGHT_PAREN)) {
      args.add(expression(0));
      highest = height;
      while (at(COMMA)) {
        Token comma = take();
        if (peek().type().startsExpression()) {
          args.add(expression(0));
          highest = Math.max(highest, height);
        } else {
          note(comma.position(), "trailing commas not allowed in function call args");
        }
      }
    }
    expect(RIGHT_PAREN);
    grow(highest);
    return args;
  }

  /** What follows the name of an aggregation; the grouping may stand before or after. */
  private Expr aggregation(Token name, AggregateOperator op) {
    Place before = enter(AGGREGATION);
    boolean grouped = at(BY) || at(WITHOUT);
    boolean without = at(WITHOUT);
    List<String> grouping = grouped ? groupingClause() : List.of();
    List<Expr> args = arguments();
    int wholeHeight = height;
    if (!grouped && (at(BY) || at(WITHOUT))) {
      without = at(WITHOUT);
      grouping = groupingClause();
    }
    enter(before);
    height = wholeHeight;
    PositionRange position = name.position().withEnd(lastEnd());
    return aggregation(op, args, grouping, without, position);
  }

  private List<String> groupingClause() {
    take();
    return labels.grouping();
  }

  private Expr aggregation(
      AggregateOperator op,
      List<Expr> args,
      List<String> grouping,
      boolean without,
      PositionRange position) {
    String problem = argumentProblem(op, args.size());
    if (problem != null) {
      note(position, problem);
      Expr madeUp = new NumberLiteral(0, false, position);
      return new AggregateExpr(op, madeUp, null, grouping, without, position);
    }
    Expr param = op.hasParam() ? args.getFirst() : null;
    return new AggregateExpr(op, args.getLast(), param, grouping, without, position);
  }

  private @Nullable String argumentProblem(AggregateOperator op, int given) {
    if (given == 0) {
      return "no arguments for aggregate expression provided";
    }
    if (op.isExperimental() && !enabled(PromqlFeature.EXPERIMENTAL_FUNCTIONS)) {
      return op.text()
          + "() is experimental and must be enabled with"
          + " --enable-feature=promql-experimental-functions";
    }
    int wanted = op.hasParam() ? 2 : 1;
    return given == wanted
        ? null
        : "wrong number of arguments for aggregate expression provided, expected %d, got %d"
            .formatted(wanted, given);
  }

  /** Sets the height of a node above one of the given height. */
  private void grow(int below) {
    height = below + 1;
    if (height > ParseLimits.MAX_HEIGHT) {
      throw tooDeep(ParseLimits.MAX_HEIGHT);
    }
  }

  private Abort tooDeep(int limit) {
    note(peek().position(), "expression is nested too deep, the limit is " + limit + " levels");
    return new Abort();
  }
}
