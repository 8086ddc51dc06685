package io.atalaya.model.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors that Go's regexp/syntax documents, in its words. */
final class ParserErrorTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "(  ~missing closing ): `(`",
        "a(b|c ~missing closing ): `a(b|c`",
        ") ~unexpected ): `)`",
        "(a)) ~unexpected ): `(a))`",
        "* ~missing argument to repetition operator: `*`",
        "+? ~missing argument to repetition operator: `+?`",
        "a|* ~missing argument to repetition operator: `*`",
        "(*b) ~missing argument to repetition operator: `*`",
        "(?i)* ~missing argument to repetition operator: `*`",
        "{2}x ~missing argument to repetition operator: `{2}`",
        "a** ~invalid nested repetition operator: `**`",
        "a++ ~invalid nested repetition operator: `++`",
        "a?*b ~invalid nested repetition operator: `?*`",
        "a{2}{3}? ~invalid nested repetition operator: `{2}{3}?`",
        "a*+b ~invalid nested repetition operator: `*+`",
        "a{1001} ~invalid repeat count: `{1001}`",
        "a{99999999999} ~invalid repeat count: `{99999999999}`",
        "a{3,2} ~invalid repeat count: `{3,2}`",
        "(?:(?:a{30}){30}){2} ~invalid repeat count: `{2}`",
        "[ ~missing closing ]: `[`",
        "x[a-c ~missing closing ]: `[a-c`",
        "[] ~missing closing ]: `[]`",
        "[^] ~missing closing ]: `[^]`",
        "[z-a] ~invalid character class range: `z-a`",
        "[a-\\d] ~invalid escape sequence: `\\d`",
        "[[:wrong:]] ~invalid character class range: `[:wrong:]`",
        "\\p{Klingon} ~invalid character class range: `\\p{Klingon}`",
        "\\pX ~invalid character class range: `\\pX`",
        "\\p{Greek ~invalid character class range: `\\p{Greek`",
        "\\ ~trailing backslash at end of expression: ``",
        "a\\1 ~invalid escape sequence: `\\1`",
        "\\8 ~invalid escape sequence: `\\8`",
        "\\q ~invalid escape sequence: `\\q`",
        "\\C ~invalid escape sequence: `\\C`",
        "\\Z ~invalid escape sequence: `\\Z`",
        "\\xq ~invalid escape sequence: `\\xq`",
        "\\x{} ~invalid escape sequence: `\\x{}`",
        "\\x{110000} ~invalid escape sequence: `\\x{110000`",
        "(?=a) ~invalid or unsupported Perl syntax: `(?=`",
        "(?!a) ~invalid or unsupported Perl syntax: `(?!`",
        "(?>a) ~invalid or unsupported Perl syntax: `(?>`",
        "(?#a) ~invalid or unsupported Perl syntax: `(?#`",
        "(?i)(?x)a ~invalid or unsupported Perl syntax: `(?x`",
        "(?i- ~invalid or unsupported Perl syntax: `(?i-`",
        "(?-) ~invalid or unsupported Perl syntax: `(?-)`",
        "(?i--s) ~invalid or unsupported Perl syntax: `(?i--`",
        "(?P=name) ~invalid or unsupported Perl syntax: `(?P`",
        "(?P>name) ~invalid or unsupported Perl syntax: `(?P`",
        "(?<=a)b ~invalid named capture: `(?<=a)b`",
        "(?<!a>)b ~invalid named capture: `(?<!a>`",
        "(?P<n-1>a) ~invalid named capture: `(?P<n-1>`",
        "(?P<>a) ~invalid named capture: `(?P<>`",
        "(?P<name ~invalid named capture: `(?P<name`",
      })
  void refusesWithGosWords(String expression, String error) {
    assertThatThrownBy(() -> Regex.compile(expression))
        .isInstanceOf(RegexSyntaxException.class)
        .hasMessage("error parsing regexp: " + error);
    assertThatThrownBy(() -> RegexSearch.compile(expression))
        .isInstanceOf(RegexSyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a{,2}",
        "a{x}",
        "a{2",
        "a{01}",
        "{",
        "}",
        "]",
        "a{0}",
        "a{0,0}",
        "a{1000}",
        "^*",
        "()",
        "(|a)*",
        "a||b",
        "[]a]",
        "[^]a]",
        "[a-]",
        "[-a]",
        "[a-b-c]",
        "[[:word:]-]",
        "[\\d-z]",
        "[[a]",
        "[[:word]",
        "(?:)",
        "(?)",
        "(?i)",
        "(?i-s:a)",
        "(?P<n>a)(?<m>b)",
        "(?P<n>a)(?P<n>b)",
        "\\Qa*\\E*",
        "\\Q",
        "\\Qab",
        "\\_",
        "\\!",
        "\\010",
        "\\123",
        "\\x41",
        "\\x{1F600}",
        "a*(?i)*",
        "\\pN",
        "\\PL",
        "\\p{^Lu}",
        "\\p{Any}",
        "\\p{old_italic}",
        "\\p{Letter}",
        "\\p{sign writing}",
        "[\\p{Lu}\\P{Greek}]",
        "(?U)a*?",
        "\\A\\z\\b\\B",
        "\\a\\f\\n\\r\\t\\v"
      })
  void acceptsWhatGoAccepts(String expression) {
    assertThat(Regex.compile(expression).pattern()).isEqualTo(expression);
  }

  @Test
  void refusesExpressionsBeyondALimit() {
    String deep = "(".repeat(1001) + ")".repeat(1001);
    assertThatThrownBy(() -> Regex.compile(deep))
        .hasMessageStartingWith("error parsing regexp: expression nests too deeply: `((");
    String long1 = "a".repeat(Parser.MAX_PATTERN_CHARS + 1);
    assertThatThrownBy(() -> Regex.compile(long1))
        .hasMessageStartingWith("error parsing regexp: expression too large: `aa");
    String big = "(?:" + "a?".repeat(1100) + "){1000}";
    assertThatThrownBy(() -> Regex.compile(big))
        .hasMessageStartingWith("error parsing regexp: expression too large: `(?:");
    assertThat(Regex.compile("(".repeat(500) + "a" + ")".repeat(500)).matches("a")).isTrue();
  }

  @Test
  void refusesLoneSurrogates() {
    assertThatThrownBy(() -> Regex.compile("a\ud800"))
        .hasMessage("error parsing regexp: invalid UTF-8: `a\ud800`");
  }
}
