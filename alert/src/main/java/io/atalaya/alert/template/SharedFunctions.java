package io.atalaya.alert.template;

import io.atalaya.model.regex.Regex;
import io.atalaya.model.regex.RegexSyntaxException;
import java.util.List;
import java.util.Locale;

/** Functions that mean the same in rules and in notifications. */
final class SharedFunctions {
  static final TemplateFunction TO_UPPER =
      Args.ofText("toUpper", text -> text.toUpperCase(Locale.ROOT));
  static final TemplateFunction TO_LOWER =
      Args.ofText("toLower", text -> text.toLowerCase(Locale.ROOT));
  static final TemplateFunction SAFE_HTML =
      Args.function("safeHtml", List.of("string"), a -> new Value.Text(a.text(0), Types.HTML));
  static final TemplateFunction HUMANIZE_DURATION =
      Args.function(
          "humanizeDuration",
          List.of(ValueType.ANY),
          a -> Value.of(Humanize.duration(Humanize.number(a.value(0)))));
  static final TemplateFunction MATCH =
      Args.function("match", List.of("string", "string"), a -> match(a.text(0), a.text(1)));

  private SharedFunctions() {}

  private static Value match(String pattern, String text) {
    try {
      return Value.of(Regex.compile("(?:.*)(?:" + pattern + ")(?:.*)").matches(text));
    } catch (RegexSyntaxException e) {
      throw new CallException(String.valueOf(e.getMessage()));
    }
  }

  /** Each word with a capital first letter, and the others small or as they are. */
  static String title(String text, boolean lowerRest) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean letter = Character.isLetterOrDigit(c) || (inWord && (c == '\'' || c == '_'));
      int shown = inWord ? (lowerRest ? Character.toLowerCase(c) : c) : Character.toTitleCase(c);
      out.appendCodePoint(letter ? shown : c);
      inWord = letter;
      i += Character.charCount(c);
    }
    return out.toString();
  }
}
