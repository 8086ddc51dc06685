package io.atalaya.server.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class YamlTextTest {
  private final Problems problems = new Problems();

  private Optional<List<YamlNode>> read(String text) {
    return YamlText.read("a.yml", text, problems);
  }

  private YamlMap map(String text) {
    return (YamlMap) read(text).orElseThrow().getFirst();
  }

  private static YamlNode at(YamlMap map, String key) {
    return Objects.requireNonNull(map.get(key));
  }

  private List<String> told() {
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void everyNodeKnowsItsPlace() {
    YamlMap map = map("a: 1\nb:\n  - x\n  - {c: y}\n");

    assertThat(map.get("a")).hasFieldOrPropertyWithValue("at", new Position("a.yml", 1, 4));
    YamlList list = (YamlList) at(map, "b");
    assertThat(list.items().getFirst().at()).hasToString("a.yml:3:5");
    assertThat(((YamlMap) list.items().getLast()).get("c"))
        .hasFieldOrPropertyWithValue("at", new Position("a.yml", 4, 9));
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    map("a: 1\nb: 2\na: 3\n");

    assertThat(told())
        .containsExactly("a.yml:3:1: the key a is given twice; the first is in line 1");
  }

  @Test
  void whatIsNotYamlIsToldWithItsPlace() {
    assertThat(read("a: [1, 2\nb: 3\n")).isEmpty();
    assertThat(told()).singleElement().asString().startsWith("a.yml:2:2: not valid YAML: ");
  }

  @Test
  void aliasesAndMergeKeysAreResolved() {
    YamlMap map = map("base: &b {x: 1, z: 2}\nc: {<<: *b, z: 3}\nd: *b\n");

    assertThat(YamlWriter.write(map))
        .isEqualTo("base:\n  x: 1\n  z: 2\nc:\n  z: 3\n  x: 1\nd:\n  x: 1\n  z: 2\n");
  }

  @Test
  void anAliasThatWouldGrowWithoutBoundIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(",", List.of(alias, alias, alias))));
    }

    assertThat(read(bomb.toString())).isEmpty();
    assertThat(told()).singleElement().asString().contains("more than 1000000 values");
  }

  @Test
  void anAliasOfItselfIsRefused() {
    assertThat(read("a: &a [*a]")).isEmpty();
    assertThat(told()).containsExactly("a.yml:1:8: unknown anchor *a");
  }

  @Test
  void deepNestingIsRefusedBeforeItExhaustsTheStack() {
    assertThat(read("[".repeat(100_000))).isEmpty();
    assertThat(told()).containsExactly("a.yml:1:65: nested deeper than 64 levels");
  }

  @Test
  void aTextThatIsTooLargeIsNotParsed() {
    assertThat(read(" ".repeat(YamlText.MAX_CHARS + 1))).isEmpty();
    assertThat(told()).containsExactly("a.yml: larger than 16 MiB; split it");
  }

  @Test
  void tagsAreRefusedExceptThatOfTexts() {
    YamlMap map = map("a: !!str 1\nb: !!java.lang.Runtime x\n");

    assertThat(((YamlScalar) at(map, "a")).quoted()).isTrue();
    assertThat(told()).singleElement().asString().startsWith("a.yml:2:4: the tag ");
  }

  @Test
  void jsonIsYaml() {
    YamlMap map = map("{\"a\": {\"b\": [1, true, null, \"\\u00e9\\n\\/\"]},\n\t\"c\": \"\"}");

    YamlList list = (YamlList) at((YamlMap) at(map, "a"), "b");
    assertThat(((YamlScalar) list.items().get(3)).text()).isEqualTo("é\n/");
    assertThat(list.items().get(2).isNull()).isTrue();
    assertThat(at(map, "c").isNull()).isFalse();
    assertThat(told()).isEmpty();
  }

  @Test
  void moreProblemsThanAnybodyReadsAreCounted() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append("a: ").append(i).append('\n');
    }
    map(text.toString());

    assertThat(problems.all()).hasSize(Problems.MAX_KEPT);
    assertThat(problems.dropped()).isEqualTo(299 - Problems.MAX_KEPT);
  }

  @Property(tries = 500)
  void whateverIsWrittenIsReadBack(@ForAll("trees") YamlNode tree) {
    YamlMap map = YamlMap.empty(tree.at()).with("root", tree);
    Problems none = new Problems();

    YamlNode back = YamlText.read("b.yml", YamlWriter.write(map), none).orElseThrow().getFirst();

    assertThat(none.all()).isEmpty();
    assertThat(shape(back)).isEqualTo(shape(map));
  }

  @Provide
  Arbitrary<YamlNode> trees() {
    Arbitrary<YamlNode> scalars =
        Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(12),
                Arbitraries.of(
                    "yes", "null", "~", "1", "1e5", "0x1", "- a", "a: b", "#", "5m", "''"),
                Arbitraries.strings().withChars(" :-#\n\t'\"{}[]&*!|>%@`,?").ofMaxLength(8))
            .map(text -> new YamlScalar(Position.of("x"), text, true));
    return tree(scalars, 3);
  }

  private static Arbitrary<YamlNode> tree(Arbitrary<YamlNode> leaves, int depth) {
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<YamlNode> inner = tree(leaves, depth - 1);
    Arbitrary<YamlNode> lists =
        inner.list().ofMaxSize(3).map(items -> new YamlList(Position.of("x"), items));
    Arbitrary<YamlNode> maps =
        Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(4), inner)
            .ofMaxSize(3)
            .map(
                entries -> {
                  YamlMap map = YamlMap.empty(Position.of("x"));
                  for (var entry : entries.entrySet()) {
                    map = map.with(entry.getKey(), entry.getValue());
                  }
                  return map;
                });
    return Arbitraries.oneOf(leaves, lists, maps);
  }

  /** A tree without places. */
  private static Object shape(YamlNode node) {
    return switch (node) {
      case YamlScalar scalar -> scalar.text();
      case YamlList list -> list.items().stream().map(YamlTextTest::shape).toList();
      case YamlMap map ->
          map.entries().stream().map(e -> List.of(e.name(), shape(e.value()))).toList();
    };
  }
}
