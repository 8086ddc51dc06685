package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureSwitchesTest {
  @Test
  void namesThatSwitchSomethingNeedNoWords() {
    assertThat(
            FeatureSwitches.notes(
                Set.of(
                    "promql-experimental-functions",
                    "promql-extended-range-selectors",
                    "promql-binop-fill-modifiers",
                    "promql-delayed-name-removal",
                    "promql-per-step-stats",
                    "extra-scrape-metrics",
                    "use-start-timestamps")))
        .isEmpty();
  }

  @Test
  void namesThatChangeNothingAreTold() {
    assertThat(
            FeatureSwitches.notes(
                List.of(
                    "promql-duration-expr",
                    "old-ui",
                    "exemplar-storage",
                    "shiny-new",
                    "type-and-unit-labels")))
        .containsExactly(
            "--enable-feature=exemplar-storage is always on",
            "--enable-feature=old-ui has no effect here",
            "--enable-feature=promql-duration-expr is always on",
            "Unknown option for --enable-feature: shiny-new",
            "--enable-feature=type-and-unit-labels is for queries only: it adds no labels to"
                + " samples here");
  }
}
