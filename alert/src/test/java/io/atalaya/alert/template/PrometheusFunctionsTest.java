package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus' functions, with the results that Prometheus' own tests expect. */
class PrometheusFunctionsTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          InstantSource.fixed(Instant.ofEpochMilli(1_353_755_652_000L)),
          PrometheusFunctionsTest::query,
          "http://testhost:9090/path/prefix");

  @ParameterizedTest
  @MethodSource
  void functions(String text, String result) {
    assertThat(execute(text)).isEqualTo(result);
  }

  static Stream<Arguments> functions() {
    return TemplateCases.table("prometheus-functions.txt");
  }

  @ParameterizedTest
  @MethodSource
  void errors(String text, String error) {
    assertThatThrownBy(() -> execute(text))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template: test:1:" + error);
  }

  static Stream<Arguments> errors() {
    return TemplateCases.table("prometheus-errors.txt");
  }

  @Test
  void htmlEscapesWhatActionsPrint() {
    TemplateSet set = new TemplateSet(PrometheusFunctions.SET, Limits.DEFAULT);
    set.parse("test", "<i>{{ \"<b>\" }}{{ \"<b>\" | safeHtml }}{{ .Foo }}</i>");

    assertThat(set.executeHtml("test", Value.Nothing.ABSENT, ENVIRONMENT))
        .isEqualTo("<i>&lt;b&gt;<b></i>");
  }

  private static String execute(String text) {
    TemplateSet set = new TemplateSet(PrometheusFunctions.SET, Limits.DEFAULT);
    set.parse("test", text);
    return set.execute("test", Value.Nothing.ABSENT, ENVIRONMENT);
  }

  private static List<QueryValue.Sample> query(String expression) {
    return switch (expression) {
      case "none" -> List.of();
      case "histogram" -> List.of(new QueryValue.Sample(Labels.empty(), 0, histogram()));
      default ->
          List.of(
              new QueryValue.Sample(Labels.of("instance", "b", "__value__", "shown"), 21, null),
              new QueryValue.Sample(Labels.of("instance", "a"), 11, null));
    };
  }

  private static Histogram histogram() {
    double[] none = {};
    return new Histogram(
        0, 0, 0, 3, 10, List.of(), none, List.of(), none, none, Histogram.ResetHint.UNKNOWN, false);
  }
}
