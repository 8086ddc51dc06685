package io.atalaya.alert.template;

import io.atalaya.alert.template.Token.Kind;
import io.atalaya.model.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts a template's text into tokens, white space trimmed where a delimiter has a minus sign.
 *
 * <p>Outside actions there is one {@code TEXT} token between two actions; inside, white space is a
 * token, because {@code $x .y} and {@code $x.y} differ. An error is the last token.
 */
final class Lexer {
  private static final String LEFT = "{{";
  private static final String RIGHT = "}}";
  private static final int END_OF_TEXT = -1;
  private static final Map<String, Kind> KEYWORDS =
      Map.ofEntries(
          Map.entry("nil", Kind.NIL),
          Map.entry("block", Kind.BLOCK),
          Map.entry("break", Kind.BREAK),
          Map.entry("continue", Kind.CONTINUE),
          Map.entry("define", Kind.DEFINE),
          Map.entry("else", Kind.ELSE),
          Map.entry("end", Kind.END),
          Map.entry("if", Kind.IF),
          Map.entry("range", Kind.RANGE),
          Map.entry("template", Kind.TEMPLATE),
          Map.entry("with", Kind.WITH),
          Map.entry("true", Kind.BOOL),
          Map.entry("false", Kind.BOOL));

  private final String input;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int start;
  private int startLine = 1;
  private int counted;
  private int parens;

  private Lexer(String input) {
    this.input = input;
  }

  static List<Token> tokens(String input) {
    Lexer lexer = new Lexer(input);
    boolean more = true;
    while (more) {
      more = lexer.text() && lexer.action();
    }
    return lexer.tokens;
  }

  /** Text up to the next action; false at the end. */
  private boolean text() {
    int action = input.indexOf(LEFT, position);
    if (action < 0) {
      position = input.length();
      emitIfAny();
      emit(Kind.EOF);
      return false;
    }
    boolean trims = hasLeftTrim(action + LEFT.length());
    position = trims ? Math.max(position, beforeSpace(action)) : action;
    emitIfAny();
    position = action;
    skip();
    return true;
  }

  private boolean hasLeftTrim(int at) {
    return at + 1 < input.length() && input.charAt(at) == '-' && isSpace(input.charAt(at + 1));
  }

  private boolean hasRightTrim(int at) {
    return at + 1 < input.length()
        && isSpace(input.charAt(at))
        && input.charAt(at + 1) == '-'
        && input.startsWith(RIGHT, at + 2);
  }

  private int beforeSpace(int end) {
    int e = end;
    while (e > start && isSpace(input.charAt(e - 1))) {
      e--;
    }
    return e;
  }

  /** An action or a comment; false after an error. */
  private boolean action() {
    int inner = position + LEFT.length();
    int trim = hasLeftTrim(inner) ? 2 : 0;
    if (input.startsWith("/*", inner + trim)) {
      position = inner + trim;
      return comment();
    }
    position = inner;
    emit(Kind.LEFT_DELIMITER);
    position += trim;
    skip();
    parens = 0;
    while (!atRightDelimiter()) {
      if (!insideAction()) {
        return false;
      }
    }
    if (parens > 0) {
      return error("unclosed left paren");
    }
    return rightDelimiter();
  }

  private boolean comment() {
    int end = input.indexOf("*/", position + 2);
    if (end < 0) {
      return error("unclosed comment");
    }
    position = end + 2;
    if (!atRightDelimiter()) {
      return error("comment ends before closing delimiter");
    }
    closeDelimiter();
    return true;
  }

  private boolean atRightDelimiter() {
    return input.startsWith(RIGHT, position) || hasRightTrim(position);
  }

  private boolean rightDelimiter() {
    if (hasRightTrim(position)) {
      start = position + 2;
      position = start + RIGHT.length();
      emit(Kind.RIGHT_DELIMITER);
      skipSpace();
    } else {
      position += RIGHT.length();
      emit(Kind.RIGHT_DELIMITER);
    }
    return true;
  }

  private void closeDelimiter() {
    boolean trims = hasRightTrim(position);
    position += RIGHT.length() + (trims ? 2 : 0);
    skip();
    if (trims) {
      skipSpace();
    }
  }

  private void skipSpace() {
    while (position < input.length() && isSpace(input.charAt(position))) {
      position++;
    }
    skip();
  }

  private boolean insideAction() {
    int c = next();
    return switch (c) {
      case END_OF_TEXT -> error("unclosed action");
      case ' ', '\t', '\r', '\n' -> space();
      case '=' -> emit(Kind.ASSIGN);
      case ':' -> next() == '=' ? emit(Kind.DECLARE) : error("expected :=");
      case '|' -> emit(Kind.PIPE);
      case ',' -> emit(Kind.COMMA);
      case '"' -> quoted('"', Kind.STRING, "unterminated quoted string");
      case '\'' -> quoted('\'', Kind.CHARACTER, "unterminated character constant");
      case '`' -> rawQuoted();
      case '$' -> name(Kind.VARIABLE, Kind.VARIABLE);
      case '.' -> isDigit(peek()) ? number() : name(Kind.FIELD, Kind.DOT);
      case '(' -> leftParen();
      case ')' -> rightParen();
      case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> wordOrOther(c);
    };
  }

  private boolean wordOrOther(int c) {
    if (isWord(c)) {
      return identifier();
    }
    if (c > ' ' && c < 0x7f) {
      return emit(Kind.OTHER_CHARACTER);
    }
    return error("unrecognized character in action: " + GoQuote.number(c));
  }

  private boolean leftParen() {
    parens++;
    return emit(Kind.LEFT_PAREN);
  }

  private boolean rightParen() {
    parens--;
    return parens < 0 ? error("unexpected right paren") : emit(Kind.RIGHT_PAREN);
  }

  private boolean space() {
    while (position < input.length()
        && isSpace(input.charAt(position))
        && !hasRightTrim(position)) {
      position++;
    }
    // The space right before a trimming delimiter belongs to the delimiter.
    if (hasRightTrim(start)) {
      position = start;
      return true;
    }
    return emit(Kind.SPACE);
  }

  private boolean identifier() {
    eatWord();
    if (!atTerminator()) {
      return error("bad character " + GoQuote.number(peek()));
    }
    return emit(KEYWORDS.getOrDefault(input.substring(start, position), Kind.IDENTIFIER));
  }

  /** A name after a dot or a dollar sign, which may also stand alone. */
  private boolean name(Kind kind, Kind alone) {
    if (atTerminator()) {
      return emit(alone);
    }
    eatWord();
    if (!atTerminator()) {
      return error("bad character " + GoQuote.number(peek()));
    }
    return emit(kind);
  }

  private void eatWord() {
    while (isWord(peek())) {
      next();
    }
  }

  /** Whether a name may end here. */
  private boolean atTerminator() {
    int c = peek();
    return switch (c) {
      case END_OF_TEXT, ' ', '\t', '\r', '\n', '.', ',', '|', ':', ')', '(', '=', '}' -> true;
      default -> false;
    };
  }

  private boolean quoted(char quote, Kind kind, String unterminated) {
    while (true) {
      int c = next();
      if (c == '\\') {
        c = next();
        if (c != END_OF_TEXT && c != '\n') {
          continue;
        }
      }
      if (c == END_OF_TEXT || c == '\n') {
        return error(unterminated);
      }
      if (c == quote) {
        return emit(kind);
      }
    }
  }

  private boolean rawQuoted() {
    int end = input.indexOf('`', position);
    if (end < 0) {
      return error("unterminated raw quoted string");
    }
    position = end + 1;
    return emit(Kind.RAW_STRING);
  }

  /** Scans generously; the parser says what is wrong with a number. */
  private boolean number() {
    char previous = input.charAt(position - 1);
    while (continuesNumber(previous, peek())) {
      previous = (char) next();
    }
    if (isWord(peek())) {
      next();
      return error("bad number syntax: " + GoQuote.of(input.substring(start, position)));
    }
    return emit(Kind.NUMBER);
  }

  private boolean continuesNumber(char previous, int c) {
    if (c == '+' || c == '-') {
      boolean hex = input.startsWith("0x", start) || input.startsWith("0X", start);
      return hex ? previous == 'p' || previous == 'P' : previous == 'e' || previous == 'E';
    }
    return c == '.'
        || isDigit(c)
        || (c < 0x80 && isWord(c) && "_xXoObBpPaAcCdDeEfF".indexOf(c) >= 0);
  }

  private int next() {
    if (position >= input.length()) {
      return END_OF_TEXT;
    }
    int c = input.codePointAt(position);
    position += Character.charCount(c);
    return c;
  }

  private int peek() {
    return position < input.length() ? input.codePointAt(position) : END_OF_TEXT;
  }

  private boolean emit(Kind kind) {
    tokens.add(new Token(kind, start, input.substring(start, position), line()));
    skip();
    return true;
  }

  private void emitIfAny() {
    if (position > start) {
      emit(Kind.TEXT);
    }
  }

  private boolean error(String message) {
    tokens.add(new Token(Kind.ERROR, start, message, line()));
    return false;
  }

  private void skip() {
    start = position;
  }

  private int line() {
    for (; counted < start; counted++) {
      if (input.charAt(counted) == '\n') {
        startLine++;
      }
    }
    return startLine;
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(int c) {
    return c == '_' || Character.isLetter(c) || Character.isDigit(c);
  }
}
