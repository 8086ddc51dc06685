package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values in HTML, with the results that Alertmanager's and Prometheus' own tests expect. */
class HtmlOutputTest {
  @ParameterizedTest
  @MethodSource
  void valuesAreEscapedForWhereTheyStand(String text, String result) {
    assertThat(TemplateCases.executeHtml(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> valuesAreEscapedForWhereTheyStand() {
    return TemplateCases.table("html.txt");
  }

  @Property
  void noValueOpensATagOrLeavesItsAttribute(@ForAll String value) {
    String html =
        TemplateCases.executeHtml(
            "<p>{{ . }}</p><a href=\"{{ . }}\" title='{{ . }}'></a>", Value.of(value));

    assertThat(html.chars().filter(c -> c == '<' || c == '>').count()).isEqualTo(8);
    assertThat(html.chars().filter(c -> c == '"').count()).isEqualTo(2);
    assertThat(html.chars().filter(c -> c == '\'').count()).isEqualTo(2);
  }
}
