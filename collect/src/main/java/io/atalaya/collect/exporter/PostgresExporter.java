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

/**
 * PostgreSQL, under postgres_exporter's names. What the user may not read, or an older server does
 * not have, is left out.
 *
 * @param server where it is and how to log in
 */
public record PostgresExporter(DatabaseServer server) implements Exporter {
  private static final int MAX_ROWS = 5000;

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

  private static void databases(Readings out, DatabaseSession session) throws ExchangeException {
    ask(
        session,
        PostgresQueries.STAT_DATABASE,
        rows ->
            SqlReadings.add(
                out, rows, Reading.Type.COUNTER, "pg_stat_database_", "", "datid", "datname"));
    ask(
        session,
        PostgresQueries.BACKENDS,
        rows ->
            SqlReadings.add(
                out, rows, Reading.Type.GAUGE, "pg_stat_database_", "", "datid", "datname"));
    ask(
        session,
        PostgresQueries.SIZES,
        rows -> SqlReadings.add(out, rows, Reading.Type.GAUGE, "pg_database_", "", "datname"));
    ask(
        session,
        PostgresQueries.LOCKS,
        rows -> SqlReadings.add(out, rows, Reading.Type.GAUGE, "pg_locks_", "", "datname", "mode"));
  }

  private static void activity(Readings out, DatabaseSession session) throws ExchangeException {
    ask(
        session,
        PostgresQueries.ACTIVITY,
        rows ->
            SqlReadings.add(
                out,
                rows,
                Reading.Type.GAUGE,
                "pg_stat_activity_",
                "",
                "datname",
                "state",
                "usename",
                "application_name",
                "backend_type",
                "wait_event_type",
                "wait_event"));
    ask(
        session,
        PostgresQueries.START_TIME,
        rows -> SqlReadings.add(out, rows, Reading.Type.GAUGE, "pg_postmaster_", ""));
  }

  private static void replication(Readings out, DatabaseSession session) throws ExchangeException {
    ask(
        session,
        PostgresQueries.REPLICATION,
        rows -> SqlReadings.add(out, rows, Reading.Type.GAUGE, "pg_replication_", ""));
    ask(
        session,
        PostgresQueries.STANDBYS,
        rows ->
            SqlReadings.add(
                out,
                rows,
                Reading.Type.GAUGE,
                "pg_stat_replication_",
                "",
                "application_name",
                "client_addr",
                "state"));
    ask(
        session,
        PostgresQueries.SLOTS,
        rows ->
            SqlReadings.add(
                out, rows, Reading.Type.GAUGE, "pg_replication_slot_", "", "slot_name"));
  }

  private static void writers(Readings out, DatabaseSession session, int major)
      throws ExchangeException {
    ask(
        session,
        major >= 17 ? PostgresQueries.BGWRITER : PostgresQueries.BGWRITER_BEFORE_17,
        rows -> SqlReadings.add(out, rows, Reading.Type.COUNTER, "pg_stat_bgwriter_", "_total"));
    if (major >= 17) {
      ask(
          session,
          PostgresQueries.CHECKPOINTER,
          rows ->
              SqlReadings.add(out, rows, Reading.Type.COUNTER, "pg_stat_checkpointer_", "_total"));
    }
  }
}
