package io.atalaya.query.parse;

import io.atalaya.model.Labels;

/** Reads the labels of a series. */
class MetricParser extends TokenReader {
  private final LabelParser labels = new LabelParser(this);

  MetricParser(String input, Scanner scanner) {
    super(input, scanner);
  }

  /** The whole input as the labels of a series. */
  final Labels wholeMetric() {
    Labels metric = metric();
    if (!at(TokenType.EOF)) {
      throw unexpected();
    }
    return metric;
  }

  /** A name, labels in braces, both or nothing. */
  final Labels metric() {
    String name = peek().type().isMetricName() ? take().text() : "";
    Labels.Builder builder = at(TokenType.LEFT_BRACE) ? labels.labelSet() : Labels.builder();
    if (!name.isEmpty()) {
      builder.set(Labels.METRIC_NAME, name);
    }
    return builder.build();
  }
}
