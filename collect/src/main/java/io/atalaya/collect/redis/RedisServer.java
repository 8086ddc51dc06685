package io.atalaya.collect.redis;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis server is and how to log in.
 *
 * @param host name or address
 * @param port 6379 by default
 * @param user of the access list; empty (default) for the one named {@code default}
 * @param password null (default) for no login
 * @param tls how TLS is spoken; null (default) for none
 * @param database number of the database, 0 by default
 */
public record RedisServer(
    String host,
    int port,
    String user,
    @Nullable SecretSource password,
    @Nullable TlsConfig tls,
    int database) {
  public static final int DEFAULT_PORT = 6379;

  public RedisServer {
    if (host.isEmpty() || port < 1 || port > 65535 || database < 0) {
      throw new IllegalArgumentException(
          "Redis needs a host, a port from 1 to 65535 and a database from 0");
    }
    if (!user.isEmpty() && password == null) {
      throw new IllegalArgumentException("a user without a password: give password or its file");
    }
  }

  /** A server that asks for no login. */
  public static RedisServer at(String host, int port) {
    return new RedisServer(host, port, "", null, null, 0);
  }

  /** For people and labels: {@code host:port}, with the database unless it is 0. */
  public String target() {
    String address = host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    return database == 0 ? address : address + "/" + database;
  }
}
