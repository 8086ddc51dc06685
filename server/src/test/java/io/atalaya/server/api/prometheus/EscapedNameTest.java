package io.atalaya.server.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapedNameTest {
  @ParameterizedTest
  @CsvSource({
    "U__label_2e_dots, label.dots",
    "U__a__b, a_b",
    "U___6f22__5b57_, 漢字",
    "U___1f600_, 😀",
    "plain_name, plain_name",
    "U__bad_zz_, U__bad_zz_",
    "U__open_2e, U__open_2e",
    "U__half_d800_, U__half_d800_",
    "U__far_110000_, U__far_110000_",
    "U__long_0000002e_, U__long_0000002e_"
  })
  void whatIsWellEscapedIsReadAndTheRestIsAName(String text, String name) {
    assertThat(EscapedName.decode(text)).isEqualTo(name);
  }
}
