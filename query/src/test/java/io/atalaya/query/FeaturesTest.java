package io.atalaya.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryResult;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleSink;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each switch of {@code --enable-feature} that changes answers, on and off. */
class FeaturesTest {
  private static final long TIME = 600_000;

  private final MemorySource source = new MemorySource();

  @BeforeEach
  void load() {
    Labels counter = Labels.of("__name__", "c_total", "i", "1");
    Labels typed = Labels.of("__name__", "typed", "__type__", "counter", "i", "1");
    Labels gauge = Labels.of("__name__", "g", "i", "2");
    for (int k = 0; k <= 10; k++) {
      source.add(counter, k * 60_000L, 5 + k, 1 + (k / 4) * 200_000L);
      source.add(typed, k * 60_000L, k, 0);
      source.add(gauge, k * 60_000L, k, 0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          promql-experimental-functions   | limitk(1, g)              | limitk() is experimental
          promql-experimental-functions   | mad_over_time(g[5m])      | is not enabled
          promql-extended-range-selectors | rate(c_total[5m] anchored)| anchored
          promql-extended-range-selectors | g smoothed                | smoothed
          promql-binop-fill-modifiers     | g + fill(0) c_total       | fill
          """)
  void languageIsRefusedUnlessSwitchedOn(String feature, String expression, String complaint) {
    assertThatThrownBy(() -> answer(expression))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining(complaint);
    assertThat(answer(expression, feature).samples()).isNotEmpty();
  }

  @Test
  void arithmeticInDurationsNeedsNoSwitch() {
    assertThat(answer("sum_over_time(g[2m + 3m])").samples()).hasSize(1);
  }

  @Test
  void namesStayUntilTheEndWithDelayedRemoval() {
    String expression = "label_replace(-g, \"was\", \"$1\", \"__name__\", \"(.*)\")";
    assertThat(labels(answer(expression))).containsExactly(Map.of("i", "2"));
    assertThat(labels(answer(expression, "promql-delayed-name-removal")))
        .containsExactly(Map.of("i", "2", "was", "g"));
  }

  @Test
  void theLabelOfTheTypeTellsWhatIsACounter() {
    assertThat(result("rate(typed[5m])").infos()).hasSize(1);
    assertThat(result("rate(typed[5m])", "type-and-unit-labels").infos()).isEmpty();
    assertThat(labels(answer("-typed"))).containsExactly(Map.of("i", "1"));
  }

  @Test
  void startTimesCountAsResets() {
    double without = answer("increase(c_total[10m])").samples().getFirst().value();
    double with =
        answer("increase(c_total[10m])", "use-start-timestamps").samples().getFirst().value();
    assertThat(with).isNotEqualTo(without);
  }

  private static List<Map<String, String>> labels(QueryValue.Vector vector) {
    return vector.samples().stream().map(s -> Map.copyOf(s.labels().toMap())).toList();
  }

  private QueryValue.Vector answer(String expression, String... features) {
    return (QueryValue.Vector) result(expression, features).value();
  }

  private QueryResult result(String expression, String... features) {
    EngineOptions options = EngineOptions.DEFAULT.withNamedFeatures(List.of(features));
    return new Engine(source, options, System::nanoTime)
        .instant(SampleSink.DEFAULT_TENANT, expression, TIME, QueryOptions.DEFAULT);
  }
}
