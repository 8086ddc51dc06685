package io.atalaya.model.regex;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads whatever stands for one character: escapes, and classes in and out of brackets. */
final class ClassParser {
  private static final int MAX_OCTAL_DIGITS = 3;

  private static final CharSet DIGIT = CharSet.ofRanges('0', '9');
  private static final CharSet UPPER = CharSet.ofRanges('A', 'Z');
  private static final CharSet LOWER = CharSet.ofRanges('a', 'z');
  static final CharSet WORD = CharSet.ofRanges('0', '9', 'A', 'Z', 'a', 'z', '_', '_');

  private static final Map<Integer, CharSet> PERL =
      Map.of(
          (int) 'd', DIGIT,
          (int) 's', CharSet.ofRanges('\t', '\n', '\f', '\r', ' ', ' '),
          (int) 'w', WORD);

  private static final Map<String, CharSet> POSIX =
      Map.ofEntries(
          Map.entry("alnum", CharSet.ofRanges('0', '9', 'A', 'Z', 'a', 'z')),
          Map.entry("alpha", CharSet.ofRanges('A', 'Z', 'a', 'z')),
          Map.entry("ascii", CharSet.ofRanges(0, 0x7f)),
          Map.entry("blank", CharSet.ofRanges('\t', '\t', ' ', ' ')),
          Map.entry("cntrl", CharSet.ofRanges(0, 0x1f, 0x7f, 0x7f)),
          Map.entry("digit", DIGIT),
          Map.entry("graph", CharSet.ofRanges('!', '~')),
          Map.entry("lower", LOWER),
          Map.entry("print", CharSet.ofRanges(' ', '~')),
          Map.entry("punct", CharSet.ofRanges('!', '/', ':', '@', '[', '`', '{', '~')),
          Map.entry("space", CharSet.ofRanges('\t', '\r', ' ', ' ')),
          Map.entry("upper", UPPER),
          Map.entry("word", WORD),
          Map.entry("xdigit", CharSet.ofRanges('0', '9', 'A', 'F', 'a', 'f')));

  private final Cursor in;

  ClassParser(Cursor in) {
    this.in = in;
  }

  /** Reads a class in brackets; the cursor stands at the opening one. */
  CharSet bracketed(boolean fold) {
    int start = in.position();
    in.skip(1);
    boolean negated = in.take("^");
    CharSet.Builder set = new CharSet.Builder();
    boolean first = true;
    while (first || in.peek(0) != ']') {
      first = false;
      CharSet group = group(fold);
      set.add(group != null ? group : range(start, fold));
    }
    in.skip(1);
    return negated ? set.build().negated() : set.build();
  }

  private @Nullable CharSet group(boolean fold) {
    CharSet posix = posix(fold);
    return posix != null ? posix : escapedGroup(fold);
  }

  private @Nullable CharSet posix(boolean fold) {
    int start = in.position();
    if (!in.looksAt("[:")) {
      return null;
    }
    int end = in.source().indexOf(":]", start + 2);
    if (end < 0) {
      return null;
    }
    in.moveTo(end + 2);
    boolean negated = in.source().charAt(start + 2) == '^';
    CharSet set = POSIX.get(in.source().substring(start + (negated ? 3 : 2), end));
    if (set == null) {
      throw Fault.INVALID_CHAR_RANGE.at(in.since(start));
    }
    return signed(set, negated, fold);
  }

  /** Reads a class such as {@code \d} or {@code \pL}, or gives null and reads nothing. */
  @Nullable CharSet escapedGroup(boolean fold) {
    if (in.peek(0) != '\\' || in.peek(1) < 0) {
      return null;
    }
    if (in.peek(1) == 'p' || in.peek(1) == 'P') {
      return unicode(fold);
    }
    CharSet set = PERL.get(in.peek(1) | 0x20);
    if (set == null) {
      return null;
    }
    boolean negated = in.peek(1) <= 'Z';
    in.skip(2);
    return signed(set, negated, fold);
  }

  private CharSet unicode(boolean fold) {
    int start = in.position();
    boolean negated = in.peek(1) == 'P';
    in.skip(2);
    if (in.atEnd()) {
      in.moveTo(start);
      throw Fault.INVALID_CHAR_RANGE.at(in.rest());
    }
    String name;
    if (in.next() == '{') {
      int end = in.find("}");
      if (end < 0) {
        in.moveTo(start);
        throw Fault.INVALID_CHAR_RANGE.at(in.rest());
      }
      name = in.source().substring(in.position(), end);
      in.moveTo(end + 1);
    } else {
      name = in.source().substring(start + 2, in.position());
    }
    boolean inner = name.startsWith("^");
    CharSet set = UnicodeSets.named(inner ? name.substring(1) : name);
    if (set == null) {
      throw Fault.INVALID_CHAR_RANGE.at(in.since(start));
    }
    return signed(set, negated != inner, fold);
  }

  private static CharSet signed(CharSet set, boolean negated, boolean fold) {
    CharSet base = fold ? UnicodeSets.folded(set) : set;
    return negated ? base.negated() : base;
  }

  private CharSet range(int classStart, boolean fold) {
    int start = in.position();
    int low = classChar(classStart);
    int high = low;
    // A hyphen before the closing bracket stands for itself.
    if (in.peek(0) == '-' && in.peek(1) >= 0 && in.peek(1) != ']') {
      in.skip(1);
      high = classChar(classStart);
      if (high < low) {
        throw Fault.INVALID_CHAR_RANGE.at(in.since(start));
      }
    }
    CharSet set = CharSet.ofRanges(low, high);
    return fold ? UnicodeSets.folded(set) : set;
  }

  private int classChar(int classStart) {
    if (in.atEnd()) {
      in.moveTo(classStart);
      throw Fault.MISSING_BRACKET.at(in.rest());
    }
    return in.peek(0) == '\\' ? escape() : in.next();
  }

  /** Reads an escape that stands for one character; the cursor stands at the backslash. */
  int escape() {
    int start = in.position();
    in.skip(1);
    if (in.atEnd()) {
      throw Fault.TRAILING_BACKSLASH.at("");
    }
    int c = in.next();
    int escaped =
        switch (c) {
          case '0' -> octal(0);
          // A single digit other than zero would be a back-reference.
          case '1', '2', '3', '4', '5', '6', '7' -> isOctal(in.peek(0)) ? octal(c - '0') : -1;
          case 'x' -> hexadecimal();
          case 'a' -> 7;
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'v' -> 0x0b;
          default -> c < 0x80 && !Character.isLetterOrDigit(c) ? c : -1;
        };
    if (escaped < 0) {
      throw Fault.INVALID_ESCAPE.at(in.since(start));
    }
    return escaped;
  }

  private static boolean isOctal(int c) {
    return c >= '0' && c <= '7';
  }

  private int octal(int firstDigit) {
    int value = firstDigit;
    for (int digits = 1; digits < MAX_OCTAL_DIGITS && isOctal(in.peek(0)); digits++) {
      value = value * 8 + in.next() - '0';
    }
    return value;
  }

  /** Reads two hexadecimal digits, or any number of them in braces; −1 if they are none. */
  private int hexadecimal() {
    if (in.take("{")) {
      return hexadecimalInBraces();
    }
    int high = in.atEnd() ? -1 : digit(in.next());
    // Both characters are taken even if the first is no digit: the message shows them.
    int low = in.atEnd() ? -1 : digit(in.next());
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private int hexadecimalInBraces() {
    int value = 0;
    boolean any = false;
    while (!in.atEnd()) {
      int c = in.next();
      if (c == '}') {
        return any ? value : -1;
      }
      int digit = digit(c);
      value = value * 16 + digit;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        return -1;
      }
      any = true;
    }
    return -1;
  }

  private static int digit(int c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
