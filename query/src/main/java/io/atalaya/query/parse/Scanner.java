package io.atalaya.query.parse;

import io.atalaya.model.GoQuote;
import io.atalaya.query.ast.PositionRange;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the lexers share: a place in the input, and the tokens that look the same everywhere.
 *
 * <p>A lexer is a machine whose states are its methods. Each call of a state reads a piece of the
 * input, may emit a token, and gives the state to go on with. It runs only as far as the next
 * token, so that an error in the input is found after those the parser reports before it.
 *
 * <pre>
 *   input   sum(foo[5m])
 *              ▲  ▲
 *          start  pos         what is between becomes the next token
 * </pre>
 */
abstract class Scanner {
  /** What {@link #next} gives after the last character. */
  static final int END = -1;

  private static final int REPLACEMENT = 0xfffd;
  private static final String DIGITS = "0123456789";
  private static final String HEX_DIGITS = "0123456789abcdefABCDEF";

  /** Reads on and gives the state that follows. */
  @FunctionalInterface
  interface State {
    State run();
  }

  private final String input;

  /** The byte offset of each UTF-16 unit; null if the input is ASCII and they are the same. */
  private final int @Nullable [] byteOffsets;

  private State state = this::initial;
  private @Nullable Token scanned;
  private int start;
  private int pos;
  private int width;

  Scanner(String input) {
    this.input = input;
    this.byteOffsets = isAscii(input) ? null : byteOffsets(input);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static int[] byteOffsets(String text) {
    int[] offsets = new int[text.length() + 1];
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      int chars = Character.charCount(text.codePointAt(i));
      int length = text.substring(i, i + chars).getBytes(StandardCharsets.UTF_8).length;
      for (int k = 0; k < chars; k++) {
        offsets[i + k] = bytes;
      }
      bytes += length;
      i += chars;
    }
    offsets[i] = bytes;
    return offsets;
  }

  /** The state to begin with. */
  abstract State initial();

  /** The next token; after an error only {@link TokenType#EOF}. */
  final Token nextToken() {
    scanned = null;
    while (scanned == null) {
      state = state.run();
    }
    return scanned;
  }

  final int next() {
    if (pos >= input.length()) {
      width = 0;
      return END;
    }
    int c = input.codePointAt(pos);
    width = Character.charCount(c);
    pos += width;
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c;
  }

  /** Steps back over the last character; once for each {@link #next}. */
  final void backup() {
    pos -= width;
  }

  final int peek() {
    int c = next();
    backup();
    return c;
  }

  final boolean accept(String valid) {
    if (contains(valid, next())) {
      return true;
    }
    backup();
    return false;
  }

  private void acceptRun(String valid) {
    while (accept(valid)) {
      // Goes on as long as it finds one.
    }
  }

  private static boolean contains(String valid, int c) {
    return c != END && valid.indexOf(c) >= 0;
  }

  /** What was read since the last token. */
  final String pending() {
    return input.substring(start, pos);
  }

  final void ignorePending() {
    start = pos;
  }

  final boolean atComment() {
    return input.startsWith("#", pos);
  }

  final void emit(TokenType type) {
    scanned = new Token(type, pending(), new PositionRange(offset(start), offset(pos)));
    start = pos;
  }

  /** Ends the input with an error; it replaces a token emitted in the same step. */
  final State error(String message) {
    PositionRange rest = new PositionRange(offset(start), offset(input.length()));
    scanned = new Token(TokenType.ERROR, message, rest);
    return this::ended;
  }

  final State ended() {
    emit(TokenType.EOF);
    return this::ended;
  }

  private int offset(int index) {
    return byteOffsets == null ? index : byteOffsets[index];
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isAlpha(int c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isAlphaNumeric(int c) {
    return isAlpha(c) || isDigit(c);
  }

  /** Whether what was just read and what follows begin a number. */
  final boolean beginsNumber(int c) {
    return isDigit(c) || (c == '.' && isDigit(peek()));
  }

  final void skipSpaces() {
    while (isSpace(peek())) {
      next();
    }
    ignorePending();
  }

  final void readComment() {
    int c = next();
    while (c != '\r' && c != '\n' && c != END) {
      c = next();
    }
    backup();
    emit(TokenType.COMMENT);
  }

  /** Whether the next character that is no space is an opening parenthesis. */
  final boolean parenthesisFollows() {
    int i = pos;
    while (i < input.length() && isSpace(input.charAt(i))) {
      i++;
    }
    return i < input.length() && input.charAt(i) == '(';
  }

  /** Reads letters, digits and what is in {@code more}, and gives all that is pending. */
  final String readWord(String more) {
    int c = next();
    while (isAlphaNumeric(c) || contains(more, c)) {
      c = next();
    }
    backup();
    return pending();
  }

  /** Reads letters only. */
  final String readLetters() {
    while (isAlpha(next())) {
      // Goes on as long as it finds one.
    }
    backup();
    return pending().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a number: decimal, hexadecimal or floating-point, perhaps with underscores between the
   * digits. What it accepts is not always one; {@link NumberSyntax} has the last word.
   *
   * @param hexAllowed not in series descriptions, where {@code 0x5} is zero five times
   * @return false if what was read so far cannot be the beginning of a number
   */
  final boolean scanNumber(boolean hexAllowed) {
    int before = pos;
    String digits = DIGITS;
    if (hexAllowed && accept("0") && accept("xX")) {
      accept("_");
      digits = HEX_DIGITS;
    }
    accept(".");
    accept(digits);
    if (!scanMantissaAndExponent(digits) || pos == before) {
      return false;
    }
    int c = peek();
    return (!hexAllowed && c == 'x') || !isAlphaNumeric(c);
  }

  private boolean scanMantissaAndExponent(String digits) {
    boolean dot = false;
    boolean exponent = false;
    while (contains(digits + "._eE", peek())) {
      if (accept(".")) {
        if (dot || accept("_.") || digits.equals(HEX_DIGITS)) {
          return false;
        }
        dot = true;
      } else if (accept("eE")) {
        if (exponent) {
          return false;
        }
        exponent = true;
        accept("+-");
        if (accept("._eE") || peek() == END) {
          return false;
        }
      } else if (accept("_")) {
        if (accept("._eE") || peek() == END) {
          return false;
        }
      } else {
        acceptRun(digits);
      }
    }
    return true;
  }

  /**
   * Reads a string whose opening quote was just read and emits it.
   *
   * @return what is wrong with it, or null
   */
  final @Nullable String scanString(int quote) {
    while (true) {
      int c = next();
      if (c == quote) {
        emit(TokenType.STRING);
        return null;
      }
      if (c == REPLACEMENT) {
        return "invalid UTF-8 rune";
      }
      if (quote == '`') {
        if (c == END) {
          return "unterminated raw string";
        }
      } else if (c == END || c == '\n') {
        return "unterminated quoted string";
      } else if (c == '\\') {
        String problem = scanEscape(quote);
        if (problem != null) {
          return problem;
        }
      }
    }
  }

  private @Nullable String scanEscape(int quote) {
    int c = next();
    if (c == quote || contains("abfnrtv\\", c)) {
      return null;
    }
    if (c >= '0' && c <= '7') {
      return scanCode(c, 3, 8, 255);
    }
    return switch (c) {
      case 'x' -> scanCode(next(), 2, 16, 255);
      case 'u' -> scanCode(next(), 4, 16, Character.MAX_CODE_POINT);
      case 'U' -> scanCode(next(), 8, 16, Character.MAX_CODE_POINT);
      case END -> "escape sequence not terminated";
      default -> "unknown escape sequence " + GoQuote.number(c);
    };
  }

  private @Nullable String scanCode(int first, int digits, int radix, int max) {
    int c = first;
    long code = 0;
    for (int i = 0; i < digits; i++) {
      int digit = c < 0x80 && c != END ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return c == END
            ? "escape sequence not terminated"
            : "illegal character " + GoQuote.number(c) + " in escape sequence";
      }
      code = code * radix + digit;
      if (i < digits - 1) {
        c = next();
      }
    }
    boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    return code > max || surrogate ? "escape sequence is an invalid Unicode code point" : null;
  }
}
