package io.atalaya.collect.cel;

import io.atalaya.model.json.JsonValue;

/**
 * A condition on a document, which it calls {@code body}. Two of the same text are equal. Safe for
 * many threads.
 */
public final class CelExpression {
  /** The longest expression that is read. */
  public static final int MAX_CHARS = 10_000;

  private final String text;
  private final CelNode root;

  private CelExpression(String text, CelNode root) {
    this.text = text;
    this.root = root;
  }

  /**
   * Reads an expression.
   *
   * @throws CelException if it is none, or uses what is not there; says where
   */
  public static CelExpression compile(String text) {
    if (text.length() > MAX_CHARS) {
      throw new CelException("it is longer than " + MAX_CHARS + " characters");
    }
    try {
      return new CelExpression(text, CelParser.parse(text));
    } catch (CelException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new CelException("a regular expression in it: " + e.getMessage());
    }
  }

  /**
   * Whether it holds for a document.
   *
   * @throws CelException if that cannot be said: a field is missing, or types do not go together
   */
  public boolean holds(JsonValue document) {
    try {
      return new CelEvaluation(CelValue.of(document)).truth(root);
    } catch (CelException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new CelException("a regular expression in it: " + e.getMessage());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CelExpression same && same.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
