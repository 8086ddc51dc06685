package io.atalaya.collect.exporter;

import io.atalaya.collect.database.Rows;
import io.atalaya.collect.host.Reading;
import io.atalaya.collect.host.Readings;
import io.atalaya.model.Labels;
import java.util.List;
import java.util.Locale;

/** Makes metrics of the rows of a query: some columns are labels, the others values. */
final class SqlReadings {
  private SqlReadings() {}

  /**
   * One metric for each column that is no label; a value that is no number is left out.
   *
   * @param prefix what names begin with
   * @param suffix what names end with
   */
  static void add(
      Readings out, Rows rows, Reading.Type type, String prefix, String suffix, String... labels) {
    List<String> ofLabels = List.of(labels);
    for (int row = 0; row < rows.rows().size(); row++) {
      Labels with = labels(rows, row, ofLabels);
      for (String column : rows.columns()) {
        double value = rows.number(row, column);
        if (!ofLabels.contains(column) && !Double.isNaN(value)) {
          add(out, type, prefix + column + suffix, "Column " + column + ".", with, value);
        }
      }
    }
  }

  static Labels labels(Rows rows, int row, List<String> names) {
    Labels.Builder labels = Labels.builder();
    names.forEach(name -> labels.set(name, rows.text(row, name)));
    return labels.build();
  }

  static void add(
      Readings out, Reading.Type type, String name, String help, Labels labels, double value) {
    switch (type) {
      case COUNTER -> out.counter(name, help, labels, value);
      case GAUGE -> out.gauge(name, help, labels, value);
      case UNTYPED -> out.addAll(List.of(new Reading(name, type, help, labels, value)));
    }
  }

  /** A name as metrics have it. */
  static String metricName(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
  }
}
