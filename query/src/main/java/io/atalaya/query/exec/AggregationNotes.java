package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.ast.PositionRange;

/** What an aggregation has to say about its input. */
final class AggregationNotes {
  private final Annotations annotations;
  private final String op;
  private final PositionRange position;
  private Labels labels = Labels.empty();

  AggregationNotes(Annotations annotations, String op, PositionRange position) {
    this.annotations = annotations;
    this.op = op;
    this.position = position;
  }

  /** Goes to the next series. */
  void series(Labels newLabels) {
    labels = newLabels;
  }

  /** Those of the series at hand. */
  Labels labels() {
    return labels;
  }

  String metric() {
    return labels.metricName();
  }

  PositionRange position() {
    return position;
  }

  void add(Annotation annotation) {
    annotations.add(annotation);
  }

  void histogramIgnored() {
    annotations.add(Infos.histogramIgnoredInAggregation(op, position));
  }
}
