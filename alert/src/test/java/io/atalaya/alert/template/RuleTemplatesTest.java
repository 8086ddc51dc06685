package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTemplatesTest {
  private static final Instant AT = Instant.ofEpochSecond(1_353_755_652);

  private final RuleTemplates templates =
      new RuleTemplates(
          Limits.DEFAULT, Labels.of("cluster", "east"), "http://testhost:9090/path/prefix");

  @ParameterizedTest
  @MethodSource
  void textsOfRulesExpand(String text, String expected) {
    assertThat(expand(text)).isEqualTo(new RuleTemplates.Expansion(expected, null));
  }

  static Stream<Arguments> textsOfRulesExpand() {
    return TemplateCases.table("rule-texts.txt");
  }

  /** Written down from a real promtool, errors included; the comparison itself is elsewhere. */
  @ParameterizedTest
  @MethodSource
  void textsExpandAsPromtoolExpandsThem(String text, String expected) {
    RuleTemplates other =
        new RuleTemplates(
            Limits.DEFAULT,
            Labels.of("cluster", "east & \"west\"", "zone", "ünï"),
            "http://mon.example.org:9090/path/prefix");
    QueryValue.Sample sample =
        new QueryValue.Sample(
            Labels.of("__name__", "x", "instance", "a.example.org:9100", "job", "node"),
            1_234_567.891,
            null);
    RuleTemplates.Prepared prepared = other.prepare("__alert_Texts", text);
    assertThat(prepared.expand(sample, Instant.EPOCH, RuleTemplatesTest::query).text())
        .isEqualTo(expected);
  }

  static Stream<Arguments> textsExpandAsPromtoolExpandsThem() {
    return TemplateCases.table("as-promtool-expands.txt");
  }

  @Test
  void aTextThatFailsSaysSoInPrometheusWords() {
    RuleTemplates.Expansion expansion = expand("{{ query \"fails\" }}");

    assertThat(expansion.failure())
        .hasValueSatisfying(e -> assertThat(e).contains("error calling query: no such thing"));
    assertThat(expansion.text())
        .startsWith("<error expanding template: error executing template __alert_Test: template: ");
  }

  @Test
  void aTextThatIsNoTemplateIsRefusedWhenPrepared() {
    assertThatThrownBy(() -> templates.prepare("__alert_Test", "{{ $lable.x }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template: __alert_Test:1: undefined variable \"$lable\"");
  }

  private RuleTemplates.Expansion expand(String text) {
    QueryValue.Sample sample =
        new QueryValue.Sample(
            Labels.of("instance", "a.example.com:9100", "job", "node"), 1_234_567, null);
    return templates.prepare("__alert_Test", text).expand(sample, AT, RuleTemplatesTest::query);
  }

  private static List<QueryValue.Sample> query(String expression) {
    if (expression.equals("fails")) {
      throw new QueryException(QueryException.Kind.EXECUTION, "no such thing");
    }
    return List.of(
        new QueryValue.Sample(Labels.of("i", "b"), 11, null),
        new QueryValue.Sample(Labels.of("i", "a"), 21, null));
  }
}
