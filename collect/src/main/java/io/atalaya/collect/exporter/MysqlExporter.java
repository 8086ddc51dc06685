package io.atalaya.collect.exporter;

import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.database.DatabaseSession;
import io.atalaya.collect.database.Rows;
import io.atalaya.collect.host.Reading;
import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MySQL and MariaDB, under mysqld_exporter's names.
 *
 * @param server where it is and how to log in
 */
public record MysqlExporter(DatabaseServer server) implements Exporter {
  private static final int MAX_ROWS = 5000;
  private static final String STATUS = "mysql_global_status_";

  /** Families of status variables whose last part is a label. */
  private static final Pattern FAMILY =
      Pattern.compile(
          "(com|handler|connection_errors|innodb_buffer_pool_pages|innodb_rows"
              + "|performance_schema)_(.*)");

  @Override
  public String kind() {
    return "mysql";
  }

  @Override
  public String upMetric() {
    return "mysql_up";
  }

  @Override
  public String address() {
    return server.withDatabase("").target();
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) throws ExchangeException {
    try (DatabaseSession session = DatabaseSession.open(server, network, deadline)) {
      Rows status = session.query("SHOW GLOBAL STATUS", MAX_ROWS);
      for (int row = 0; row < status.rows().size(); row++) {
        status(out, SqlReadings.metricName(status.text(row, 0)), value(status.text(row, 1)));
      }
      variables(out, session.query("SHOW GLOBAL VARIABLES", MAX_ROWS));
      replicas(out, session);
      MysqlSchema.read(out, session);
    }
  }

  private static void status(Readings out, String name, double value) {
    if (Double.isNaN(value)) {
      return;
    }
    Matcher family = FAMILY.matcher(name);
    if (!family.matches()) {
      SqlReadings.add(
          out,
          Reading.Type.UNTYPED,
          STATUS + name,
          "From SHOW GLOBAL STATUS.",
          Labels.empty(),
          value);
      return;
    }
    String part = family.group(2);
    switch (family.group(1)) {
      case "com" -> counter(out, "commands_total", "command", part, value);
      case "handler" -> counter(out, "handlers_total", "handler", part, value);
      case "connection_errors" -> counter(out, "connection_errors_total", "error", part, value);
      case "innodb_rows" -> counter(out, "innodb_row_ops_total", "operation", part, value);
      case "performance_schema" ->
          counter(out, "performance_schema_lost_total", "instrumentation", part, value);
      default -> pages(out, part, value);
    }
  }

  private static void pages(Readings out, String part, double value) {
    String help = "Pages of InnoDB's buffer pool.";
    switch (part) {
      case "data", "free", "misc", "old" ->
          out.gauge(STATUS + "buffer_pool_pages", help, Labels.of("state", part), value);
      case "dirty" -> out.gauge(STATUS + "buffer_pool_dirty_pages", help, Labels.empty(), value);
      case "total" -> {
        // The sum of the others.
      }
      default -> counter(out, "buffer_pool_page_changes_total", "operation", part, value);
    }
  }

  private static void counter(
      Readings out, String name, String label, String labelValue, double value) {
    out.counter(STATUS + name, "From SHOW GLOBAL STATUS.", Labels.of(label, labelValue), value);
  }

  private static void variables(Readings out, Rows rows) {
    Labels.Builder version = Labels.builder();
    String isolation = "";
    List<String> ofVersion = List.of("version", "version_comment", "innodb_version");
    for (int row = 0; row < rows.rows().size(); row++) {
      String name = SqlReadings.metricName(rows.text(row, 0));
      double value = value(rows.text(row, 1));
      if (name.equals("transaction_isolation") || name.equals("tx_isolation")) {
        isolation = rows.text(row, 1);
      } else if (name.equals("wsrep_cluster_name") && !rows.text(row, 1).isEmpty()) {
        Labels cluster = Labels.of(name, rows.text(row, 1));
        out.gauge("mysql_galera_variables_info", "The cluster's name.", cluster, 1);
      } else if (ofVersion.contains(name)) {
        version.set(name, rows.text(row, 1));
      } else if (!Double.isNaN(value)) {
        out.gauge(
            "mysql_global_variables_" + name, "From SHOW GLOBAL VARIABLES.", Labels.empty(), value);
      }
    }
    out.gauge("mysql_version_info", "Version of the server.", version.build(), 1);
    if (!isolation.isEmpty()) {
      Labels level = Labels.of("level", isolation);
      out.gauge("mysql_transaction_isolation", "Isolation of transactions.", level, 1);
    }
  }

  /** Each kind of server knows one of these questions; without the right to ask, none. */
  private static void replicas(Readings out, DatabaseSession session) throws ExchangeException {
    for (String question :
        List.of("SHOW ALL SLAVES STATUS", "SHOW REPLICA STATUS", "SHOW SLAVE STATUS")) {
      try {
        replicas(out, session.query(question, MAX_ROWS));
        return;
      } catch (ExchangeException e) {
        if (e.reason() != Reason.REFUSED && e.reason() != Reason.AUTH) {
          throw e;
        }
      }
    }
  }

  private static void replicas(Readings out, Rows rows) {
    for (int row = 0; row < rows.rows().size(); row++) {
      Labels labels =
          Labels.builder()
              .set("master_host", first(rows, row, "master_host", "source_host"))
              .set("master_uuid", first(rows, row, "master_uuid", "source_uuid"))
              .set("channel_name", rows.text(row, "channel_name"))
              .set("connection_name", rows.text(row, "connection_name"))
              .build();
      for (String column : rows.columns()) {
        double value = value(rows.text(row, column));
        if (!Double.isNaN(value)) {
          SqlReadings.add(
              out,
              Reading.Type.UNTYPED,
              "mysql_slave_status_" + SqlReadings.metricName(column),
              "From SHOW SLAVE STATUS.",
              labels,
              value);
        }
      }
    }
  }

  private static String first(Rows rows, int row, String older, String newer) {
    return rows.has(older) ? rows.text(row, older) : rows.text(row, newer);
  }

  /** Words of MySQL as numbers; NaN for other texts. */
  static double value(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "primary" -> 1;
      case "no", "off", "disabled", "connecting", "non-primary", "disconnected" -> 0;
      default -> Rows.number(text);
    };
  }
}
