package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.http.TlsConfig;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open connection on which lines are said and heard, for checks of other protocols. */
public final class Wire implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 64 << 10;

  private final Connection connection;
  private final Phases phases;

  private Wire(Connection connection, Phases phases) {
    this.connection = connection;
    this.phases = phases;
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
    try {
      Dialer.Opened opened =
          new Dialer(network)
              .open(
                  host,
                  port,
                  tls == null ? null : network.tls().of(tls),
                  tls == null ? TlsConfig.defaults() : tls,
                  Optional.empty(),
                  socket -> {},
                  deadline);
      opened.connection().begin(deadline);
      return new Wire(opened.connection(), opened.phases());
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  /** The next line, without its end. */
  public String readLine() throws ExchangeException {
    try {
      return connection.readLine(MAX_LINE_BYTES);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Says a line; its end is added. */
  public void writeLine(String line) throws ExchangeException {
    try {
      connection.write((line + "\r\n").getBytes(StandardCharsets.UTF_8), null);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static ExchangeException failure(IOException e) {
    if (e instanceof ExchangeException known) {
      return known;
    }
    String what = e instanceof EOFException ? "the peer closed it" : String.valueOf(e.getMessage());
    return new ExchangeException(Reason.CONNECTION_CLOSED, "the connection ended: " + what, e);
  }

  /** The address that was connected to: the proxy's if there is one. */
  public InetAddress remoteAddress() {
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
