package io.atalaya.collect.database;

import io.atalaya.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between the drivers. */
interface Connector {
  /**
   * Connects and logs in, with sockets of the current {@link Dialing}.
   *
   * @param password empty for none
   */
  Connection connect(DatabaseServer server, Secret password) throws SQLException;

  /**
   * What makes a fresh session read only, and bounds what one statement may take.
   *
   * @param product name of the database as it tells itself
   */
  List<String> bounds(String product, Duration left, int maxRows);

  /** The connector of a kind. */
  static Connector of(DatabaseKind kind) {
    return switch (kind) {
      case POSTGRESQL -> new PostgresConnector();
      case MYSQL, MARIADB -> new MariaConnector();
      case SQLSERVER -> new SqlServerConnector();
    };
  }

  /** Host as drivers want it in addresses. */
  static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
