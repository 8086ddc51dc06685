package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.http.TlsConfig;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open connection on which lines and bytes are said and heard, for checks of other protocols.
 */
public final class Wire implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 64 << 10;

  private final Network network;
  private final Deadline deadline;
  private final Phases phases;
  private Connection connection;

  private Wire(Network network, Deadline deadline, Dialer.Opened opened) {
    this.network = network;
    this.deadline = deadline;
    this.phases = opened.phases();
    this.connection = opened.connection();
  }

  /**
   * Connects.
   *
   * @param tls how TLS is spoken, or null for none
   * @throws ExchangeException if no connection comes about
   */
  public static Wire open(
      Network network, String host, int port, @Nullable TlsConfig tls, Deadline deadline)
      throws ExchangeException {
    return open(network, host, port, tls, List.of(), deadline);
  }

  /**
   * Connects.
   *
   * @param tls how TLS is spoken, or null for none
   * @param protocols what is offered to be spoken over TLS, such as {@code h2}
   * @throws ExchangeException if no connection comes about
   */
  public static Wire open(
      Network network,
      String host,
      int port,
      @Nullable TlsConfig tls,
      List<String> protocols,
      Deadline deadline)
      throws ExchangeException {
    try {
      Dialer.Opened opened =
          new Dialer(network, protocols)
              .open(
                  host,
                  port,
                  tls == null ? null : network.tls().of(tls),
                  tls == null ? TlsConfig.defaults() : tls,
                  Optional.empty(),
                  socket -> {},
                  deadline);
      opened.connection().begin(deadline);
      return new Wire(network, deadline, opened);
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  /** The connection itself, for a protocol that is spoken in bytes. */
  Connection connection() {
    return connection;
  }

  /** The next line, without its end. */
  public String readLine() throws ExchangeException {
    try {
      return connection.readLine(MAX_LINE_BYTES);
    } catch (IOException e) {
      throw connection.broken(e);
    }
  }

  /** The next line without its end; null at the end. What stands after the last end is a line. */
  public @Nullable String nextLine() throws ExchangeException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] one = new byte[1];
    try {
      int n = connection.read(one, 0, 1);
      boolean ended = n < 0;
      for (; n > 0 && one[0] != '\n'; n = connection.read(one, 0, 1)) {
        line.write(one[0]);
        if (line.size() > MAX_LINE_BYTES) {
          throw new ExchangeException(
              Reason.TOO_LARGE, "a line is longer than " + MAX_LINE_BYTES + " bytes", null);
        }
      }
      return ended ? null : withoutReturn(line.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw connection.broken(e);
    }
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /** As many bytes as wanted, once they are there. */
  public byte[] readBytes(int count) throws ExchangeException {
    byte[] bytes = new byte[count];
    try {
      for (int at = 0; at < count; ) {
        int n = connection.read(bytes, at, count - at);
        if (n < 0) {
          throw new EOFException();
        }
        at += n;
      }
      return bytes;
    } catch (IOException e) {
      throw connection.broken(e);
    }
  }

  /** The head of an answer of HTTP/1.1. */
  public ResponseHead readHead() throws ExchangeException {
    try {
      return connection.readHead();
    } catch (IOException e) {
      throw connection.broken(e);
    }
  }

  /** Says a line; its end is added. */
  public void writeLine(String line) throws ExchangeException {
    write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Says these bytes and no others. */
  public void write(byte[] bytes) throws ExchangeException {
    try {
      connection.write(bytes, null);
    } catch (IOException e) {
      throw connection.broken(e);
    }
  }

  /**
   * Speaks TLS from here on.
   *
   * @param host whose certificate is expected if {@code tls} names none
   * @return how long that took, in nanoseconds
   */
  public long startTls(String host, TlsConfig tls) throws ExchangeException {
    if (connection.hasUnread()) {
      // What was said in the clear would be taken for part of the safe conversation.
      throw new ExchangeException(Reason.PROTOCOL, "the peer spoke on before TLS began", null);
    }
    long begun = network.ticker().nanos();
    try {
      connection =
          Dialer.secure(connection.socket(), host, network.tls().of(tls), tls, List.of(), deadline);
      connection.begin(deadline);
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
    return network.ticker().nanos() - begun;
  }

  /** The address that was connected to; null for a socket of the file system. */
  public @Nullable InetAddress remoteAddress() {
    return connection.socket().getInetAddress();
  }

  /** How long resolving, connecting and TLS took. */
  public Phases phases() {
    return phases;
  }

  /** What TLS told about the peer, or null without TLS. */
  public @Nullable TlsPeer tls() {
    return connection.tls();
  }

  @Override
  public void close() {
    connection.close();
  }
}
