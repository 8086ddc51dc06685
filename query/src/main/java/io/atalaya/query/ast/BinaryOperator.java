package io.atalaya.query.ast;

/** The operators between two expressions, with their symbol. */
public enum BinaryOperator {
  OR("or", Kind.SET, 1),
  AND("and", Kind.SET, 2),
  UNLESS("unless", Kind.SET, 2),
  EQL("==", Kind.COMPARISON, 3),
  NEQ("!=", Kind.COMPARISON, 3),
  LTE("<=", Kind.COMPARISON, 3),
  LSS("<", Kind.COMPARISON, 3),
  GTE(">=", Kind.COMPARISON, 3),
  GTR(">", Kind.COMPARISON, 3),
  /** Keeps the part of a native histogram below a value. */
  TRIM_UPPER("</", Kind.TRIM, 3),
  /** Keeps the part of a native histogram above a value. */
  TRIM_LOWER(">/", Kind.TRIM, 3),
  ADD("+", Kind.ARITHMETIC, 4),
  SUB("-", Kind.ARITHMETIC, 4),
  MUL("*", Kind.ARITHMETIC, 5),
  DIV("/", Kind.ARITHMETIC, 5),
  MOD("%", Kind.ARITHMETIC, 5),
  ATAN2("atan2", Kind.ARITHMETIC, 5),
  POW("^", Kind.ARITHMETIC, 6);

  /** What an operator does. */
  public enum Kind {
    ARITHMETIC,
    COMPARISON,
    SET,
    TRIM
  }

  private final String symbol;
  private final Kind kind;
  private final int precedence;

  BinaryOperator(String symbol, Kind kind, int precedence) {
    this.symbol = symbol;
    this.kind = kind;
    this.precedence = precedence;
  }

  public String symbol() {
    return symbol;
  }

  public Kind kind() {
    return kind;
  }

  /** Binds the tighter the greater. */
  public int precedence() {
    return precedence;
  }

  /** Only {@code ^} groups from the right. */
  public boolean isRightAssociative() {
    return this == POW;
  }

  public boolean isComparison() {
    return kind == Kind.COMPARISON;
  }

  public boolean isSet() {
    return kind == Kind.SET;
  }
}
