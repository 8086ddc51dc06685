package io.atalaya.collect.check;

import io.atalaya.collect.cel.CelExpression;
import io.atalaya.model.regex.RegexSearch;

/** What must be true of the body of an answer. */
public sealed interface BodyCondition {
  /** A condition that looks at plain text. */
  sealed interface OfText extends BodyCondition {}

  /**
   * The body holds a piece of text, or must not.
   *
   * @param present whether it must be there
   */
  record Keyword(String text, boolean present) implements OfText {
    public Keyword {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("an empty keyword is in every body");
      }
    }
  }

  /**
   * Some part of the body matches an RE2 expression, or must not.
   *
   * @param present whether it must match
   */
  record Expression(String regex, boolean present) implements OfText {
    /**
     * Checks the expression.
     *
     * @throws io.atalaya.model.regex.RegexSyntaxException if it is none
     */
    public Expression {
      RegexSearch.compile(regex);
    }
  }

  /**
   * The body is JSON, and a condition of CEL holds for it, or must not. What cannot be evaluated
   * fails either way.
   *
   * @param holds whether it must hold
   */
  record Cel(CelExpression expression, boolean holds) implements BodyCondition {}

  /** The body is JSON, the path selects something, and all of it passes; or it selects nothing. */
  record Json(JsonPath path, ValueTest test) implements BodyCondition {}
}
