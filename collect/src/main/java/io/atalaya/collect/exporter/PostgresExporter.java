package io.atalaya.collect.exporter;

import static io.atalaya.collect.host.Reading.Type.COUNTER;
import static io.atalaya.collect.host.Reading.Type.GAUGE;

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

/**
 * PostgreSQL, under postgres_exporter's names. What the user may not read, or an older server does
 * not have, is left out.
 *
 * @param server where it is and how to log in
 */
public record PostgresExporter(DatabaseServer server) implements Exporter {
  private static final int MAX_ROWS = 5000;

  private static final List<String> VACUUM_PHASES =
      List.of(
          "initializing",
          "scanning heap",
          "vacuuming indexes",
          "vacuuming heap",
          "cleaning up indexes",
          "truncating heap",
          "performing final cleanup");

  @Override
  public String kind() {
    return "postgresql";
  }

  @Override
  public String upMetric() {
    return "pg_up";
  }

  @Override
  public String address() {
    return server.withDatabase("").target();
  }

  /** Takes the rows of a query. */
  private interface Taker {
    void take(Rows rows);
  }

  @Override
  public void read(Readings out, Network network, Deadline deadline) throws ExchangeException {
    try (DatabaseSession session = DatabaseSession.open(server, network, deadline)) {
      String version = session.query("SHOW server_version", 1).text(0, 0);
      out.gauge(
          "pg_static",
          "Version of the server.",
          Labels.of("short_version", version.split(" ")[0], "version", session.product()),
          1);
      databases(out, session);
      activity(out, session);
      replication(out, session);
      writers(out, session, major(version));
      tables(out, session, major(version));
      ask(session, PostgresQueries.SETTINGS, rows -> PostgresSettings.add(out, rows));
    }
  }

  private static int major(String version) {
    String digits = version.split("[^0-9]", 2)[0];
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** A question that is refused is one metric less; a session that broke ends everything. */
  private static void ask(DatabaseSession session, String query, Taker taker)
      throws ExchangeException {
    try {
      taker.take(session.query(query, MAX_ROWS));
    } catch (ExchangeException e) {
      if (e.reason() != Reason.REFUSED && e.reason() != Reason.AUTH) {
        throw e;
      }
    }
  }

  /** Asks, and tells each column that is no label as one metric. */
  private static void tell(
      Readings out,
      DatabaseSession session,
      String query,
      Reading.Type type,
      String prefix,
      String... labels)
      throws ExchangeException {
    ask(session, query, rows -> SqlReadings.add(out, rows, type, prefix, "", labels));
  }

  private static void databases(Readings out, DatabaseSession session) throws ExchangeException {
    String prefix = "pg_stat_database_";
    tell(out, session, PostgresQueries.STAT_DATABASE, COUNTER, prefix, "datid", "datname");
    tell(out, session, PostgresQueries.ACTIVE_TIME, COUNTER, prefix, "datid", "datname");
    tell(out, session, PostgresQueries.BACKENDS, GAUGE, prefix, "datid", "datname");
    tell(out, session, PostgresQueries.SIZES, GAUGE, "pg_database_", "datname");
    tell(out, session, PostgresQueries.LOCKS, GAUGE, "pg_locks_", "datname", "mode");
    tell(out, session, PostgresQueries.ROLES, GAUGE, "pg_roles_", "rolname");
  }

  private static void activity(Readings out, DatabaseSession session) throws ExchangeException {
    tell(
        out,
        session,
        PostgresQueries.ACTIVITY,
        GAUGE,
        "pg_stat_activity_",
        "datname",
        "state",
        "usename",
        "application_name",
        "backend_type",
        "wait_event_type",
        "wait_event");
    tell(out, session, PostgresQueries.START_TIME, GAUGE, "pg_postmaster_");
  }

  private static void replication(Readings out, DatabaseSession session) throws ExchangeException {
    tell(out, session, PostgresQueries.REPLICATION, GAUGE, "pg_replication_");
    tell(
        out,
        session,
        PostgresQueries.STANDBYS,
        GAUGE,
        "pg_stat_replication_",
        "application_name",
        "client_addr",
        "state",
        "slot_name",
        "pid");
    String slot = "pg_replication_slot_";
    tell(out, session, PostgresQueries.SLOTS, GAUGE, slot, "slot_name", "slot_type");
    tell(
        out,
        session,
        PostgresQueries.SLOT_LAG,
        GAUGE,
        "pg_replication_slots_",
        "slot_name",
        "database");
    ask(session, PostgresQueries.SLOT_STATUS, rows -> slots(out, rows));
  }

  /** Whether the log that a slot needs is still there, and how much more may be written. */
  private static void slots(Readings out, Rows rows) {
    for (int row = 0; row < rows.rows().size(); row++) {
      Labels labels = SqlReadings.labels(rows, row, List.of("slot_name", "slot_type"));
      double safe = rows.number(row, "safe_wal_size");
      if (!Double.isNaN(safe)) {
        String help = "Bytes that may be written before the slot is lost.";
        out.gauge("pg_replication_slot_safe_wal_size_bytes", help, labels, safe);
      }
      String status = rows.text(row, "wal_status");
      if (!status.isEmpty()) {
        String help = "Whether the log that the slot needs is there.";
        out.gauge("pg_replication_slot_wal_status", help, labels.with("wal_status", status), 1);
      }
    }
  }

  /** Tables of the database that the session is with. */
  private static void tables(Readings out, DatabaseSession session, int major)
      throws ExchangeException {
    String[] names = {"datname", "schemaname", "relname"};
    String prefix = "pg_stat_user_tables_";
    tell(out, session, PostgresQueries.TABLE_COUNTERS, COUNTER, prefix, names);
    tell(out, session, PostgresQueries.TABLES, GAUGE, prefix, names);
    tell(out, session, PostgresQueries.TABLE_BLOCKS, COUNTER, "pg_statio_user_tables_", names);
    String vacuum = "pg_stat_progress_vacuum_";
    ask(session, PostgresQueries.VACUUMS, rows -> vacuums(out, rows, vacuum));
    String memory =
        major >= 17
            ? PostgresQueries.VACUUM_MEMORY.formatted("max_dead_tuple_bytes", "num_dead_item_ids")
            : PostgresQueries.VACUUM_MEMORY.formatted("max_dead_tuples", "num_dead_tuples");
    tell(out, session, memory, GAUGE, vacuum, "datname", "relname");
  }

  private static void vacuums(Readings out, Rows rows, String prefix) {
    for (int row = 0; row < rows.rows().size(); row++) {
      Labels labels = SqlReadings.labels(rows, row, List.of("datname", "relname"));
      for (String phase : VACUUM_PHASES) {
        double current = phase.equals(rows.text(row, "phase")) ? 1 : 0;
        String help = "1 for the phase that the vacuum is in.";
        out.gauge(prefix + "phase", help, labels.with("phase", phase), current);
      }
      for (String column : rows.columns()) {
        double value = rows.number(row, column);
        if (column.contains("_") && !Double.isNaN(value)) {
          out.gauge(prefix + column, "Column " + column + ".", labels, value);
        }
      }
    }
  }

  private static void writers(Readings out, DatabaseSession session, int major)
      throws ExchangeException {
    ask(
        session,
        major >= 17 ? PostgresQueries.BGWRITER : PostgresQueries.BGWRITER_BEFORE_17,
        rows -> SqlReadings.add(out, rows, COUNTER, "pg_stat_bgwriter_", "_total"));
    if (major >= 17) {
      ask(
          session,
          PostgresQueries.CHECKPOINTER,
          rows -> SqlReadings.add(out, rows, COUNTER, "pg_stat_checkpointer_", "_total"));
    }
    tell(out, session, PostgresQueries.ARCHIVER, COUNTER, "pg_stat_archiver_");
    tell(out, session, PostgresQueries.ARCHIVE_AGE, GAUGE, "pg_stat_archiver_");
    tell(out, session, PostgresQueries.LOG_FILES, GAUGE, "pg_wal_");
  }
}
