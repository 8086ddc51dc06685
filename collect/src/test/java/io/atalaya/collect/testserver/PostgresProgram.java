package io.atalaya.collect.testserver;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL server with a database {@code shop} and the users {@code postgres} (no password) and
 * {@code monitor} (password {@code s3cret}, reads statistics).
 */
public final class PostgresProgram implements AutoCloseable {
  private final EmbeddedPostgres server;

  private PostgresProgram(EmbeddedPostgres server) {
    this.server = server;
  }

  public static PostgresProgram start() throws IOException, SQLException {
    PostgresProgram started = new PostgresProgram(EmbeddedPostgres.builder().start());
    started.execute("CREATE DATABASE shop");
    started.execute("CREATE ROLE monitor LOGIN PASSWORD 's3cret' IN ROLE pg_monitor");
    return started;
  }

  /** Runs a statement as the owner of everything. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
