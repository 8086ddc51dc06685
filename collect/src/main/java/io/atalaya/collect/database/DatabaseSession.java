package io.atalaya.collect.database;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.Phases;
import io.atalaya.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session with a database: logged in, only reading, over at its deadline. For one thread. */
public final class DatabaseSession implements AutoCloseable {
  /** Characters of a value that are kept. */
  static final int MAX_VALUE_LENGTH = 4096;

  private static final int HIGHEST_ROW_LIMIT = 10_000;

  private final Dialing dialing;
  private final Connection connection;
  private final String product;
  private final long loginNanos;

  private DatabaseSession(Dialing dialing, Connection connection, String product, long loginNanos) {
    this.dialing = dialing;
    this.connection = connection;
    this.product = product;
    this.loginNanos = loginNanos;
  }

  /**
   * Connects, logs in, and lets the session only read.
   *
   * @throws ExchangeException if one of these fails; {@link Reason#AUTH} for the login
   */
  public static DatabaseSession open(DatabaseServer server, Network network, Deadline deadline)
      throws ExchangeException {
    Dialing dialing = new Dialing(server, network, deadline);
    try {
      long begun = network.ticker().nanos();
      dialing.begin();
      Connector connector = Connector.of(server.kind());
      Secret password = password(server);
      Connection connection =
          ScopedValue.where(Dialing.CURRENT, dialing)
              .call(() -> connector.connect(server, password));
      String product = connection.getMetaData().getDatabaseProductName();
      product += " " + connection.getMetaData().getDatabaseProductVersion();
      bound(connection, connector.bounds(product, deadline.left(), HIGHEST_ROW_LIMIT));
      long login = network.ticker().nanos() - begun;
      for (long phase : dialing.phases()) {
        login -= phase;
      }
      return new DatabaseSession(dialing, connection, product, Math.max(0, login));
    } catch (SQLException e) {
      dialing.close();
      throw SqlFailure.of(e, dialing);
    } catch (ExchangeException | RuntimeException e) {
      dialing.close();
      throw e;
    }
  }

  private static Secret password(DatabaseServer server) throws ExchangeException {
    try {
      return server.password() == null ? Secret.of("") : server.password().read();
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "the password's file cannot be read: " + e.getMessage(), e);
    }
  }

  private static void bound(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Asks.
   *
   * @param maxRows rows that are read; whether there are more is told
   * @throws ExchangeException if it is refused, or no answer comes
   */
  public Rows query(String sql, int maxRows) throws ExchangeException {
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(maxRows + 1);
      try (ResultSet results = statement.executeQuery(sql)) {
        return rows(results, maxRows);
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e, dialing);
    }
  }

  private static Rows rows(ResultSet results, int maxRows) throws SQLException {
    ResultSetMetaData about = results.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      columns.add(about.getColumnLabel(i));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    boolean more = results.next();
    while (more && rows.size() < maxRows) {
      rows.add(row(results, columns.size()));
      more = results.next();
    }
    return new Rows(columns, rows, more);
  }

  private static List<@Nullable String> row(ResultSet results, int columns) throws SQLException {
    List<@Nullable String> row = new ArrayList<>(columns);
    for (int i = 1; i <= columns; i++) {
      String value = results.getString(i);
      boolean tooLong = value != null && value.length() > MAX_VALUE_LENGTH;
      row.add(tooLong ? value.substring(0, MAX_VALUE_LENGTH) : value);
    }
    return row;
  }

  /** Name and version, as the database tells them. */
  public String product() {
    return product;
  }

  /** How long resolving, connecting and TLS took. */
  public Phases phases() {
    long[] nanos = dialing.phases();
    return new Phases(nanos[0], nanos[1], nanos[2], 0, 0);
  }

  /** How long the login took, without the phases before it. */
  public long loginNanos() {
    return loginNanos;
  }

  /** Where the connection leads. */
  public @Nullable InetAddress remoteAddress() {
    return dialing.address();
  }

  /** The time that is left. */
  public Duration left() throws ExchangeException {
    return dialing.deadline().left();
  }

  /** Ends the session; whatever it did not commit is undone. */
  @Override
  public void close() {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      connection.close();
    } catch (SQLException e) {
      // The answer is known already; closing the sockets ends the rest.
      return;
    } finally {
      dialing.close();
    }
  }
}
