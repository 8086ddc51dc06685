package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.ADD;
import static io.atalaya.query.parse.TokenType.BLANK;
import static io.atalaya.query.parse.TokenType.CLOSE_HIST;
import static io.atalaya.query.parse.TokenType.COLON;
import static io.atalaya.query.parse.TokenType.HISTOGRAM_KEY;
import static io.atalaya.query.parse.TokenType.LEFT_BRACKET;
import static io.atalaya.query.parse.TokenType.NUMBER;
import static io.atalaya.query.parse.TokenType.OPEN_HIST;
import static io.atalaya.query.parse.TokenType.RESET_HINT;
import static io.atalaya.query.parse.TokenType.RIGHT_BRACKET;
import static io.atalaya.query.parse.TokenType.SPACE;
import static io.atalaya.query.parse.TokenType.SUB;
import static io.atalaya.query.parse.TokenType.TIMES;

import io.atalaya.model.GoQuote;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a series description into tokens: first the labels as in a selector, then values, between
 * which space counts.
 *
 * <pre>
 *   metric ──► values ──{{──► histogram ──[──► buckets
 *                     ◄──}}──           ◄──]──
 * </pre>
 */
final class SeriesLexer extends Lexer {
  private static final Set<String> RESET_HINTS = Set.of("unknown", "reset", "not_reset", "gauge");

  SeriesLexer(String input) {
    super(input);
  }

  @Override
  State afterWord() {
    return peek() == '{' ? this::statements : this::values;
  }

  @Override
  State afterBraces() {
    return this::values;
  }

  private State values() {
    int c = next();
    if (c == END) {
      return ended();
    }
    if (c == '{' && peek() == '{') {
      next();
      return emitted(OPEN_HIST, this::histogram);
    }
    if (isSpace(c)) {
      return space(this::values);
    }
    if (beginsNumber(c)) {
      backup();
      return number(this::values);
    }
    return valueSymbol(c);
  }

  private State valueSymbol(int c) {
    return switch (c) {
      case '+' -> emitted(ADD, this::values);
      case '-' -> emitted(SUB, this::values);
      case 'x' -> emitted(TIMES, this::values);
      case '_' -> emitted(BLANK, this::values);
      default -> {
        if (isAlpha(c)) {
          backup();
          yield keywordOrIdentifier();
        }
        yield error("unexpected character in series sequence: " + GoQuote.character(c));
      }
    };
  }

  private State space(State then) {
    emit(SPACE);
    skipSpaces();
    return then;
  }

  private State number(State then) {
    return scanNumber(false)
        ? emitted(NUMBER, then)
        : error("bad number syntax: " + GoQuote.of(pending()));
  }

  private State histogram() {
    int c = next();
    if (isSpace(c)) {
      return space(this::histogram);
    }
    if (isAlpha(c)) {
      return histogramWord();
    }
    if (isDigit(c)) {
      backup();
      return number(this::histogram);
    }
    if (c == '}' && peek() == '}') {
      next();
      return emitted(CLOSE_HIST, this::values);
    }
    return switch (c) {
      case ':' -> emitted(COLON, this::histogram);
      case '-' -> emitted(SUB, this::histogram);
      case '[' -> emitted(LEFT_BRACKET, this::buckets);
      default -> error("histogram description incomplete unexpected: " + GoQuote.character(c));
    };
  }

  private State histogramWord() {
    String lower = readLetters();
    if (HistogramKey.of(lower) != null) {
      return peek() == ':'
          ? emitted(HISTOGRAM_KEY, this::histogram)
          : error("missing `:` for histogram descriptor");
    }
    if (isNumberWord(lower)) {
      return emitted(NUMBER, this::histogram);
    }
    return RESET_HINTS.contains(lower)
        ? emitted(RESET_HINT, this::histogram)
        : error("bad histogram descriptor found: " + GoQuote.of(pending()));
  }

  private static boolean isNumberWord(String lower) {
    return lower.equals("inf") || lower.equals("nan");
  }

  private State buckets() {
    int c = next();
    if (isSpace(c)) {
      return space(this::buckets);
    }
    if (isDigit(c)) {
      backup();
      return number(this::buckets);
    }
    if (isAlpha(c)) {
      // Letter by letter, as "inf]" and "infx" differ only after the word.
      String word = pending().toLowerCase(Locale.ROOT);
      return isNumberWord(word) ? emitted(NUMBER, this::buckets) : this::buckets;
    }
    return switch (c) {
      case '-' -> emitted(SUB, () -> number(this::buckets));
      case ']' -> emitted(RIGHT_BRACKET, this::histogram);
      default -> error("invalid character in buckets description: " + GoQuote.character(c));
    };
  }
}
