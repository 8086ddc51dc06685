package io.atalaya.collect.testserver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.http.TestCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

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
    return prepared(EmbeddedPostgres.builder());
  }

  /**
   * Starts one that speaks TLS, to {@code monitor} only then; and that lets {@code shown} in who
   * shows a certificate.
   */
  public static PostgresProgram start(TestCertificate own, TestCertificate client, Path folder)
      throws IOException, SQLException, GeneralSecurityException {
    Path access =
        Files.writeString(
            folder.resolve("pg_hba.conf"),
            """
            host all postgres 127.0.0.1/32 trust
            hostssl all monitor 127.0.0.1/32 scram-sha-256
            hostssl all shown 127.0.0.1/32 trust clientcert=verify-ca
            """);
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", own.certificateFile().toString())
            .setServerConfig("ssl_key_file", own.keyFile().toString())
            .setServerConfig("ssl_ca_file", client.certificateFile().toString())
            .setServerConfig("hba_file", access.toString());
    PostgresProgram started = prepared(builder);
    started.execute("CREATE ROLE shown LOGIN");
    return started;
  }

  private static PostgresProgram prepared(EmbeddedPostgres.Builder builder)
      throws IOException, SQLException {
    assumeTrue(
        !"root".equals(System.getProperty("user.name")) || LinuxUtils.isUnshareAvailable(),
        "PostgreSQL does not run as root, and root may not be another user here: skipped");
    builder.setPGStartupWait(Duration.ofMinutes(3));
    PostgresProgram started = new PostgresProgram(builder.start());
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
