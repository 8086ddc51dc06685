package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Matcher;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the right is what {@code amtool config routes show} makes of it. */
class MatcherTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '\0',
      value = {
        "a=b → a=[b]",
        "a=\"b\" → a=[b]",
        "{a=b,c!=d,} → a=[b] c!=[d]",
        "a=~web\\d+.* → a=~[web\\d+.*]",
        "a=~\"web\\d+\" → a=~[web\\d+]",
        "a=~\"web\\\\d+\" → a=~[web\\d+]",
        "a=b c → a=[b c]",
        "a=b=c → a=[b=c]",
        "a==b → a=[=b]",
        "a=it's → a=[it's]",
        "a=~^(?:x|y)$ → a=~[^(?:x|y)$]",
        "a=\"x, y\" , b=z → a=[x, y] b=[z]",
        "a=\"say \\\"hi\\\"\" → a=[say \"hi\"]",
        "a= → a=[]",
        "a!~ → a!~[]",
        "\"é b\"=c → é b=[c]",
        "é=ü → é=[ü]",
        "a.b/c=d → a.b/c=[d]",
        "a=c:\\dir\\ → a=[c:\\dir\\]",
        "a=\\x\\y → a=[\\x\\y]",
      })
  void matchersAreReadAsAlertmanagerReadsThem(String text, String expected) {
    assertThat(shown(MatcherText.parse(text))).isEqualTo(expected);
  }

  private static String shown(List<Matcher> matchers) {
    return matchers.stream()
        .map(m -> m.name() + m.type().symbol() + "[" + m.value() + "]")
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "=b", "a=\"b", "a=b\"c", "a=~(", "a=b,,c=d", "é=b c", "1a=\"b\"c"})
  void whatIsNoMatcherIsRefused(String text) {
    assertThatThrownBy(() -> MatcherText.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
