package io.atalaya.model.regex;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression in RE2's syntax with Perl's additions, as Go's {@code regexp.Compile} does,
 * and refuses what Go refuses in the same words.
 */
final class Parser {
  /** The longest expression, in chars. */
  static final int MAX_PATTERN_CHARS = 1 << 19;

  /** The largest count in braces, also for counts inside each other multiplied. */
  static final int MAX_REPEAT = 1000;

  /** How deeply parts of an expression may nest. */
  static final int MAX_HEIGHT = 1000;

  private static final int FOLD_CASE = 1;
  private static final int MULTI_LINE = 2;
  private static final int DOT_NEWLINE = 4;
  private static final int SWAP_GREED = 8;

  /** An open parenthesis, or the whole expression. */
  private static final class Group {
    /** The capture's number, 0 for a group that keeps nothing. */
    final int capture;

    final @Nullable String name;

    /** To be restored after the group. */
    final int outerFlags;

    final List<Node> choices = new ArrayList<>();
    List<Node> parts = new ArrayList<>();

    /** The height of each of the parts. */
    IntStack heights = new IntStack();

    private int highestChoice;

    Group(int capture, @Nullable String name, int outerFlags) {
      this.capture = capture;
      this.name = name;
      this.outerFlags = outerFlags;
    }

    void add(Node part, int height) {
      parts.add(part);
      heights.push(height);
    }

    void endChoice() {
      int height = 1;
      while (!heights.isEmpty()) {
        height = Math.max(height, heights.pop());
      }
      switch (parts.size()) {
        case 0 -> choices.add(new Node.Empty());
        case 1 -> choices.add(parts.getFirst());
        default -> {
          choices.add(new Node.Concat(parts));
          height++;
        }
      }
      highestChoice = Math.max(highestChoice, height);
      parts = new ArrayList<>();
    }

    Node close() {
      endChoice();
      Node body = choices.size() == 1 ? choices.getFirst() : new Node.Alternate(choices);
      return capture == 0 ? body : new Node.Capture(capture, name, body);
    }

    /** The height of what {@link #close} gave. */
    int height() {
      return highestChoice + (choices.size() > 1 ? 1 : 0) + (capture > 0 ? 1 : 0);
    }
  }

  private final Cursor in;
  private final ClassParser classes;
  private final Deque<Group> open = new ArrayDeque<>();
  private Group group;
  private int flags;
  private int captures;

  /** Where the repetition began that was read last, or −1 if something else was. */
  private int lastRepeat = -1;

  private Parser(String pattern, boolean dotMatchesNewline) {
    in = new Cursor(pattern);
    classes = new ClassParser(in);
    flags = dotMatchesNewline ? DOT_NEWLINE : 0;
    group = new Group(0, null, flags);
  }

  /**
   * Parses an expression.
   *
   * @throws RegexSyntaxException if it is none, or beyond a limit
   */
  static Node parse(String pattern, boolean dotMatchesNewline) {
    if (pattern.length() > MAX_PATTERN_CHARS) {
      throw Fault.TOO_LARGE.at(pattern);
    }
    if (Utf.hasLoneSurrogate(pattern)) {
      throw Fault.INVALID_UTF8.at(pattern);
    }
    return new Parser(pattern, dotMatchesNewline).expression();
  }

  private Node expression() {
    while (!in.atEnd()) {
      int start = in.position();
      boolean repeat = item();
      lastRepeat = repeat ? start : -1;
    }
    if (!open.isEmpty()) {
      throw Fault.MISSING_PAREN.at(in.source());
    }
    Node node = group.close();
    checkedHeight(group.height());
    return node;
  }

  private int checkedHeight(int height) {
    if (height > MAX_HEIGHT) {
      throw Fault.NESTS_TOO_DEEPLY.at(in.source());
    }
    return height;
  }

  /** Reads one item and says whether it was a repetition. */
  private boolean item() {
    switch (in.peek(0)) {
      case '(' -> openGroup();
      case ')' -> closeGroup();
      case '|' -> {
        in.skip(1);
        group.endChoice();
      }
      case '^' -> assertion(1, on(MULTI_LINE) ? Node.Place.BEGIN_LINE : Node.Place.BEGIN_TEXT);
      case '$' -> assertion(1, on(MULTI_LINE) ? Node.Place.END_LINE : Node.Place.END_TEXT);
      case '.' -> {
        in.skip(1);
        push(on(DOT_NEWLINE) ? CharSet.ALL : CharSet.ALL_BUT_NEWLINE);
      }
      case '[' -> push(classes.bracketed(on(FOLD_CASE)));
      case '\\' -> escape();
      case '*' -> {
        return repeat(in.position(), 1, 0, -1);
      }
      case '+' -> {
        return repeat(in.position(), 1, 1, -1);
      }
      case '?' -> {
        return repeat(in.position(), 1, 0, 1);
      }
      case '{' -> {
        return countedRepeat();
      }
      default -> literal(in.next());
    }
    return false;
  }

  private boolean on(int flag) {
    return (flags & flag) != 0;
  }

  private void push(CharSet set) {
    group.add(new Node.Chars(set), 1);
  }

  private void literal(int c) {
    CharSet set = CharSet.of(c);
    push(on(FOLD_CASE) ? UnicodeSets.folded(set) : set);
  }

  private void assertion(int chars, Node.Place place) {
    in.skip(chars);
    group.add(new Node.Assertion(place), 1);
  }

  private void escape() {
    switch (in.peek(1)) {
      case 'A' -> assertion(2, Node.Place.BEGIN_TEXT);
      case 'z' -> assertion(2, Node.Place.END_TEXT);
      case 'b' -> assertion(2, Node.Place.WORD_BOUNDARY);
      case 'B' -> assertion(2, Node.Place.NO_WORD_BOUNDARY);
      case 'C' -> throw Fault.INVALID_ESCAPE.at("\\C");
      case 'Q' -> quoted();
      default -> {
        CharSet set = classes.escapedGroup(on(FOLD_CASE));
        if (set != null) {
          push(set);
        } else {
          literal(classes.escape());
        }
      }
    }
  }

  private void quoted() {
    in.skip(2);
    int end = in.find("\\E");
    int stop = end < 0 ? in.source().length() : end;
    while (in.position() < stop) {
      literal(in.next());
    }
    in.take("\\E");
  }

  /** Reads {@code {2}}, {@code {2,}} or {@code {2,3}}; any other brace stands for itself. */
  private boolean countedRepeat() {
    int start = in.position();
    in.skip(1);
    int min = number();
    int max = min;
    if (min != NO_NUMBER && in.take(",")) {
      max = in.peek(0) == '}' ? -1 : number();
    }
    if (min == NO_NUMBER || max == NO_NUMBER || !in.take("}")) {
      in.moveTo(start);
      literal(in.next());
      return false;
    }
    if (min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && min > max)) {
      throw Fault.INVALID_REPEAT_SIZE.at(in.since(start));
    }
    return repeat(start, 0, min, max);
  }

  private static final int NO_NUMBER = -2;

  /** Reads a decimal number without leading zeros; a huge one comes back as just too large. */
  private int number() {
    int start = in.position();
    int value = 0;
    while (in.peek(0) >= '0' && in.peek(0) <= '9') {
      value = Math.min(value * 10 + in.next() - '0', MAX_REPEAT + 1);
    }
    int digits = in.position() - start;
    boolean leadingZero = digits > 1 && in.source().charAt(start) == '0';
    return digits == 0 || leadingZero ? NO_NUMBER : value;
  }

  private boolean repeat(int start, int operatorChars, int min, int max) {
    in.skip(operatorChars);
    boolean lazy = in.take("?");
    if (lastRepeat >= 0) {
      throw Fault.INVALID_REPEAT_OPERATOR.at(in.since(lastRepeat));
    }
    if (group.parts.isEmpty()) {
      throw Fault.MISSING_REPEAT_ARGUMENT.at(in.since(start));
    }
    boolean greedy = lazy == on(SWAP_GREED);
    int height = checkedHeight(group.heights.pop() + 1);
    Node repeated = new Node.Repeat(group.parts.removeLast(), min, max, greedy);
    if ((min > 1 || max > 1) && !repeated.repeatsAtMost(MAX_REPEAT)) {
      throw Fault.INVALID_REPEAT_SIZE.at(in.since(start));
    }
    group.add(repeated, height);
    return true;
  }

  private void openGroup() {
    int start = in.position();
    if (in.take("(?")) {
      boolean python = in.looksAt("P<") && in.peek(2) >= 0;
      if (python || (in.looksAt("<") && in.peek(1) >= 0)) {
        namedGroup(start, python ? 2 : 1);
      } else {
        flagsOrGroup(start);
      }
    } else {
      in.skip(1);
      begin(++captures, null, flags);
    }
  }

  private void begin(int capture, @Nullable String name, int innerFlags) {
    if (open.size() >= MAX_HEIGHT) {
      throw Fault.NESTS_TOO_DEEPLY.at(in.source());
    }
    open.push(group);
    group = new Group(capture, name, flags);
    flags = innerFlags;
  }

  private void namedGroup(int start, int nameOffset) {
    in.skip(nameOffset);
    int end = in.find(">");
    if (end < 0) {
      in.moveTo(start);
      throw Fault.INVALID_NAMED_CAPTURE.at(in.rest());
    }
    String name = in.source().substring(in.position(), end);
    in.moveTo(end + 1);
    if (name.isEmpty() || !name.codePoints().allMatch(ClassParser.WORD::contains)) {
      throw Fault.INVALID_NAMED_CAPTURE.at(in.since(start));
    }
    begin(++captures, name, flags);
  }

  /** Reads {@code (?flags)} or {@code (?flags:}; the cursor stands after the question mark. */
  private void flagsOrGroup(int start) {
    int newFlags = flags;
    boolean clear = false;
    boolean sawFlag = true;
    while (!in.atEnd()) {
      int c = in.next();
      int flag = flagOf(c);
      if (flag != 0) {
        newFlags = clear ? newFlags & ~flag : newFlags | flag;
        sawFlag = true;
      } else if (c == '-' && !clear) {
        clear = true;
        sawFlag = false;
      } else if ((c == ':' || c == ')') && sawFlag) {
        endFlags(c == ':', newFlags);
        return;
      } else {
        break;
      }
    }
    throw Fault.INVALID_PERL_SYNTAX.at(in.since(start));
  }

  private void endFlags(boolean opensGroup, int newFlags) {
    if (opensGroup) {
      begin(0, null, newFlags);
    } else {
      flags = newFlags;
    }
  }

  private static int flagOf(int c) {
    return switch (c) {
      case 'i' -> FOLD_CASE;
      case 'm' -> MULTI_LINE;
      case 's' -> DOT_NEWLINE;
      case 'U' -> SWAP_GREED;
      default -> 0;
    };
  }

  private void closeGroup() {
    if (open.isEmpty()) {
      throw Fault.UNEXPECTED_PAREN.at(in.source());
    }
    in.skip(1);
    Node node = group.close();
    int height = checkedHeight(group.height());
    flags = group.outerFlags;
    group = open.pop();
    group.add(node, height);
  }
}
