package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.http.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open connection for protocols of bytes. Every read ends at the deadline, however slowly the
 * peer drips; what it may send in all is limited.
 */
public final class PeerSocket implements AutoCloseable {
  private final Socket socket;
  private final @Nullable TlsPeer tls;
  private final Phases phases;
  private final Deadline deadline;
  private final long maxBytes;
  private long taken;

  private PeerSocket(Dialer.Opened opened, Deadline deadline, long maxBytes) {
    this.socket = opened.connection().socket();
    this.tls = opened.connection().tls();
    this.phases = opened.phases();
    this.deadline = deadline;
    this.maxBytes = maxBytes;
  }

  /**
   * Connects.
   *
   * @param tls how TLS is spoken, or null for none
   * @param maxBytes what the peer may send before the connection is given up
   * @throws ExchangeException if no connection comes about
   */
  public static PeerSocket open(
      Network network,
      String host,
      int port,
      @Nullable TlsConfig tls,
      long maxBytes,
      Deadline deadline)
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
      return new PeerSocket(opened, deadline, maxBytes);
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  /** What the peer says; not buffered. */
  public InputStream input() {
    return new Input();
  }

  /** Says something. */
  public void write(byte[] bytes) throws ExchangeException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** The same fault as one of an exchange: whatever is not told yet is a broken connection. */
  public ExchangeException broken(IOException e) {
    return ExchangeException.broken(e, taken == 0 ? tls : null);
  }

  /** The address that was connected to. */
  public InetAddress remoteAddress() {
    return socket.getInetAddress();
  }

  /** How long resolving, connecting and TLS took. */
  public Phases phases() {
    return phases;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The socket is gone either way, and nobody waits for it any more.
      taken = maxBytes;
    }
  }

  /** Bytes from the peer, within the deadline and the limit. */
  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (taken >= maxBytes) {
        throw new ExchangeException(
            Reason.TOO_LARGE, "the peer sent more than " + maxBytes + " bytes", null);
      }
      try {
        socket.setSoTimeout(deadline.millisLeft());
        int n = socket.getInputStream().read(into, offset, length);
        taken += Math.max(0, n);
        return n;
      } catch (SocketTimeoutException e) {
        throw deadline.expired();
      }
    }
  }
}
