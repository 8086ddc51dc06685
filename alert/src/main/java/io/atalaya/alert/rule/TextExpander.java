package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import java.time.Instant;

/** Fills in the templates of alerting rules: labels and annotations. */
public interface TextExpander {
  /**
   * Fills in one template.
   *
   * @throws IllegalArgumentException if the template is wrong or fails, saying why
   */
  String expand(String template, Data data);

  /**
   * What a template may use.
   *
   * @param rule name of the alerting rule, for messages
   * @param labels {@code $labels}: those of the series, the metric's name included
   * @param value {@code $value}
   * @param externalLabels {@code $externalLabels}
   * @param externalUrl {@code $externalURL}
   * @param at instant of the evaluation
   */
  record Data(
      String rule,
      Labels labels,
      double value,
      Labels externalLabels,
      String externalUrl,
      Instant at) {}
}
