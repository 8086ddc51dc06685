package io.atalaya.collect.database;

import io.atalaya.model.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** PostgreSQL. */
final class PostgresConnector implements Connector {
  /** Bytes of one result that the driver keeps. */
  private static final String MAX_RESULT_BYTES = "8388608";

  @Override
  public Connection connect(DatabaseServer server, Secret password) throws SQLException {
    Properties given = new Properties();
    given.putAll(server.properties());
    given.putIfAbsent("ApplicationName", "atalaya");
    if (!server.user().isEmpty()) {
      given.setProperty("user", server.user());
    }
    if (!password.isEmpty()) {
      given.setProperty("password", password.reveal());
    }
    given.setProperty("socketFactory", DeadlineSockets.class.getName());
    given.setProperty("sslfactory", PostgresTls.class.getName());
    given.setProperty("sslmode", server.tls() == null ? "prefer" : "require");
    given.setProperty("gssEncMode", "disable");
    given.setProperty("loginTimeout", "0");
    given.setProperty("connectTimeout", "0");
    given.setProperty("maxResultBuffer", MAX_RESULT_BYTES);
    @Nullable Connection made = new Driver().connect(url(server), given);
    if (made == null) {
      throw new SQLException("the driver does not take the address " + server.target());
    }
    return made;
  }

  private static String url(DatabaseServer server) {
    String database = server.database().isEmpty() ? server.user() : server.database();
    return "jdbc:postgresql://"
        + Connector.bracketed(server.host().replaceAll("[^A-Za-z0-9._:-]", ""))
        + ":"
        + server.port()
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  @Override
  public List<String> bounds(String product, Duration left, int maxRows) {
    return List.of(
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET statement_timeout = " + Math.max(1, left.toMillis()));
  }
}
