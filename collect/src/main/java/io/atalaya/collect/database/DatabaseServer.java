package io.atalaya.collect.database;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and how to log in.
 *
 * @param kind what speaks there
 * @param host name or address
 * @param port 1–65535
 * @param database name of the database; empty (default) for the one that the server chooses
 * @param user empty (default) for none
 * @param password null (default) for none
 * @param tls how TLS is spoken, which is then demanded; null (default) for TLS with any certificate
 *     if the server offers it, and else without
 * @param properties further properties of the driver, of {@link DatabaseKind#properties()}
 */
public record DatabaseServer(
    DatabaseKind kind,
    String host,
    int port,
    String database,
    String user,
    @Nullable SecretSource password,
    @Nullable TlsConfig tls,
    Map<String, String> properties) {

  public DatabaseServer {
    properties = Map.copyOf(properties);
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "a database needs a host and a port from 1 to 65535, got \"" + host + ":" + port + "\"");
    }
    for (String name : new TreeMap<>(properties).keySet()) {
      if (!kind.properties().contains(name)) {
        throw new IllegalArgumentException(
            "the property \""
                + name
                + "\" may not be set for "
                + kind.text()
                + "; possible are "
                + String.join(", ", new TreeSet<>(kind.properties())));
      }
    }
  }

  /** A server and a login, with the defaults of everything else. */
  public static DatabaseServer of(
      DatabaseKind kind, String host, int port, String user, @Nullable SecretSource password) {
    return new DatabaseServer(kind, host, port, "", user, password, null, Map.of());
  }

  /** The same server, another database of it. */
  public DatabaseServer withDatabase(String name) {
    return new DatabaseServer(kind, host, port, name, user, password, tls, properties);
  }

  /** For people and labels: {@code host:port/database}; never holds a secret. */
  public String target() {
    String address = host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    return database.isEmpty() ? address : address + "/" + database;
  }
}
