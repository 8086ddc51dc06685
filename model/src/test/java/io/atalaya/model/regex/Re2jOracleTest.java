package io.atalaya.model.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random expressions and texts must give the same answers as RE2/J, written by others. */
final class Re2jOracleTest {
  @Provide
  Arbitrary<String> expressions() {
    return tree(4);
  }

  private static Arbitrary<String> tree(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.of(
            "a",
            "b",
            "c",
            "ab",
            "bc",
            "ca",
            ".",
            "[ab]",
            "[^a]",
            "[^bc\\n]",
            "\\d",
            "\\w",
            "\\s",
            "\\W",
            "é",
            "[à-ü]",
            "Ж",
            "\\pL",
            "\\p{Greek}",
            "\\.",
            "\\n",
            "1",
            "_",
            "(?i)k",
            "世",
            "\\x{1F600}",
            "[[:alpha:]]",
            "",
            "(?:)",
            "(?s).",
            "foo",
            "bar");
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> sub = Arbitraries.lazy(() -> tree(depth - 1));
    Arbitrary<String> operator =
        Arbitraries.of("*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}", "{0}");
    Arbitrary<String> place =
        Arbitraries.of("^", "$", "\\b", "\\B", "(?m)^", "(?m)$", "\\A", "\\z");
    return Arbitraries.frequencyOf(
        Tuple.of(4, leaf),
        Tuple.of(6, Combinators.combine(sub, sub).as((x, y) -> x + y)),
        Tuple.of(3, Combinators.combine(sub, sub).as((x, y) -> "(?:" + x + "|" + y + ")")),
        Tuple.of(2, Combinators.combine(sub, sub).as((x, y) -> x + "|" + y)),
        Tuple.of(3, sub.map(x -> "(" + x + ")")),
        Tuple.of(1, sub.map(x -> "(?i:" + x + ")")),
        Tuple.of(1, sub.map(x -> "(?U:" + x + ")")),
        Tuple.of(5, Combinators.combine(leaf, operator).as((x, op) -> "(?:" + x + ")" + op)),
        Tuple.of(4, Combinators.combine(leaf, operator).as((x, op) -> "(" + x + "b)" + op)),
        Tuple.of(1, place));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a",
            "b",
            "c",
            "A",
            "B",
            "k",
            "K",
            "\u212a",
            "1",
            " ",
            "\n",
            ".",
            "_",
            "é",
            "É",
            "Ж",
            "ж",
            "α",
            "世",
            "\uD83D\uDE00",
            "foo",
            "bar",
            "abc",
            "aab")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 1500)
  void wholeTextsMatchWhereRe2jMatches(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    Regex ours = Regex.compile(expression);
    boolean expected =
        Pattern.compile("^(?s:" + expression + ")$").matcher(text).find()
            && Pattern.compile("(?s:" + expression + ")").matches(text);
    assertThat(ours.matches(text)).as(expression).isEqualTo(expected);
    byte[] utf8 = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    assertThat(ours.matches(utf8, 1, utf8.length - 1)).as(expression).isEqualTo(expected);
  }

  @Property(tries = 1500)
  void whatIsSaidOfAllMatchesHoldsForEachOfThem(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    Regex ours = Regex.compile(expression);
    boolean matches = Pattern.compile("(?s:" + expression + ")").matches(text);
    ours.literals().ifPresent(all -> assertThat(all.contains(text)).isEqualTo(matches));
    if (matches) {
      assertThat(text).startsWith(ours.prefix()).endsWith(ours.suffix());
      int at = 0;
      for (String literal : ours.contains()) {
        int found = text.indexOf(literal, at);
        assertThat(found).as(expression + " contains " + literal).isGreaterThanOrEqualTo(0);
        at = found + literal.length();
      }
    }
  }

  @Property(tries = 1500)
  void searchesFindTheSameMatchesAndGroups(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    Pattern theirs = Pattern.compile(expression);
    RegexSearch ours = RegexSearch.compile(expression);
    Matcher matcher = theirs.matcher(text);
    boolean found = matcher.find();
    assertThat(ours.find(text)).as(expression).isEqualTo(found);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    assertThat(ours.find(utf8, 0, utf8.length)).as(expression).isEqualTo(found);
    StringBuilder template = new StringBuilder();
    List<String> groups = new ArrayList<>();
    for (int group = 0; group <= theirs.groupCount(); group++) {
      template.append("[${").append(group).append("}]");
      if (found) {
        String value = matcher.group(group);
        groups.add("[" + (value == null ? "" : value) + "]");
      }
    }
    String expected = found ? String.join("", groups) : null;
    assertThat(ours.expand(text, template.toString())).as(expression).isEqualTo(expected);
  }

  @Property(tries = 1500)
  void expandingWholeTextsGivesTheSameGroups(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    Pattern theirs = Pattern.compile("^(?s:" + expression + ")$");
    Matcher matcher = theirs.matcher(text);
    Regex ours = Regex.compile(expression);
    if (matcher.find()) {
      StringBuilder template = new StringBuilder("-");
      StringBuilder expected = new StringBuilder("-");
      for (int group = 0; group <= theirs.groupCount(); group++) {
        template.append("[${").append(group).append("}]");
        String value = matcher.group(group);
        expected.append('[').append(value == null ? "" : value).append(']');
      }
      assertThat(ours.expand(text, template.toString()))
          .as(expression)
          .isEqualTo(expected.toString());
    }
  }

  /** RE2/J replaces empty matches as Java does; only where it finds matches is taken from it. */
  @Property(tries = 1500)
  void replacingTakesTheSameMatches(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    Matcher matcher = Pattern.compile(expression).matcher(text);
    StringBuilder expected = new StringBuilder();
    int copied = 0;
    int at = 0;
    while (at <= text.length() && matcher.find(at)) {
      expected.append(text, copied, matcher.start());
      boolean emptyAfterAnother = matcher.end() == copied && matcher.start() > 0;
      expected.append(emptyAfterAnother ? "" : "<" + matcher.group() + ">");
      copied = matcher.end();
      int width = at < text.length() ? Character.charCount(text.codePointAt(at)) : 1;
      at = Math.max(at + width, copied);
    }
    expected.append(text, copied, text.length());
    assertThat(RegexSearch.compile(expression).replaceAll(text, "<$0>"))
        .as(expression + " in " + text)
        .isEqualTo(expected.toString());
  }
}
