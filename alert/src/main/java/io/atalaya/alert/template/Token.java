package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;

/**
 * A piece of a template's text.
 *
 * @param kind what it is
 * @param position where it starts, in characters
 * @param text as it stands in the template; the message, for an error
 * @param line the line it starts on, from 1
 */
record Token(Kind kind, int position, String text, int line) {
  enum Kind {
    ERROR,
    EOF,
    TEXT,
    LEFT_DELIMITER,
    RIGHT_DELIMITER,
    SPACE,
    LEFT_PAREN,
    RIGHT_PAREN,
    PIPE,
    COMMA,
    OTHER_CHARACTER,
    ASSIGN,
    DECLARE,
    BOOL,
    NUMBER,
    CHARACTER,
    STRING,
    RAW_STRING,
    IDENTIFIER,
    FIELD,
    VARIABLE,
    DOT(true),
    NIL(true),
    BLOCK(true),
    BREAK(true),
    CONTINUE(true),
    DEFINE(true),
    ELSE(true),
    END(true),
    IF(true),
    RANGE(true),
    TEMPLATE(true),
    WITH(true);

    private final boolean keyword;

    Kind() {
      this(false);
    }

    Kind(boolean keyword) {
      this.keyword = keyword;
    }
  }

  /** How Go names it in errors. */
  String shown() {
    if (kind == Kind.EOF) {
      return "EOF";
    }
    if (kind == Kind.ERROR) {
      return text;
    }
    return kind.keyword ? "<" + text + ">" : abbreviated();
  }

  private String abbreviated() {
    int shown = 10;
    if (text.codePointCount(0, text.length()) <= shown) {
      return GoQuote.of(text);
    }
    return GoQuote.of(text.substring(0, text.offsetByCodePoints(0, shown))) + "...";
  }
}
