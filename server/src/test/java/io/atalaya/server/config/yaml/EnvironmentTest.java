package io.atalaya.server.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  private final Environment environment = new Environment(Map.of("A", "x$1y", "EMPTY", ""));

  @ParameterizedTest
  @CsvSource({
    "'${A}',           'x$1y'",
    "'<${A}${A}>',     '<x$1yx$1y>'",
    "'${B:-none}',     'none'",
    "'${B:-}',         ''",
    "'${EMPTY:-full}', 'full'",
    "'${EMPTY}',       ''",
    "'$${A}',          '${A}'",
    "'$${A:-b}',       '${A:-b}'",
    "'${B:-${A}}!',    'x$1y!'",
    "'${A:-${B}}',     'x$1y'",
    "'${B:-${C:-c}d}', 'cd'",
    "'${B:-$${A}}',    '${A}'",
    "'${B:-${A}',      '${B:-x$1y'",
  })
  void variablesAreReplaced(String text, String expected) {
    assertThat(environment.expand(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$1", "${1}", "$A", "pa$$word", "^a$", "{{ $labels.A }}", "${", "$", "${-}"})
  void everythingElseKeepsItsMeaning(String text) {
    assertThat(environment.expand(text)).isEqualTo(text);
  }

  @Test
  void defaultsInDefaultsWithoutEndAreText() {
    String deep = "${B:-".repeat(10_000);
    assertThat(environment.expand(deep)).isEqualTo(deep);
    String closed = "${B:-".repeat(10) + "b" + "}".repeat(10);
    assertThat(environment.expand(closed)).contains("b");
  }

  @Test
  void aVariableWithNeitherValueNorDefaultIsAnError() {
    assertThatThrownBy(() -> environment.expand("${NOWHERE}"))
        .isInstanceOf(Environment.UnsetVariableException.class)
        .hasMessageContaining("NOWHERE");
  }

  @ParameterizedTest
  @CsvSource({
    "'$A-${A}', 'x$1y-x$1y'",
    "'a$$b',    'a$b'",
    "'$NONE.',  '.'",
    "'${NONE:-d}', 'd'",
  })
  void externalLabelsAreReplacedAsPrometheusDoes(String text, String expected) {
    List<String> unset = new ArrayList<>();

    String replaced =
        environment.expandExternalLabel(
            text,
            name -> {
              unset.add(name);
              return "";
            });

    assertThat(replaced).isEqualTo(expected);
    assertThat(unset).hasSize(text.contains("$NONE") ? 1 : 0);
  }
}
