package io.atalaya.collect.exporter;

import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.PeerSocket;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.scrape.Recognition;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises servers by the first bytes that they say after {@code PING}, and if they say none,
 * after PostgreSQL's question for TLS:
 *
 * <pre>
 *   MySQL        speaks first, whatever it hears: length u24, sequence 0, protocol 10 or 0xFF
 *   Redis        +PONG, or -NOAUTH …, or another line that begins with -
 *   PostgreSQL   ends the connection; SSLRequest (8, 80877103) it answers with S or N
 * </pre>
 */
public final class ServerGuess implements Recognition {
  private static final int MAX_BYTES = 4096;
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 0xD2, 0x16, 0x2F};
  private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int PONG_BYTES = 7;

  @Override
  public Optional<Known> recognise(
      String host, int port, Credentials credentials, Network network, Deadline deadline) {
    Login login = Login.of(credentials);
    byte[] first = bytes(host, port, PING, PONG_BYTES, network, deadline);
    if (first.length > 4 && first[3] == 0 && (first[4] == 10 || first[4] == (byte) 0xFF)) {
      Exporter mysql = new MysqlExporter(server(DatabaseKind.MYSQL, host, port, login));
      return Optional.of(known(mysql, "MySQL", host, port));
    }
    String answer = new String(first, StandardCharsets.ISO_8859_1);
    if (answer.startsWith("+PONG") || answer.matches("(?s)-(NOAUTH|ERR|DENIED|LOADING).*")) {
      RedisServer server = new RedisServer(host, port, "", login.password(), null, 0);
      return Optional.of(known(new RedisExporter(server), "Redis", host, port));
    }
    byte[] ssl = first.length > 0 ? first : bytes(host, port, SSL_REQUEST, 1, network, deadline);
    if (ssl.length == 1 && (ssl[0] == 'S' || ssl[0] == 'N')) {
      Exporter postgres = new PostgresExporter(server(DatabaseKind.POSTGRESQL, host, port, login));
      return Optional.of(known(postgres, "PostgreSQL", host, port));
    }
    return Optional.empty();
  }

  /** The user name and password of a job, for a login. */
  private record Login(String user, @Nullable SecretSource password) {
    static Login of(Credentials credentials) {
      if (!(credentials instanceof Credentials.Basic(SecretSource user, SecretSource password))) {
        return new Login("", null);
      }
      try {
        return new Login(user.read().reveal(), password);
      } catch (IOException e) {
        return new Login("", password);
      }
    }
  }

  private static DatabaseServer server(DatabaseKind kind, String host, int port, Login login) {
    DatabaseServer server = DatabaseServer.of(kind, host, port, login.user(), login.password());
    return kind == DatabaseKind.POSTGRESQL ? server.withDatabase("postgres") : server;
  }

  private static Known known(Exporter source, String name, String host, int port) {
    String address = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    String login = source instanceof RedisExporter ? "" : ", user: …, password_file: …";
    String found =
        "%s speaks no HTTP but is a %s server; it is collected by the built-in exporter."
            .formatted(address, name);
    String advice =
        "Say so with exporters: [{%s: {address: \"%s\"%s}}]"
            .formatted(source.kind(), address, login);
    return new Known(source, found + " " + advice);
  }

  /** The first bytes that are said after a question; none if there is no connection. */
  private static byte[] bytes(
      String host, int port, byte[] question, int wanted, Network network, Deadline deadline) {
    try (PeerSocket socket = PeerSocket.open(network, host, port, null, MAX_BYTES, deadline)) {
      socket.write(question);
      return socket.input().readNBytes(wanted);
    } catch (IOException e) {
      // No connection, or no such answer: then it is something else.
      return new byte[0];
    }
  }
}
