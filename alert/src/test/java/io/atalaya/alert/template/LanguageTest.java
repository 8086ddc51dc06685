package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The language, case by case, as the documentation of Go's {@code text/template} describes it. */
class LanguageTest {
  @ParameterizedTest
  @MethodSource
  void actions(String text, String result) {
    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> actions() {
    return TemplateCases.table("actions.txt");
  }

  @ParameterizedTest
  @MethodSource
  void branches(String text, String result) {
    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> branches() {
    return TemplateCases.table("branches.txt");
  }

  @ParameterizedTest
  @MethodSource
  void templatesInTemplates(String text, String result) {
    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> templatesInTemplates() {
    return TemplateCases.table("templates-in-templates.txt");
  }

  @ParameterizedTest
  @MethodSource
  void pipelines(String text, String result) {
    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> pipelines() {
    return TemplateCases.table("pipelines.txt");
  }

  @ParameterizedTest
  @MethodSource
  void functionsOfTheLanguage(String text, String result) {
    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> functionsOfTheLanguage() {
    return TemplateCases.table("functions-of-the-language.txt");
  }

  @ParameterizedTest
  @MethodSource
  void functionsOfNotifications(String text, String result) {
    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo(result);
  }

  static Stream<Arguments> functionsOfNotifications() {
    return TemplateCases.table("functions-of-notifications.txt");
  }
}
