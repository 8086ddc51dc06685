package io.atalaya.query.parse;

import io.atalaya.model.PromDuration;
import io.atalaya.query.ast.PositionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the parsers share: one token of lookahead, the errors so far, and where a syntax error ends
 * the reading.
 *
 * <p>Prometheus' parser is generated from a grammar in which some rules know a word for the place
 * where an error happened; the error is told with the word of the innermost such rule that is being
 * read. {@link #place} is that word. Errors that do not prevent reading on are only noted; a syntax
 * error throws {@link Abort}.
 */
abstract class TokenReader {
  private static final double MILLIS_PER_SECOND = 1000;

  /**
   * The words of a rule for a syntax error inside it.
   *
   * @param context what was being read, or empty
   * @param expected what could have followed, or empty
   */
  record Place(String context, String expected) {
    static final Place ANYWHERE = new Place("", "");
  }

  /** Ends the reading; the error that led to it has been noted. */
  static final class Abort extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abort() {
      super("syntax error", null, false, false);
    }
  }

  final String input;
  final List<SyntaxError> errors = new ArrayList<>();
  private final Scanner scanner;
  private Place place = Place.ANYWHERE;
  private @Nullable Token lookahead;

  /** The end of the token taken last. */
  private int lastEnd;

  TokenReader(String input, Scanner scanner) {
    this.input = input;
    this.scanner = scanner;
  }

  /**
   * Refuses a text that is too long to be read at all.
   *
   * @throws PromqlSyntaxException if it is
   */
  static void requireReadable(String input) {
    if (input.length() > ParseLimits.MAX_LENGTH) {
      String message =
          "input of %d characters is too long, the limit is %d"
              .formatted(input.length(), ParseLimits.MAX_LENGTH);
      throw new PromqlSyntaxException("", List.of(new SyntaxError(PositionRange.NONE, message)));
    }
  }

  /**
   * @throws PromqlSyntaxException if any error was noted
   */
  final void throwErrors() {
    if (!errors.isEmpty()) {
      throw new PromqlSyntaxException(input, errors);
    }
  }

  /**
   * Reads with a rule.
   *
   * @throws PromqlSyntaxException if any error was noted
   */
  final <T> T read(Supplier<T> rule) {
    try {
      T result = rule.get();
      throwErrors();
      return result;
    } catch (Abort e) {
      throw new PromqlSyntaxException(input, errors);
    }
  }

  final Token peek() {
    Token token = lookahead;
    if (token == null) {
      token = scanner.nextToken();
      while (token.type() == TokenType.COMMENT) {
        token = scanner.nextToken();
      }
      if (token.type() == TokenType.ERROR) {
        note(token.position(), token.text());
      }
      lookahead = token;
    }
    return token;
  }

  final boolean at(TokenType type) {
    return peek().type() == type;
  }

  final Token take() {
    Token token = peek();
    lookahead = null;
    lastEnd = token.position().end();
    return token;
  }

  final Token expect(TokenType type) {
    if (!at(type)) {
      throw unexpected();
    }
    return take();
  }

  final boolean takeIf(TokenType type) {
    if (!at(type)) {
      return false;
    }
    take();
    return true;
  }

  final int lastEnd() {
    return lastEnd;
  }

  /** Names the place for syntax errors from here on; gives the one before, to go back to. */
  final Place enter(Place newPlace) {
    Place before = place;
    place = newPlace;
    return before;
  }

  final void note(PositionRange position, String message) {
    errors.add(new SyntaxError(position, message));
  }

  /** Notes that the next token does not fit here. */
  final Abort unexpected() {
    return unexpected(place);
  }

  final Abort unexpected(Place where) {
    Token token = peek();
    // What the lexer could not read has been told already.
    if (token.type() != TokenType.ERROR) {
      String context = where.context().isEmpty() ? "" : " in " + where.context();
      String expected = where.expected().isEmpty() ? "" : ", expected " + where.expected();
      note(token.position(), "unexpected " + token.description() + context + expected);
    }
    return new Abort();
  }

  final String unquoted(Token string) {
    return StringLiterals.unquote(string.text());
  }

  /** The value of a {@link TokenType#NUMBER}; 0 and an error if it is none. */
  final double number(Token token) {
    try {
      return NumberSyntax.parse(token.text());
    } catch (NumberFormatException e) {
      note(token.position(), "error parsing number: " + e.getMessage());
      return 0;
    }
  }

  /** The seconds of a {@link TokenType#DURATION}; 0 and an error if it is none. */
  final double seconds(Token token) {
    try {
      return PromDuration.parseMillis(token.text()) / MILLIS_PER_SECOND;
    } catch (IllegalArgumentException e) {
      note(token.position(), String.valueOf(e.getMessage()));
      return 0;
    }
  }

  final boolean atNumberOrDuration() {
    return at(TokenType.NUMBER) || at(TokenType.DURATION);
  }

  /** A number or the seconds of a duration, whichever comes next. */
  final double numberOrSeconds() {
    if (at(TokenType.DURATION)) {
      return seconds(take());
    }
    return number(expect(TokenType.NUMBER));
  }
}
