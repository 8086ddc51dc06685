package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelsTest {
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a", "b", "z", "\uD83D\uDE00", "\uD800\uDC00", "\ue000", "\uffff", "é", "_")
        .list()
        .ofMaxSize(4)
        .map(parts -> String.join("", parts));
  }

  @Property
  void stringsAreOrderedAsTheirUtf8Bytes(@ForAll("texts") String a, @ForAll("texts") String b) {
    int expected =
        Arrays.compareUnsigned(
            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    assertThat(Integer.signum(Labels.compareUtf8(a, b))).isEqualTo(Integer.signum(expected));
  }

  @Test
  void labelsAreSortedByTheUtf8BytesOfTheirNames() {
    Labels labels = Labels.of("\uD83D\uDE00", "1", "\uffff", "2", "b", "3", "a", "4");
    assertThat(labels.toMap().keySet()).containsExactly("a", "b", "\uffff", "\uD83D\uDE00");
    assertThat(labels.name(1)).isEqualTo("b");
    assertThat(labels.value(1)).isEqualTo("3");
  }

  @Test
  void setsAreOrderedLabelByLabelAndAPrefixComesFirst() {
    List<Labels> sorted =
        List.of(
            Labels.empty(),
            Labels.of("a", "1"),
            Labels.of("a", "1", "b", "1"),
            Labels.of("a", "1", "b", "2"),
            Labels.of("a", "2"),
            Labels.of("b", "1"));
    assertThat(sorted.reversed().stream().sorted().toList()).isEqualTo(sorted);
  }

  /** The first from prometheus/common's tests, the rest from Alertmanager's. */
  @Test
  void fingerprintsAreThoseOfPrometheusAndAlertmanager() {
    assertThat(Labels.empty().fingerprint())
        .isEqualTo(Long.parseUnsignedLong("14695981039346656037"));
    assertThat(Labels.of("name", "garland, briggs", "fear", "love is not enough").fingerprint())
        .isEqualTo(5799056148416392346L);
    assertThat(Labels.of("severity", "warning", "job", "foo").fingerprintText())
        .isEqualTo("9266ef3da838ad95");
    assertThat(Labels.of("severity", "critical", "job", "foo").fingerprintText())
        .isEqualTo("3b15fd163d36582e");
    assertThat(Labels.of("severity", "critical", "job", "bar").fingerprintText())
        .isEqualTo("c7e68cb08e3e67f9");
  }

  @Test
  void anEmptyValueIsNoLabel() {
    Labels labels = Labels.of("a", "", "b", "1");
    assertThat(labels).isEqualTo(Labels.of("b", "1"));
    assertThat(labels.has("a")).isFalse();
    assertThat(labels.get("a")).isEmpty();
    assertThat(labels.with("b", "").isEmpty()).isTrue();
    assertThat(Labels.of(Map.of("a", "", "b", "1"))).isEqualTo(labels);
  }

  @Test
  void labelsAreTakenAwayAndPicked() {
    Labels labels = Labels.of("__name__", "up", "job", "x", "instance", "h:1");
    assertThat(labels.metricName()).isEqualTo("up");
    assertThat(labels.without("__name__", "none"))
        .isEqualTo(Labels.of("job", "x", "instance", "h:1"));
    assertThat(labels.without("none")).isSameAs(labels);
    assertThat(labels.only(List.of("job", "none"))).isEqualTo(Labels.of("job", "x"));
    assertThat(labels.toBuilder().remove("job").set("a", "b").build().size()).isEqualTo(3);
    assertThat(labels).hasSameHashCodeAs(Labels.of(labels.toMap()));
  }

  @Test
  void mistakesAreRefused() {
    assertThatThrownBy(() -> Labels.of("a")).hasMessage("a label name without a value");
    assertThatThrownBy(() -> Labels.of("a", "1", "a", "2")).hasMessage("label a given twice");
  }

  @Test
  void aSetIsWrittenAsInPromql() {
    assertThat(Labels.of("__name__", "up", "job", "a\"b\\c\nd"))
        .hasToString("{__name__=\"up\", job=\"a\\\"b\\\\c\\nd\"}");
    assertThat(Labels.of("http.status", "200")).hasToString("{\"http.status\"=\"200\"}");
    assertThat(Labels.empty()).hasToString("{}");
  }

  @ParameterizedTest
  @CsvSource({
    "a,true",
    "_x9,true",
    "__name__,true",
    "9a,false",
    "a.b,false",
    "é,false",
    "'',false"
  })
  void legacyNamesNeedNoQuotes(String name, boolean legacy) {
    assertThat(Labels.isLegacyName(name)).isEqualTo(legacy);
  }
}
