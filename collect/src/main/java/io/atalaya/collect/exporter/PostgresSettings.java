package io.atalaya.collect.exporter;

import io.atalaya.collect.database.Rows;
import io.atalaya.collect.host.Readings;
import io.atalaya.model.Labels;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings in base units: {@code shared_buffers} in 8 kB becomes {@code
 * pg_settings_shared_buffers_bytes}, {@code statement_timeout} in ms {@code
 * pg_settings_statement_timeout_seconds}.
 */
final class PostgresSettings {
  private static final Pattern UNIT = Pattern.compile("([0-9]*)([A-Za-z]+)");

  /** What a unit is in its base unit. */
  private record Base(double factor, String suffix) {}

  private PostgresSettings() {}

  static void add(Readings out, Rows rows) {
    for (int row = 0; row < rows.rows().size(); row++) {
      Base base = base(rows.text(row, "unit"));
      double value = rows.number(row, "setting");
      // Minus one stands for "no limit" or "as another setting", whatever the unit.
      double scaled = value == -1 ? -1 : value * base.factor();
      String name = SqlReadings.metricName(rows.text(row, "name"));
      if (!Double.isNaN(value)) {
        out.gauge(
            "pg_settings_" + name + base.suffix(), "Setting " + name + ".", Labels.empty(), scaled);
      }
    }
  }

  private static Base base(String unit) {
    Matcher m = UNIT.matcher(unit);
    if (!m.matches()) {
      return new Base(1, "");
    }
    double times = m.group(1).isEmpty() ? 1 : Double.parseDouble(m.group(1));
    return switch (m.group(2)) {
      case "B" -> new Base(times, "_bytes");
      case "kB" -> new Base(times * 1024, "_bytes");
      case "MB" -> new Base(times * 1024 * 1024, "_bytes");
      case "GB" -> new Base(times * 1024 * 1024 * 1024, "_bytes");
      case "us" -> new Base(times / 1e6, "_seconds");
      case "ms" -> new Base(times / 1e3, "_seconds");
      case "s" -> new Base(times, "_seconds");
      case "min" -> new Base(times * 60, "_seconds");
      case "h" -> new Base(times * 3600, "_seconds");
      case "d" -> new Base(times * 86_400, "_seconds");
      default -> new Base(1, "");
    };
  }
}
