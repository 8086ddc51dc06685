package io.atalaya.query.exec;

import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.ast.PositionRange;

/** What an aggregation has to say about its input. */
final class AggregationNotes {
  private final Annotations annotations;
  private final String op;
  private final PositionRange position;
  private final SeriesTable input;
  private int series;

  AggregationNotes(Annotations annotations, String op, PositionRange position, SeriesTable input) {
    this.annotations = annotations;
    this.op = op;
    this.position = position;
    this.input = input;
  }

  /** Goes to the next series. */
  void series(int i) {
    series = i;
  }

  String metric() {
    return input.labels(series).metricName();
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
