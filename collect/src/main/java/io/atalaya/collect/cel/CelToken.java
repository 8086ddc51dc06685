package io.atalaya.collect.cel;

/**
 * A word of an expression.
 *
 * @param text as it was written; of a text, what it means
 * @param at where it begins, counted from 0
 */
record CelToken(Kind kind, String text, int at) {
  enum Kind {
    WORD,
    WHOLE,
    REAL,
    TEXT,
    SIGN,
    END
  }

  boolean is(String sign) {
    return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(sign);
  }

  /** What is told if it stands where it may not. */
  CelException unexpected(String wanted) {
    String found = kind == Kind.END ? "the end" : "'" + text + "'";
    return new CelException("column " + (at + 1) + ": expected " + wanted + ", found " + found);
  }
}
