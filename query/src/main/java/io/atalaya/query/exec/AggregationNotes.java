package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.annotation.Infos;
import io.atalaya.query.ast.PositionRange;
import org.jspecify.annotations.Nullable;

/** What an aggregation has to say about its input. */
final class AggregationNotes {
  private final Annotations annotations;
  private final String op;
  private final PositionRange position;
  private @Nullable SeriesTable table;
  private int series;
  private Labels labels = Labels.empty();

  AggregationNotes(Annotations annotations, String op, PositionRange position) {
    this.annotations = annotations;
    this.op = op;
    this.position = position;
  }

  /** Goes to the next series, whose labels are given. */
  void series(Labels newLabels) {
    table = null;
    labels = newLabels;
  }

  /** Goes to the next series, whose labels are made if there is something to say. */
  void series(SeriesTable newTable, int i) {
    table = newTable;
    series = i;
  }

  /** Those of the series at hand. */
  Labels labels() {
    return table == null ? labels : table.labels(series);
  }

  String metric() {
    return table == null ? labels.metricName() : table.label(series, Labels.METRIC_NAME);
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
