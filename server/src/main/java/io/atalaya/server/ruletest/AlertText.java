package io.atalaya.server.ruletest;

import io.atalaya.model.Labels;
import io.atalaya.server.ruletest.RuleTestFile.ExpectedAlert;
import java.util.Comparator;
import java.util.List;

/** Alerts as texts, sorted by labels and then annotations, so that lists of them compare. */
final class AlertText {
  private AlertText() {}

  static List<String> sorted(List<ExpectedAlert> alerts) {
    return alerts.stream()
        .sorted(
            Comparator.comparing((ExpectedAlert a) -> Labels.of(a.labels()))
                .thenComparing(a -> Labels.of(a.annotations())))
        .map(a -> "Labels:" + Labels.of(a.labels()) + " Annotations:" + Labels.of(a.annotations()))
        .toList();
  }
}
