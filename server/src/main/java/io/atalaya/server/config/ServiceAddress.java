package io.atalaya.server.config;

import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import org.jspecify.annotations.Nullable;

/**
 * The keys that say where a database is and how to log in, the same wherever one is named:
 *
 * <pre>
 *   address         host, or host:port
 *   database        its name; of Redis its number
 *   user            and password, or password_file
 *   tls             a section, empty for the system's trust
 *   properties      of a driver, the few that may be set
 * </pre>
 */
final class ServiceAddress {
  private ServiceAddress() {}

  static DatabaseServer database(Section s, DatabaseKind kind) {
    HostPort address = address(s, kind.defaultPort());
    return new DatabaseServer(
        kind,
        address.host(),
        address.port(),
        s.text("database", ""),
        s.text("user", ""),
        password(s),
        tls(s),
        s.textMap("properties"));
  }

  static RedisServer redis(Section s) {
    HostPort address = address(s, RedisServer.DEFAULT_PORT);
    return new RedisServer(
        address.host(),
        address.port(),
        s.text("user", ""),
        password(s),
        tls(s),
        s.count("database", 0));
  }

  static HostPort address(Section s, int defaultPort) {
    HostPort given =
        s.parsed("address", text -> HostPort.parse(text, defaultPort)).orElse(HostPort.NONE);
    if (given.equals(HostPort.NONE)) {
      throw new IllegalArgumentException("address is missing; it is a host, or host:port");
    }
    return given;
  }

  static @Nullable SecretSource password(Section s) {
    return s.secret("password", "password_file").orElse(null);
  }

  static @Nullable TlsConfig tls(Section s) {
    return s.section("tls", HttpClientReader::tls).orElse(null);
  }
}
