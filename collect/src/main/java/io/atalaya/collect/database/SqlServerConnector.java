package io.atalaya.collect.database;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import io.atalaya.model.Secret;
import io.atalaya.model.http.TlsConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL Server. The driver speaks TLS by itself, within its own protocol, so of {@link TlsConfig} it
 * takes the name and whether to trust anybody; the system's certificates are trusted.
 */
final class SqlServerConnector implements Connector {
  @Override
  public Connection connect(DatabaseServer server, Secret password) throws SQLException {
    SQLServerDataSource source = new SQLServerDataSource();
    source.setServerName(server.host());
    source.setPortNumber(server.port());
    if (!server.database().isEmpty()) {
      source.setDatabaseName(server.database());
    }
    source.setUser(server.user());
    source.setPassword(password.reveal());
    source.setSocketFactoryClass(DeadlineSockets.class.getName());
    source.setTransparentNetworkIPResolution(false);
    source.setApplicationIntent(server.properties().getOrDefault("applicationIntent", "ReadOnly"));
    source.setApplicationName(server.properties().getOrDefault("applicationName", "atalaya"));
    if (server.properties().containsKey("instanceName")) {
      source.setInstanceName(server.properties().get("instanceName"));
    }
    source.setConnectRetryCount(0);
    source.setMaxResultBuffer("8m");
    tls(source, server.tls());
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static void tls(SQLServerDataSource source, @Nullable TlsConfig tls) throws SQLException {
    source.setEncrypt("true");
    source.setTrustServerCertificate(tls == null || tls.insecureSkipVerify());
    if (tls != null && (tls.ca() != null || tls.cert() != null)) {
      throw new SQLException(
          "SQL Server's driver trusts the system's certificates only: tls cannot have ca or cert");
    }
    if (tls != null && !tls.serverName().isEmpty()) {
      source.setHostNameInCertificate(tls.serverName());
    }
  }

  @Override
  public List<String> bounds(String product, Duration left, int maxRows) {
    return List.of("SET LOCK_TIMEOUT " + Math.max(1, left.toMillis()), "SET ROWCOUNT " + maxRows);
  }
}
