package io.atalaya.server.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionTest {
  private final Problems problems = new Problems();

  private String read(String text, Section.Reader<String> reader) {
    YamlMap map = (YamlMap) YamlText.read("dir/a.yml", text, problems).orElseThrow().getFirst();
    return Section.read(map, new Environment(Map.of("V", "7")), problems, reader).orElse("refused");
  }

  private List<String> told() {
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestOneThatWasAskedFor() {
    read(
        "scrape_intervall: 1m\nxyz: 1\n", s -> s.text("scrape_interval", "") + s.text("other", ""));

    assertThat(told())
        .containsExactly(
            "dir/a.yml:1:1: unknown key scrape_intervall; did you mean scrape_interval?",
            "dir/a.yml:2:1: unknown key xyz; known are scrape_interval, other");
  }

  @Test
  void aRemovedKeySaysWhatToDo() {
    read(
        "old: 1",
        s -> {
          s.removed("old", "use new");
          return "";
        });

    assertThat(told()).containsExactly("dir/a.yml:1:6: the key old was removed; use new");
  }

  @Test
  void oneRunTellsEveryFault() {
    read(
        "n: x\nd: 5 minutes\nb: maybe\ns: 5 apples\nl: {}\nm: []\nc: rad\n",
        s -> {
          assertThat(s.integer("n", 3, 0, 9)).isEqualTo(3);
          assertThat(s.duration("d", Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
          assertThat(s.flag("b", true)).isTrue();
          assertThat(s.sizeBytes("s", 4)).isEqualTo(4);
          assertThat(s.texts("l")).isEmpty();
          assertThat(s.textMap("m")).isEmpty();
          assertThat(s.choice("c", 1, Map.of("red", 1))).isEqualTo(1);
          return "";
        });

    assertThat(told())
        .containsExactly(
            "dir/a.yml:1:4: n: expected a whole number, found \"x\"",
            "dir/a.yml:2:4: d: unknown unit \" minutes\" in duration \"5 minutes\";"
                + " write it like 30s or 1m30s",
            "dir/a.yml:3:4: b: expected true or false, found \"maybe\"",
            "dir/a.yml:4:4: s: not a size: \"5 apples\"; write a number with a unit, such as 512MB",
            "dir/a.yml:5:4: l: expected a list, found a mapping",
            "dir/a.yml:6:4: m: expected a mapping, found a list",
            "dir/a.yml:7:4: c: unknown value \"rad\"; did you mean red?");
  }

  @Test
  void aRefusalOfTheWholeIsToldOnlyIfNoPartIsWrong() {
    Section.Reader<String> refusing =
        s -> {
          s.count("n", 0);
          throw new IllegalArgumentException("the whole is wrong");
        };

    assertThat(read("n: x", refusing)).isEqualTo("refused");
    assertThat(told()).hasSize(1);
    read("n: 1", refusing);
    assertThat(told()).hasSize(2).first().asString().endsWith(":1:1: the whole is wrong");
  }

  @Test
  void variablesAreReplacedExceptInLiterals() {
    read(
        "a: '${V}'\nb: '${V}'\nc: ['${V}']\nd: {x: '${V}'}\n",
        s -> {
          assertThat(s.integer("a", 0, 0, 9)).isEqualTo(7);
          assertThat(s.literal("b")).contains("${V}");
          assertThat(s.texts("c")).containsExactly("7");
          assertThat(s.literalMap("d")).containsEntry("x", "${V}");
          return "";
        });

    assertThat(told()).isEmpty();
  }

  @Test
  void filesAreRelativeToTheFileThatNamesThem() {
    read(
        "a: x.pem\nb: /abs\nc: [rules/*.yml]\n",
        s -> {
          assertThat(s.file("a")).contains(Path.of("dir/x.pem"));
          assertThat(s.file("b")).contains(Path.of("/abs"));
          assertThat(s.files("c").getFirst().path()).isEqualTo(Path.of("dir/rules/*.yml"));
          return "";
        });
  }

  @Test
  void aSecretInPlaceAndInAFileIsRefused() {
    read("p: x\np_file: y\n", s -> s.secret("p", "p_file").toString());

    assertThat(told())
        .containsExactly("dir/a.yml:2:9: at most one of p & p_file must be configured");
  }

  @Test
  void whatWasReadIsShownWithDefaultsAndWithoutSecrets() {
    read(
        "a: '${V}'\np: s3cret\nlist: [{x: 1}]\nnone:\n",
        s -> {
          s.text("a");
          s.secret("p");
          s.duration("d", Duration.ofSeconds(90));
          s.sections("list", item -> item.count("x", 0) + item.count("z", 4));
          s.section("none", none -> "");
          assertThat(YamlWriter.write(s.shown()))
              .isEqualTo(
                  """
                  a: "${V}"
                  p: "<secret>"
                  d: 1m30s
                  list:
                  - x: 1
                    z: 4
                  """);
          return "";
        });
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1B,1",
    "10KB,10240",
    "10KiB,10240",
    "1.5MB,1572864",
    "8EB,-1",
    "10,-1",
    "x,-1"
  })
  void sizesAreThoseOfPrometheus(String text, long expected) {
    if (expected < 0) {
      assertThatThrownBy(() -> Sizes.parseBytes(text)).isInstanceOf(IllegalArgumentException.class);
    } else {
      assertThat(Sizes.parseBytes(text)).isEqualTo(expected);
      assertThat(Sizes.parseBytes(Sizes.format(expected))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"kitten,sitting,3", "ab,ba,1", "abc,,3", "same,same,0", "flaw,lawn,2"})
  void distancesCountSwapsAsOne(String a, String b, int expected) {
    assertThat(NearestName.distance(a, b == null ? "" : b)).isEqualTo(expected);
  }
}
