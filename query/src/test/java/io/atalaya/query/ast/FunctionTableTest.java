package io.atalaya.query.ast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
  @Test
  void knowsTheNinetyFunctionsOfPrometheus() {
    assertThat(FunctionTable.all().stream().map(FunctionSignature::name)).hasSize(90).isSorted();
    assertThat(FunctionTable.find("RATE")).isEmpty();
  }

  @Test
  void marksTheExperimentalOnes() {
    List<String> experimental =
        FunctionTable.all().stream()
            .filter(FunctionSignature::experimental)
            .map(FunctionSignature::name)
            .toList();
    assertThat(experimental)
        .containsExactly(
            "double_exponential_smoothing",
            "end",
            "histogram_quantiles",
            "info",
            "mad_over_time",
            "max_of",
            "min_of",
            "range",
            "sort_by_label",
            "sort_by_label_desc",
            "start",
            "start_timestamp",
            "step",
            "ts_of_first_over_time",
            "ts_of_last_over_time",
            "ts_of_max_over_time",
            "ts_of_min_over_time");
  }

  @Test
  void countsArguments() {
    assertArguments("time", 0, 0);
    assertArguments("rate", 1, 1);
    assertArguments("hour", 0, 1);
    assertArguments("round", 1, 2);
    assertArguments("info", 1, 2);
    assertArguments("label_join", 3, Integer.MAX_VALUE);
    assertArguments("histogram_quantiles", 3, 12);
  }

  private static void assertArguments(String name, int least, int most) {
    FunctionSignature function = FunctionTable.find(name).orElseThrow();
    assertThat(function.minArgs()).as(name).isEqualTo(least);
    assertThat(function.maxArgs()).as(name).isEqualTo(most);
  }
}
