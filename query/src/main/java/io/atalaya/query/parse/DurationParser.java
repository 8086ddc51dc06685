package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.COMMA;
import static io.atalaya.query.parse.TokenType.DURATION;
import static io.atalaya.query.parse.TokenType.LEFT_PAREN;
import static io.atalaya.query.parse.TokenType.MAX_OF;
import static io.atalaya.query.parse.TokenType.MIN_OF;
import static io.atalaya.query.parse.TokenType.RANGE;
import static io.atalaya.query.parse.TokenType.RIGHT_PAREN;
import static io.atalaya.query.parse.TokenType.STEP;
import static io.atalaya.query.parse.TokenType.SUB;

import io.atalaya.query.ast.DurationExpr;
import io.atalaya.query.ast.DurationOperator;
import io.atalaya.query.ast.PositionRange;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads duration expressions: what stands in brackets and after {@code offset}.
 *
 * <p>They differ in how far they reach. In brackets all is arithmetic. After {@code offset} a
 * literal, a signed literal and a call, signed or not, end the expression, so that {@code foo
 * offset 5m - bar} subtracts {@code bar}; anything that begins otherwise, such as a parenthesis,
 * goes on with the operators that follow.
 */
final class DurationParser {
  private static final double MAX_SECONDS = 0x1p63 / 1e9;
  private static final int UNARY_PRECEDENCE = 2;
  private static final int POWER_PRECEDENCE = 3;

  private final TokenReader in;
  private final boolean enabled;
  private int nesting;

  /** Operators and levels of the expression being read: its height is not more. */
  private int parts;

  DurationParser(TokenReader in, boolean enabled) {
    this.in = in;
    this.enabled = enabled;
  }

  /** A range or a step: a literal must be greater than zero. */
  DurationExpr positive() {
    parts = 0;
    DurationExpr duration = binary(0);
    if (duration instanceof DurationExpr.Literal literal && literal.seconds() <= 0) {
      in.note(literal.position(), "duration must be greater than 0");
      return invalid();
    }
    return duration;
  }

  /** What follows {@code offset}. */
  DurationExpr offset() {
    parts = 0;
    Token first = in.peek();
    if (first.type().isSign()) {
      return signedOffset();
    }
    if (in.atNumberOrDuration()) {
      return literal();
    }
    return first.type() == LEFT_PAREN ? binary(0) : operand();
  }

  private DurationExpr signedOffset() {
    Token sign = in.take();
    Token first = in.peek();
    if (first.type() == LEFT_PAREN) {
      in.take();
      DurationExpr inner = nested(() -> binary(0));
      in.expect(RIGHT_PAREN);
      return withSign(sign, paren(inner, inner.position()));
    }
    if (first.type().isSign()) {
      return continued(withSign(sign, nested(() -> binary(UNARY_PRECEDENCE + 1))), 0);
    }
    DurationExpr operand = in.atNumberOrDuration() ? unchecked() : operand();
    return withSign(sign, operand);
  }

  /** Operands joined by operators that bind at least as tight. */
  private DurationExpr binary(int minPrecedence) {
    return continued(operand(), minPrecedence);
  }

  private DurationExpr continued(DurationExpr first, int minPrecedence) {
    DurationExpr left = first;
    while (true) {
      DurationOperator op = operator(in.peek().type());
      if (op == null || precedence(op) < minPrecedence) {
        return left;
      }
      Token token = in.take();
      int next = op == DurationOperator.POW ? precedence(op) : precedence(op) + 1;
      DurationExpr right = nested(() -> binary(next));
      left = joined(op, left, right, token.position());
    }
  }

  private DurationExpr joined(
      DurationOperator op, DurationExpr left, DurationExpr right, PositionRange operator) {
    requireEnabled(left.position());
    boolean divides = op == DurationOperator.DIV || op == DurationOperator.MOD;
    if (divides && right instanceof DurationExpr.Literal literal && literal.seconds() == 0) {
      in.note(operator, (op == DurationOperator.DIV ? "division" : "modulo") + " by zero");
      return invalid();
    }
    return new DurationExpr.Binary(
        op, left, right, PositionRange.spanning(left.position(), right.position()));
  }

  private static @Nullable DurationOperator operator(TokenType type) {
    return type.binary() == null
        ? null
        : switch (type.binary()) {
          case ADD -> DurationOperator.ADD;
          case SUB -> DurationOperator.SUB;
          case MUL -> DurationOperator.MUL;
          case DIV -> DurationOperator.DIV;
          case MOD -> DurationOperator.MOD;
          case POW -> DurationOperator.POW;
          case OR, AND, UNLESS, EQL, NEQ, LTE, LSS, GTE, GTR -> null;
          case TRIM_UPPER, TRIM_LOWER, ATAN2 -> null;
        };
  }

  private static int precedence(DurationOperator op) {
    return switch (op) {
      case ADD, SUB -> 1;
      case MUL, DIV, MOD -> UNARY_PRECEDENCE;
      case POW -> POWER_PRECEDENCE;
      case MIN_OF, MAX_OF -> throw new IllegalArgumentException(op + " is no infix operator");
    };
  }

  private DurationExpr operand() {
    Token first = in.peek();
    if (first.type().isSign()) {
      in.take();
      return withSign(first, nested(() -> binary(UNARY_PRECEDENCE + 1)));
    }
    if (in.atNumberOrDuration()) {
      return literal();
    }
    if (first.type() == LEFT_PAREN) {
      return parenthesised();
    }
    if (first.type() == STEP || first.type() == RANGE) {
      return queryConstant();
    }
    if (first.type() == MIN_OF || first.type() == MAX_OF) {
      return extremum();
    }
    throw in.unexpected();
  }

  private DurationExpr queryConstant() {
    Token name = in.take();
    in.expect(LEFT_PAREN);
    Token close = in.expect(RIGHT_PAREN);
    PositionRange position = PositionRange.spanning(name.position(), close.position());
    requireEnabled(position);
    return name.type() == STEP ? new DurationExpr.Step(position) : new DurationExpr.Range(position);
  }

  private DurationExpr extremum() {
    Token name = in.take();
    DurationOperator op = name.type() == MIN_OF ? DurationOperator.MIN_OF : DurationOperator.MAX_OF;
    in.expect(LEFT_PAREN);
    DurationExpr left = nested(() -> binary(0));
    in.expect(COMMA);
    DurationExpr right = nested(() -> binary(0));
    in.expect(RIGHT_PAREN);
    PositionRange position = PositionRange.spanning(left.position(), right.position());
    requireEnabled(position);
    return new DurationExpr.Binary(op, left, right, position);
  }

  private DurationExpr parenthesised() {
    Token open = in.take();
    DurationExpr inner = nested(() -> binary(0));
    Token close = in.expect(RIGHT_PAREN);
    requireEnabled(inner.position());
    return paren(inner, PositionRange.spanning(open.position(), close.position()));
  }

  /** One pair of parentheses around a literal is kept in place; more pairs are the same as one. */
  private static DurationExpr paren(DurationExpr inner, PositionRange ofLiteral) {
    return switch (inner) {
      case DurationExpr.Paren p -> p;
      case DurationExpr.Literal l -> new DurationExpr.Paren(l, ofLiteral);
      case DurationExpr.Step s -> new DurationExpr.Paren(s, s.position());
      case DurationExpr.Range r -> new DurationExpr.Paren(r, r.position());
      case DurationExpr.Negation n -> new DurationExpr.Paren(n, n.position());
      case DurationExpr.Binary b -> new DurationExpr.Paren(b, b.position());
    };
  }

  private DurationExpr withSign(Token sign, DurationExpr operand) {
    if (operand instanceof DurationExpr.Literal literal) {
      double seconds = sign.type() == SUB ? -literal.seconds() : literal.seconds();
      return inRange(
          new DurationExpr.Literal(
              seconds,
              literal.duration(),
              PositionRange.spanning(sign.position(), literal.position())),
          sign.position());
    }
    if (sign.type() == SUB) {
      PositionRange position = PositionRange.spanning(sign.position(), operand.position());
      return new DurationExpr.Negation(operand, position);
    }
    return operand;
  }

  private DurationExpr literal() {
    DurationExpr.Literal literal = unchecked();
    return inRange(literal, literal.position());
  }

  private DurationExpr.Literal unchecked() {
    Token token = in.peek();
    double seconds = in.numberOrSeconds();
    return new DurationExpr.Literal(seconds, token.type() == DURATION, token.position());
  }

  private DurationExpr inRange(DurationExpr.Literal literal, PositionRange errorPosition) {
    if (Math.abs(literal.seconds()) > MAX_SECONDS) {
      in.note(errorPosition, "duration out of range");
      return invalid();
    }
    return literal;
  }

  /** Stands in for what was refused; an error has been noted. */
  private static DurationExpr invalid() {
    return new DurationExpr.Literal(0, false, PositionRange.NONE);
  }

  private void requireEnabled(PositionRange position) {
    if (!enabled) {
      in.note(position, "experimental duration expression is not enabled");
    }
  }

  private DurationExpr nested(Supplier<DurationExpr> rule) {
    if (++nesting > ParseLimits.MAX_NESTING) {
      throw tooDeep(ParseLimits.MAX_NESTING);
    }
    if (++parts > ParseLimits.MAX_HEIGHT) {
      throw tooDeep(ParseLimits.MAX_HEIGHT);
    }
    DurationExpr result = rule.get();
    nesting--;
    return result;
  }

  private TokenReader.Abort tooDeep(int limit) {
    in.note(
        in.peek().position(),
        "duration expression is nested too deep, the limit is " + limit + " levels");
    return new TokenReader.Abort();
  }
}
