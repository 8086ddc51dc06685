package io.atalaya.alert.template;

import io.atalaya.model.regex.RegexSearch;
import io.atalaya.model.regex.RegexSyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** Functions that mean the same in rules and in notifications. */
final class SharedFunctions {
  static final TemplateFunction TO_UPPER =
      Args.ofText("toUpper", text -> letters(text, Character::toUpperCase));
  static final TemplateFunction TO_LOWER =
      Args.ofText("toLower", text -> letters(text, Character::toLowerCase));
  static final TemplateFunction SAFE_HTML =
      Args.function("safeHtml", List.of("string"), a -> new Value.Text(a.text(0), Types.HTML));
  static final TemplateFunction HUMANIZE_DURATION =
      Args.function(
          "humanizeDuration",
          List.of(ValueType.ANY),
          a -> Value.of(Humanize.duration(Humanize.number(a.value(0)))));
  static final TemplateFunction MATCH =
      Args.function("match", List.of("string", "string"), a -> match(a.text(0), a.text(1)));

  static final TemplateFunction REPLACE_ALL =
      Args.function(
          "reReplaceAll", List.of("string", "string", "string"), SharedFunctions::replaceAll);

  /** How much longer than the limit a text may become for a moment, before it is refused. */
  private static final long WASTE = 16;

  private SharedFunctions() {}

  private static Value match(String pattern, String text) {
    try {
      return Value.of(RegexSearch.compile(pattern).find(text));
    } catch (RegexSyntaxException e) {
      throw new CallException(String.valueOf(e.getMessage()));
    }
  }

  private static Value replaceAll(Args args) {
    String pattern = args.text(0);
    String replacement = args.text(1);
    String text = args.text(2);
    // Each match may become as long as the replacement; what its groups add is no longer than that.
    args.run().requireRoom((text.length() + 1L) * replacement.length() / WASTE);
    try {
      return Value.of(RegexSearch.compile(pattern).replaceAll(text, replacement));
    } catch (RegexSyntaxException e) {
      throw new CallException("regexp: Compile(" + GoText.raw(pattern) + "): " + e.getMessage());
    }
  }

  /**
   * Each word with a capital first letter. A word goes on over digits and underscores, and over an
   * apostrophe, a full stop or a colon between two letters.
   *
   * @param lowerRest whether its other letters become small
   */
  static String title(String text, boolean lowerRest) {
    StringBuilder out = new StringBuilder(text.length());
    boolean capitalised = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!isInWord(text, i, c)) {
        capitalised = false;
        out.appendCodePoint(c);
      } else if (capitalised) {
        out.appendCodePoint(lowerRest ? Character.toLowerCase(c) : c);
      } else {
        out.append(titleCase(c));
        capitalised = Character.isLetter(c);
      }
    }
    return out.toString();
  }

  /** Letter by letter, as Go does: each gives one. */
  private static String letters(String text, IntUnaryOperator change) {
    return text.codePoints()
        .map(change)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Some letters become several, of which the first stays large: {@code ß} becomes {@code Ss}. */
  private static String titleCase(int c) {
    String upper = Character.toString(c).toUpperCase(Locale.ROOT);
    if (upper.codePointCount(0, upper.length()) == 1) {
      return Character.toString(Character.toTitleCase(c));
    }
    int large = 0;
    while (large < upper.length() && !Character.isUpperCase(upper.charAt(large))) {
      large++;
    }
    int rest = Math.min(upper.length(), large + 1);
    return upper.substring(0, rest) + upper.substring(rest).toLowerCase(Locale.ROOT);
  }

  /** Without the white space around it, by Go's notion of it, which has the no-break space too. */
  static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
  }

  private static boolean isInWord(String text, int i, int c) {
    if (Character.isLetterOrDigit(c)
        || c == '_'
        || Character.getType(c) == Character.NON_SPACING_MARK) {
      return true;
    }
    boolean joins = "'.:\u2019\u00b7".indexOf(c) >= 0;
    return joins
        && i > 0
        && i + 1 < text.length()
        && Character.isLetter(text.codePointBefore(i))
        && Character.isLetter(text.codePointAt(i + 1));
  }
}
