package io.atalaya.collect.redis;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.PeerSocket;
import io.atalaya.collect.http.Phases;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection to Redis that is logged in. For one thread at a time. */
public final class RedisSession implements AutoCloseable {
  /** What a server may send in one session; {@code INFO} takes some kilobytes. */
  public static final int MAX_BYTES = 8 << 20;

  private final PeerSocket socket;
  private final RedisReader reader;
  private final long loginNanos;

  private RedisSession(PeerSocket socket, RedisReader reader, long loginNanos) {
    this.socket = socket;
    this.reader = reader;
    this.loginNanos = loginNanos;
  }

  /**
   * Connects, logs in and chooses the database.
   *
   * @throws ExchangeException if one of these fails; {@link Reason#AUTH} for the login
   */
  public static RedisSession open(RedisServer server, Network network, Deadline deadline)
      throws ExchangeException {
    PeerSocket socket =
        PeerSocket.open(network, server.host(), server.port(), server.tls(), MAX_BYTES, deadline);
    try {
      RedisReader reader = new RedisReader(new BufferedInputStream(socket.input(), 16 << 10));
      long begun = network.ticker().nanos();
      RedisSession greeting = new RedisSession(socket, reader, 0);
      greeting.login(server);
      return new RedisSession(socket, reader, network.ticker().nanos() - begun);
    } catch (ExchangeException e) {
      socket.close();
      throw e;
    }
  }

  private void login(RedisServer server) throws ExchangeException {
    if (server.password() != null) {
      String password = password(server);
      ask(
          server.user().isEmpty()
              ? List.of("AUTH", password)
              : List.of("AUTH", server.user(), password));
    }
    if (server.database() != 0) {
      ask("SELECT", Integer.toString(server.database()));
    }
  }

  private static String password(RedisServer server) throws ExchangeException {
    try {
      return server.password() == null ? "" : server.password().read().reveal();
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "the password's file cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Asks one command.
   *
   * @throws ExchangeException if it is refused, or no answer comes
   */
  public RedisReply ask(String... words) throws ExchangeException {
    return ask(List.of(words));
  }

  /** Asks one command, given word by word. */
  public RedisReply ask(List<String> words) throws ExchangeException {
    RedisReply reply = askAll(List.of(words)).getFirst();
    if (reply instanceof RedisReply.Fault(String message)) {
      throw refused(words.getFirst(), message);
    }
    return reply;
  }

  /** Asks several commands at once; what is refused is among the answers. */
  public List<RedisReply> askAll(List<List<String>> commands) throws ExchangeException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    commands.forEach(words -> append(out, words));
    socket.write(out.toByteArray());
    List<RedisReply> replies = new ArrayList<>(commands.size());
    try {
      for (int i = 0; i < commands.size(); i++) {
        replies.add(reader.read());
      }
    } catch (IOException e) {
      throw socket.broken(e);
    }
    return replies;
  }

  private static void append(ByteArrayOutputStream out, List<String> words) {
    out.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(bytes);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
  }

  private static ExchangeException refused(String command, String message) {
    boolean login =
        command.equals("AUTH")
            || message.startsWith("NOAUTH")
            || message.startsWith("WRONGPASS")
            || message.startsWith("NOPERM");
    return new ExchangeException(
        login ? Reason.AUTH : Reason.REFUSED, "Redis refused " + command + ": " + message, null);
  }

  /** How long resolving, connecting and TLS took. */
  public Phases phases() {
    return socket.phases();
  }

  /** How long the login took, the choice of the database included. */
  public long loginNanos() {
    return loginNanos;
  }

  public InetAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public void close() {
    socket.close();
  }
}
