package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.ADD;
import static io.atalaya.query.parse.TokenType.AT;
import static io.atalaya.query.parse.TokenType.COLON;
import static io.atalaya.query.parse.TokenType.COMMA;
import static io.atalaya.query.parse.TokenType.DIV;
import static io.atalaya.query.parse.TokenType.DURATION;
import static io.atalaya.query.parse.TokenType.EQL;
import static io.atalaya.query.parse.TokenType.EQLC;
import static io.atalaya.query.parse.TokenType.EQL_REGEX;
import static io.atalaya.query.parse.TokenType.GTE;
import static io.atalaya.query.parse.TokenType.GTR;
import static io.atalaya.query.parse.TokenType.IDENTIFIER;
import static io.atalaya.query.parse.TokenType.LEFT_BRACE;
import static io.atalaya.query.parse.TokenType.LEFT_BRACKET;
import static io.atalaya.query.parse.TokenType.LEFT_PAREN;
import static io.atalaya.query.parse.TokenType.LSS;
import static io.atalaya.query.parse.TokenType.LTE;
import static io.atalaya.query.parse.TokenType.METRIC_IDENTIFIER;
import static io.atalaya.query.parse.TokenType.MOD;
import static io.atalaya.query.parse.TokenType.MUL;
import static io.atalaya.query.parse.TokenType.NEQ;
import static io.atalaya.query.parse.TokenType.NEQ_REGEX;
import static io.atalaya.query.parse.TokenType.NUMBER;
import static io.atalaya.query.parse.TokenType.POW;
import static io.atalaya.query.parse.TokenType.RIGHT_BRACE;
import static io.atalaya.query.parse.TokenType.RIGHT_BRACKET;
import static io.atalaya.query.parse.TokenType.RIGHT_PAREN;
import static io.atalaya.query.parse.TokenType.SUB;
import static io.atalaya.query.parse.TokenType.TRIM_LOWER;
import static io.atalaya.query.parse.TokenType.TRIM_UPPER;

import io.atalaya.model.GoQuote;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an expression into tokens.
 *
 * <pre>
 *   statements ──{──► braces ──}──► statements
 *              ──[──► duration      up to the first number; the rest of what is in the
 *                                   brackets is read by statements again
 * </pre>
 *
 * Where Prometheus' own lexer is odd, so is this one, because its error texts show it: a colon
 * after {@code [step()} is refused unless a number stood in some bracket before.
 */
class Lexer extends Scanner {
  private static final String DURATION_UNITS = "smhdwy";
  private static final String LATER_DURATION_UNITS = "smhdw";
  private static final String DIGITS = "0123456789";

  private static final Set<TokenType> DURATION_KEYWORDS =
      EnumSet.of(TokenType.STEP, TokenType.RANGE, TokenType.MAX_OF, TokenType.MIN_OF);

  private int parenDepth;
  private boolean bracketOpen;
  private boolean gotColon;
  private boolean gotDuration;

  Lexer(String input) {
    super(input);
  }

  @Override
  State initial() {
    return statements();
  }

  /** The state after a word outside braces. */
  State afterWord() {
    return this::statements;
  }

  /** The state after a closing brace. */
  State afterBraces() {
    return this::statements;
  }

  final State statements() {
    if (atComment()) {
      readComment();
      return this::statements;
    }
    int c = next();
    if (c == END) {
      return atEnd();
    }
    if (isSpace(c)) {
      skipSpaces();
      return this::statements;
    }
    if (beginsNumber(c)) {
      backup();
      return numberOrDuration();
    }
    if (isAlpha(c) || c == ':') {
      return word(c);
    }
    return symbol(c);
  }

  private State atEnd() {
    if (parenDepth != 0) {
      return error("unclosed left parenthesis");
    }
    if (bracketOpen) {
      return error("unclosed left bracket");
    }
    return ended();
  }

  private State symbol(int c) {
    return switch (c) {
      case '=' -> equalSign();
      case '!' -> exclamationMark();
      case '<' -> angle(LSS, LTE, TRIM_UPPER);
      case '>' -> angle(GTR, GTE, TRIM_LOWER);
      case '"', '\'', '`' -> string(c, this::statements);
      case '(' -> leftParen(this::statements);
      case ')' -> rightParen(this::statements);
      case '[' -> leftBracket();
      case ']' -> rightBracket();
      case '{' -> leftBrace();
      default -> {
        TokenType type = singleCharacter(c);
        yield type == null
            ? error("unexpected character: " + GoQuote.character(c))
            : emitted(type, this::statements);
      }
    };
  }

  private static @Nullable TokenType singleCharacter(int c) {
    return switch (c) {
      case '@' -> AT;
      default -> arithmetic(c);
    };
  }

  private static @Nullable TokenType arithmetic(int c) {
    return switch (c) {
      case '+' -> ADD;
      case '-' -> SUB;
      case '*' -> MUL;
      case '/' -> DIV;
      case '%' -> MOD;
      case '^' -> POW;
      case ',' -> COMMA;
      default -> null;
    };
  }

  final State emitted(TokenType type, State then) {
    emit(type);
    return then;
  }

  final State string(int quote, State then) {
    String problem = scanString(quote);
    return problem == null ? then : error(problem);
  }

  private State equalSign() {
    if (accept("=")) {
      return emitted(EQLC, this::statements);
    }
    if (peek() == '~') {
      return error("unexpected character after '=': '~'");
    }
    return emitted(EQL, this::statements);
  }

  private State exclamationMark() {
    int c = next();
    if (c != '=') {
      return error("unexpected character after '!': " + GoQuote.character(c));
    }
    return emitted(NEQ, this::statements);
  }

  private State angle(TokenType alone, TokenType withEqual, TokenType withSlash) {
    if (accept("=")) {
      return emitted(withEqual, this::statements);
    }
    return emitted(accept("/") ? withSlash : alone, this::statements);
  }

  private State leftParen(State then) {
    parenDepth++;
    return emitted(LEFT_PAREN, then);
  }

  private State rightParen(State then) {
    emit(RIGHT_PAREN);
    parenDepth--;
    return parenDepth < 0 ? error("unexpected right parenthesis ')'") : then;
  }

  private State leftBracket() {
    if (bracketOpen) {
      return error("unexpected left bracket '['");
    }
    emit(LEFT_BRACKET);
    skipSpaces();
    gotColon = false;
    bracketOpen = true;
    return this::duration;
  }

  private State rightBracket() {
    if (!bracketOpen) {
      return error("unexpected right bracket ']'");
    }
    bracketOpen = false;
    return emitted(RIGHT_BRACKET, this::statements);
  }

  final State leftBrace() {
    return emitted(LEFT_BRACE, this::braces);
  }

  /** A word, or a colon, whose first character was just read. */
  private State word(int c) {
    if (!bracketOpen) {
      backup();
      return keywordOrIdentifier();
    }
    if (c == ':') {
      if (gotColon) {
        return error("unexpected colon ':'");
      }
      gotColon = true;
      return emitted(COLON, this::statements);
    }
    return durationKeyword(c)
        ? this::statements
        : error("unexpected character: " + GoQuote.character(c) + ", expected ':'");
  }

  /** Emits the keyword that begins with this letter, if it is one of duration expressions. */
  private boolean durationKeyword(int first) {
    if ("srmSRM".indexOf(first) < 0) {
      return false;
    }
    TokenType type = TokenType.ofWord(readLetters());
    if (type == null || !DURATION_KEYWORDS.contains(type)) {
      return false;
    }
    emit(type);
    return true;
  }

  final State keywordOrIdentifier() {
    String word = readWord(":");
    TokenType type = TokenType.ofWord(word);
    if (type == null) {
      type = word.indexOf(':') < 0 ? IDENTIFIER : METRIC_IDENTIFIER;
    } else if (isFill(type) && !parenthesisFollows()) {
      // Metrics of these names are older than the modifiers.
      type = IDENTIFIER;
    }
    emit(type);
    return afterWord();
  }

  private static boolean isFill(TokenType type) {
    return type == TokenType.FILL || type == TokenType.FILL_LEFT || type == TokenType.FILL_RIGHT;
  }

  private State numberOrDuration() {
    if (scanNumber(true)) {
      return emitted(NUMBER, this::statements);
    }
    if (restOfDuration()) {
      return emitted(DURATION, this::statements);
    }
    return error("bad number or duration syntax: " + GoQuote.of(pending()));
  }

  /** Reads units and further numbers with units, after the first number. */
  private boolean restOfDuration() {
    if (!accept(DURATION_UNITS)) {
      return false;
    }
    // The second letter of "ms"; what is no unit is found when the duration is taken apart.
    accept("s");
    while (accept(DIGITS)) {
      while (accept(DIGITS)) {
        // Goes on as long as it finds one.
      }
      if (!accept(LATER_DURATION_UNITS)) {
        return false;
      }
      accept("s");
    }
    if (isAlphaNumeric(next())) {
      return false;
    }
    backup();
    return true;
  }

  /** Inside brackets, up to the first number. */
  private State duration() {
    int c = next();
    if (c == END) {
      return error("unexpected end of input in duration expression");
    }
    if (isSpace(c)) {
      skipSpaces();
      return this::duration;
    }
    if (beginsNumber(c)) {
      backup();
      gotDuration = true;
      return numberOrDuration();
    }
    return switch (c) {
      case ']' -> {
        gotColon = false;
        yield rightBracket();
      }
      case ':' -> colonInDuration();
      case '(' -> leftParen(this::duration);
      case ')' -> rightParen(this::duration);
      default -> operatorOrKeywordInDuration(c);
    };
  }

  private State operatorOrKeywordInDuration(int c) {
    TokenType operator = arithmetic(c);
    if (operator != null) {
      return emitted(operator, this::duration);
    }
    return durationKeyword(c)
        ? this::duration
        : error("unexpected character in duration expression: " + GoQuote.character(c));
  }

  private State colonInDuration() {
    emit(COLON);
    if (!gotDuration) {
      return error("unexpected colon before duration in duration expression");
    }
    if (gotColon) {
      return error("unexpected repeated colon in duration expression");
    }
    gotColon = true;
    return this::duration;
  }

  final State braces() {
    if (atComment()) {
      readComment();
      return this::braces;
    }
    int c = next();
    if (c == END) {
      return error("unexpected end of input inside braces");
    }
    if (isSpace(c)) {
      skipSpaces();
      return this::braces;
    }
    if (isAlpha(c)) {
      readWord("");
      return emitted(IDENTIFIER, this::braces);
    }
    return symbolInBraces(c);
  }

  private State symbolInBraces(int c) {
    return switch (c) {
      case ',' -> emitted(COMMA, this::braces);
      case '"', '\'', '`' -> string(c, this::braces);
      case '=' -> emitted(accept("~") ? EQL_REGEX : EQL, this::braces);
      case '!' -> negationInBraces();
      case '{' -> error("unexpected left brace '{'");
      case '}' -> emitted(RIGHT_BRACE, afterBraces());
      default -> error("unexpected character inside braces: " + GoQuote.character(c));
    };
  }

  private State negationInBraces() {
    int c = next();
    return switch (c) {
      case '~' -> emitted(NEQ_REGEX, this::braces);
      case '=' -> emitted(NEQ, this::braces);
      default -> error("unexpected character after '!' inside braces: " + GoQuote.character(c));
    };
  }
}
