package io.atalaya.query.ast;

/** The operators of duration expressions, with their symbol or name. */
public enum DurationOperator {
  ADD("+"),
  SUB("-"),
  MUL("*"),
  DIV("/"),
  MOD("%"),
  POW("^"),
  MIN_OF("min_of"),
  MAX_OF("max_of");

  private final String symbol;

  DurationOperator(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }

  /** Whether it is written before its operands, {@code min_of(a, b)}, rather than between. */
  public boolean isPrefix() {
    return this == MIN_OF || this == MAX_OF;
  }
}
