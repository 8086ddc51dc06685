package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors say what Go says, and where. */
class TemplateErrorTest {
  @ParameterizedTest
  @MethodSource
  void whatIsNoTemplateIsRefused(String text, String error) {
    assertThatThrownBy(() -> TemplateCases.execute(text, TemplateCases.data()))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template: t:" + error);
  }

  static Stream<Arguments> whatIsNoTemplateIsRefused() {
    return TemplateCases.table("what-is-no-template-is-refused.txt");
  }

  @ParameterizedTest
  @MethodSource
  void whatCannotBeExecutedSaysWhereItStopped(String text, String error) {
    assertThatThrownBy(() -> TemplateCases.execute(text, TemplateCases.data()))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template: t:" + error);
  }

  static Stream<Arguments> whatCannotBeExecutedSaysWhereItStopped() {
    return TemplateCases.table("what-cannot-be-executed-says-where-it-stopped.txt");
  }

  @Test
  void everyLimitIsNamed() {
    assertLimit("{{range 1000}}{{range 1000}}{{end}}{{end}}", "takes more than 1000 steps");
    assertLimit("{{$x := \"ab\"}}{{range 20}}{{$x = printf \"%s%s\" $x $x}}{{end}}", "characters");
    assertLimit("{{range 500}}0123456789{{end}}", "makes more than 1000 characters");
    assertLimit("{{printf \"%1000000d\" 1}}", "makes more than 1000 characters");
    assertLimit("{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}", "depth (30)");
    assertLimit("{{$l := list}}{{range 200}}{{$l = list $l}}{{end}}{{$l}}", "nest more than");
    assertLimit("{{$l := list}}{{range 200}}{{$l = list $l}}{{end}}{{toJson $l}}", "nest more");
    assertLimit("{{$l := list 1 1}}{{range 30}}{{$l = list $l $l}}{{end}}{{$l}}", "more than 1000");
    assertLimit("{{reReplaceAll \"\" (printf \"%900d\" 1) (printf \"%900d\" 1)}}", "characters");
    assertLimit("x".repeat(2001), "2001 characters are more than the limit of 2000");
    assertLimit("{{" + "(".repeat(300) + "1" + ")".repeat(300) + "}}", "nest more than 200 deep");
  }

  private static void assertLimit(String text, String what) {
    Limits limits = new Limits(2000, 1000, 1000, 30);
    assertThatThrownBy(() -> TemplateCases.execute(text, TemplateCases.data(), limits))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(what);
  }

  @Test
  void theDeepestNestingFitsASmallStack() throws InterruptedException {
    String recursion =
        "{{define \"n\"}}{{if .}}{{with (slice . 1)}}"
            + "{{template \"n\" (((((.)))))}}{{end}}{{end}}{{end}}"
            + "{{template \"n\" (printf \"%500d\" 1)}}";
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    long stackBytes = 512 << 10;
    Thread thread =
        new Thread(
            null,
            () ->
                thrown.set(
                    catchThrowable(() -> TemplateCases.execute(recursion, TemplateCases.data()))),
            "small-stack",
            stackBytes);
    thread.start();
    thread.join();

    assertThat(thrown.get())
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("exceeded maximum template depth (400)");
  }

  @Test
  void parenthesesNestAsDeepAsTheParserAllows() {
    String text = "{{" + "(".repeat(190) + "1" + ")".repeat(190) + "}}";

    assertThat(TemplateCases.execute(text, TemplateCases.data())).isEqualTo("1");
  }
}
