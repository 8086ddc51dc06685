package io.atalaya.model.relabel;

import static io.atalaya.model.relabel.RelabelRule.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.relabel.RelabelRule.Action;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelabelingTest {
  private static final Labels TOWER =
      Labels.of("host", "tower", "port", "web", "__meta_zone_name", "north", "Kind", "Big Iron");

  private static @Nullable Labels apply(RelabelRule... rules) {
    return Relabeling.of(List.of(rules)).apply(TOWER);
  }

  private static RelabelRule withTarget(Action action, List<String> sources, String target) {
    return new RelabelRule(sources, ";", "(.*)", 0, target, "$1", action, NameValidation.UTF8);
  }

  private static RelabelRule hashmod(long modulus, String... sources) {
    return new RelabelRule(
        List.of(sources), ";", "(.*)", modulus, "shard", "$1", Action.HASHMOD, NameValidation.UTF8);
  }

  @Test
  void replaceFillsTheTemplateFromTheJoinedValues() {
    assertThat(apply(replace(List.of("host", "port"), "(.*);(.*)", "where", "${1}:$2")))
        .isEqualTo(TOWER.with("where", "tower:web"));
  }

  @Test
  void replaceLeavesLabelsAloneIfTheWholeTextDoesNotMatch() {
    assertThat(apply(replace(List.of("host"), "tow", "where", "x"))).isEqualTo(TOWER);
  }

  @Test
  void replaceWithAnEmptyResultRemovesTheLabel() {
    assertThat(apply(replace(List.of("host"), "tower", "port", "")))
        .isEqualTo(TOWER.without("port"));
  }

  @Test
  void replaceTakesTheNameOfItsTargetFromTheTextToo() {
    assertThat(apply(replace(List.of("host"), "(to)wer", "in_$1", "yes")))
        .isEqualTo(TOWER.with("in_to", "yes"));
  }

  @Test
  void replaceToANameThatIsNoneDoesNothing() {
    RelabelRule legacy =
        new RelabelRule(
            List.of("Kind"), ";", "(.*)", 0, "$1", "x", Action.REPLACE, NameValidation.LEGACY);
    assertThat(apply(legacy)).isEqualTo(TOWER);
  }

  @Test
  void keepAndDropChooseByTheText() {
    assertThat(apply(RelabelRule.of(Action.KEEP, List.of("host"), "t.*"))).isEqualTo(TOWER);
    assertThat(apply(RelabelRule.of(Action.KEEP, List.of("host"), "x.*"))).isNull();
    assertThat(apply(RelabelRule.of(Action.DROP, List.of("host"), "t.*"))).isNull();
    assertThat(apply(RelabelRule.of(Action.DROP, List.of("nothing"), "x"))).isEqualTo(TOWER);
  }

  @Test
  void keepequalAndDropequalCompareWithTheTarget() {
    assertThat(apply(withTarget(Action.KEEPEQUAL, List.of("host"), "port"))).isNull();
    assertThat(apply(withTarget(Action.DROPEQUAL, List.of("host"), "port"))).isEqualTo(TOWER);
    assertThat(apply(withTarget(Action.DROPEQUAL, List.of("host"), "host"))).isNull();
  }

  /** Expected values computed with Python's hashlib. */
  @Test
  void hashmodTakesTheLastEightBytesOfTheMd5() {
    assertThat(apply(hashmod(8, "host", "port"))).isEqualTo(TOWER.with("shard", "4"));
    assertThat(apply(hashmod(7, "nothing"))).isEqualTo(TOWER.with("shard", "1"));
    assertThat(Relabeling.of(List.of(hashmod(-1, "n"))).apply(Labels.of("n", "node-17")))
        .isEqualTo(Labels.of("n", "node-17", "shard", "14966908158191638018"));
  }

  @Test
  void labelmapCopiesMatchingNames() {
    RelabelRule map =
        new RelabelRule(
            List.of(), ";", "__meta_(.+)_name", 0, "", "$1", Action.LABELMAP, NameValidation.UTF8);
    assertThat(apply(map)).isEqualTo(TOWER.with("zone", "north"));
  }

  @Test
  void labeldropAndLabelkeepChooseNames() {
    assertThat(apply(RelabelRule.of(Action.LABELDROP, List.of(), "__.*|Kind")))
        .isEqualTo(Labels.of("host", "tower", "port", "web"));
    assertThat(apply(RelabelRule.of(Action.LABELKEEP, List.of(), "host")))
        .isEqualTo(Labels.of("host", "tower"));
  }

  @Test
  void lowercaseAndUppercaseWriteTheTextToTheTarget() {
    assertThat(apply(withTarget(Action.LOWERCASE, List.of("Kind"), "kind")))
        .isEqualTo(TOWER.with("kind", "big iron"));
    assertThat(apply(withTarget(Action.UPPERCASE, List.of("host"), "host")))
        .isEqualTo(TOWER.with("host", "TOWER"));
  }

  @Test
  void rulesRunInOrderUntilOneDrops() {
    assertThat(
            apply(
                replace(List.of("host"), "(.*)", "tmp", "$1!"),
                RelabelRule.of(Action.KEEP, List.of("tmp"), "tower!"),
                RelabelRule.of(Action.LABELDROP, List.of(), "tmp")))
        .isEqualTo(TOWER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "replace   | ``    | $1 | 0 | requires 'target_label' value",
        "hashmod   | shard | $1 | 0 | requires non-zero modulus",
        "lowercase | low   | x  | 0 | 'replacement' can not be set for lowercase action",
        "labeldrop | low   | $1 | 0 | labeldrop action requires only 'regex'",
        "keepequal | low   | $1 | 3 | keepequal action requires only 'source_labels'",
        "labelmap  | ``    | `` | 0 | is invalid 'replacement' for labelmap action",
      })
  void refusesPartsThatDoNotGoTogether(
      String action, String target, String replacement, long modulus, String message) {
    assertThatThrownBy(
            () ->
                new RelabelRule(
                    List.of(),
                    ";",
                    "(.*)",
                    modulus,
                    target,
                    replacement,
                    Action.parse(action),
                    NameValidation.UTF8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void actionsAreNamedInAnyCase() {
    assertThat(Action.parse("LabelMap")).isEqualTo(Action.LABELMAP);
    assertThatThrownBy(() -> Action.parse("rename"))
        .hasMessage("unknown relabel action \"rename\"");
  }
}
