package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The texts expected are those of Go's {@code strconv.Quote}, {@code %q} and {@code %#U}. */
class GoQuoteTest {
  @Test
  void whatHasANameIsEscapedByItsName() {
    assertThat(GoQuote.of("\u0007\b\f\u000b\t\r\n")).isEqualTo("\"\\a\\b\\f\\v\\t\\r\\n\"");
  }

  @Test
  void theMarkAndTheBackslashAreEscapedAndOtherMarksAreNot() {
    assertThat(GoQuote.of("a\"b\\c'd`e")).isEqualTo("\"a\\\"b\\\\c'd`e\"");
    assertThat(GoQuote.of("a\"b\\c'd`e", '\'', false)).isEqualTo("'a\"b\\\\c\\'d`e'");
  }

  @Test
  void controlCharactersOfAsciiAreBytesAndOthersAreCharacters() {
    assertThat(GoQuote.of("\u0000\u0001\u001f\u007f\u0080\u009f"))
        .isEqualTo("\"\\x00\\x01\\x1f\\x7f\\u0080\\u009f\"");
  }

  @Test
  void lettersAndSymbolsOfAllLanguagesStandAsTheyAre() {
    assertThat(GoQuote.of("é世\uD83D\uDE00 ½ ~")).isEqualTo("\"é世\uD83D\uDE00 ½ ~\"");
  }

  @Test
  void spacesThatLookLikeOthersAreShown() {
    assertThat(GoQuote.of("\u00a0\u00ad\u200b\u2028\ufeff\ue000\uDB40\uDC01"))
        .isEqualTo("\"\\u00a0\\u00ad\\u200b\\u2028\\ufeff\\ue000\\U000e0001\"");
  }

  @Test
  void halfACharacterIsNone() {
    assertThat(GoQuote.of("a\uD83Db")).isEqualTo("\"a\\ufffdb\"");
    assertThat(GoQuote.of("\ufffd")).isEqualTo("\"\ufffd\"");
  }

  @Test
  void beyondAsciiAllIsEscapedIfThatIsWanted() {
    assertThat(GoQuote.of("é世\uD83D\uDE00", '"', true)).isEqualTo("\"\\u00e9\\u4e16\\U0001f600\"");
  }

  @Test
  void aCharacterIsShownInSingleQuotesOrByItsNumber() {
    assertThat(GoQuote.character('\'')).isEqualTo("'\\''");
    assertThat(GoQuote.character('"')).isEqualTo("'\"'");
    assertThat(GoQuote.character(-1)).isEqualTo("'\ufffd'");
    assertThat(GoQuote.number('A')).isEqualTo("U+0041 'A'");
    assertThat(GoQuote.number('\n')).isEqualTo("U+000A");
    assertThat(GoQuote.number(0x1f600)).isEqualTo("U+1F600 '\uD83D\uDE00'");
  }
}
