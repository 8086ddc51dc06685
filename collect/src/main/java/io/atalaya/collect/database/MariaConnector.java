package io.atalaya.collect.database;

import io.atalaya.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/** MariaDB and MySQL, over MariaDB's driver. */
final class MariaConnector implements Connector {
  private static final String NO_TLS = "ssl not enabled";

  @Override
  public Connection connect(DatabaseServer server, Secret password) throws SQLException {
    try {
      return connect(server, password, true);
    } catch (SQLException e) {
      // The driver cannot take TLS if it is offered, as libpq can; so ask again without.
      boolean offersNone = String.valueOf(e.getMessage()).contains(NO_TLS);
      if (server.tls() == null && offersNone) {
        return connect(server, password, false);
      }
      throw e;
    }
  }

  private static Connection connect(DatabaseServer server, Secret password, boolean tls)
      throws SQLException {
    Properties given = new Properties();
    given.putAll(server.properties());
    if (!server.user().isEmpty()) {
      given.setProperty("user", server.user());
    }
    if (!password.isEmpty()) {
      given.setProperty("password", password.reveal());
    }
    given.setProperty("socketFactory", DeadlineSockets.class.getName());
    given.setProperty("tlsSocketType", MariaTls.TYPE);
    given.setProperty("sslMode", tls ? "verify-full" : "disable");
    given.setProperty("allowLocalInfile", "false");
    given.setProperty("allowPublicKeyRetrieval", "true");
    given.setProperty("connectTimeout", "0");
    given.setProperty("transformedBitIsBoolean", "false");
    @Nullable Connection made = new Driver().connect(url(server), given);
    if (made == null) {
      throw new SQLException("the driver does not take the address " + server.target());
    }
    if (!server.database().isEmpty()) {
      // Not in the URL, where a name could smuggle in properties.
      made.setCatalog(server.database());
    }
    return made;
  }

  private static String url(DatabaseServer server) {
    String host = Connector.bracketed(server.host().replaceAll("[^A-Za-z0-9._:-]", ""));
    return "jdbc:mariadb://" + host + ":" + server.port() + "/";
  }

  @Override
  public List<String> bounds(String product, Duration left, int maxRows) {
    boolean maria = product.contains("MariaDB");
    double seconds = Math.max(1, left.toMillis()) / 1000.0;
    return List.of(
        "SET SESSION TRANSACTION READ ONLY",
        maria
            ? "SET SESSION max_statement_time = " + seconds
            : "SET SESSION max_execution_time = " + Math.max(1, left.toMillis()),
        "SET SESSION sql_select_limit = " + maxRows);
  }
}
