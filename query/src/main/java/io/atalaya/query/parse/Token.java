package io.atalaya.query.parse;

import io.atalaya.model.GoQuote;
import io.atalaya.query.ast.PositionRange;

/**
 * A word of the input.
 *
 * @param text as written; of an {@link TokenType#ERROR} what is wrong
 * @param position byte offsets; of an error from where it was noticed to the end of the input
 */
record Token(TokenType type, String text, PositionRange position) {
  private static final int LONGEST_QUOTED = 10;

  /** How an error message names it. */
  String description() {
    return switch (type.group()) {
      case VALUE -> valueDescription();
      case KEYWORD -> "<" + text + ">";
      case OPERATOR -> "<op:" + text + ">";
      case AGGREGATOR -> "<aggr:" + text + ">";
      case SYMBOL, PREPROCESSOR -> quoted();
    };
  }

  private String valueDescription() {
    if (type == TokenType.EOF) {
      return type.text();
    }
    boolean isName = type == TokenType.IDENTIFIER || type == TokenType.METRIC_IDENTIFIER;
    return type.text() + " " + (isName ? GoQuote.of(text) : quoted());
  }

  private String quoted() {
    boolean isLong = position.end() - position.start() > LONGEST_QUOTED;
    return isLong ? GoQuote.of(start()) + "..." : GoQuote.of(text);
  }

  private String start() {
    int shown = Math.min(LONGEST_QUOTED, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, shown));
  }
}
