package io.atalaya.collect.database;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.NameLookup;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one session. A driver makes its own sockets, through a factory that it creates
 * by name; what the factory needs to know waits in {@link #CURRENT} while the driver connects.
 *
 * <pre>
 *   session ── opens ──► Dialing ◄── asks for sockets ── DeadlineSockets ◄── created by ── driver
 *                           │
 *                           └─ a thread that waits for the deadline and then closes the sockets
 * </pre>
 *
 * A read or write that the driver is blocked in ends when its socket is closed, so nothing outlives
 * the deadline, whatever a driver's own timeouts do.
 */
final class Dialing implements AutoCloseable {
  /** What the driver that connects on this thread connects to. */
  static final ScopedValue<Dialing> CURRENT = ScopedValue.newInstance();

  private final DatabaseServer server;
  private final Network network;
  private final Deadline deadline;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean expired;
  private @Nullable ExchangeException fault;
  private long resolveNanos;
  private long connectNanos;
  private volatile long tlsNanos;
  private InetAddress[] addresses = {};
  private @Nullable InetAddress address;

  Dialing(DatabaseServer server, Network network, Deadline deadline) {
    this.server = server;
    this.network = network;
    this.deadline = deadline;
  }

  /** Begins to watch the deadline, and resolves the name. */
  void begin() throws ExchangeException {
    Duration left = deadline.left();
    Thread.ofVirtual().name("deadline of " + server.target()).start(() -> endAfter(left));
    long begun = network.ticker().nanos();
    addresses = new NameLookup(network).resolve(server.host(), deadline);
    resolveNanos = network.ticker().nanos() - begun;
  }

  private void endAfter(Duration left) {
    try {
      if (!over.await(left.toMillis(), TimeUnit.MILLISECONDS)) {
        expired = true;
        sockets.forEach(Dialing::closeQuietly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A socket that is connected: to the first permitted address that answers. */
  Socket connect() throws ExchangeException {
    try {
      long begun = network.ticker().nanos();
      Socket socket = first(new NameLookup(network));
      connectNanos += network.ticker().nanos() - begun;
      return socket;
    } catch (ExchangeException e) {
      fault = e;
      throw e;
    }
  }

  private Socket first(NameLookup names) throws ExchangeException {
    ExchangeException last =
        new ExchangeException(Reason.DNS, "the name " + server.host() + " has no address", null);
    for (int i = 0; i < addresses.length; i++) {
      names.requirePermitted(server.host(), addresses[i]);
      long share = deadline.left().toMillis() / (addresses.length - i);
      try {
        return connect(addresses[i], Math.clamp(share, 1, Integer.MAX_VALUE));
      } catch (IOException e) {
        last = failure(addresses[i], e);
      }
    }
    throw last;
  }

  private Socket connect(InetAddress to, int timeoutMillis) throws IOException {
    ConnectedSocket socket = new ConnectedSocket();
    sockets.add(socket);
    if (expired) {
      closeQuietly(socket);
    }
    socket.dial(new InetSocketAddress(to, server.port()), timeoutMillis);
    address = to;
    return socket;
  }

  private ExchangeException failure(InetAddress at, IOException e) {
    String where = at.getHostAddress() + " port " + server.port();
    boolean refused = e instanceof ConnectException && String.valueOf(e).contains("refused");
    if (refused) {
      return new ExchangeException(Reason.CONNECTION_REFUSED, where + " refused the connection", e);
    }
    return e instanceof SocketTimeoutException || expired
        ? new ExchangeException(Reason.TIMEOUT, "no connection to " + where + " in time", e)
        : new ExchangeException(Reason.CONNECT, where + ": " + e.getMessage(), e);
  }

  /**
   * A socket that will speak TLS over a connected one, as configured; any certificate will do if
   * nothing is. The driver begins the handshake: it still wants to say who is the client, which
   * nobody may once a handshake has begun.
   */
  SSLSocket secure(Socket plain) throws IOException {
    TlsConfig tls = tls();
    SSLContext context = network.tls().of(tls);
    String name = tls.serverName().isEmpty() ? server.host() : tls.serverName();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, name, server.port(), true);
    SSLParameters parameters = TlsContext.parameters(tls, context);
    if (!tls.insecureSkipVerify()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (name.indexOf('.') > 0 && name.indexOf(':') < 0 && !name.matches("[0-9.]+")) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    socket.setSSLParameters(parameters);
    long begun = network.ticker().nanos();
    socket.addHandshakeCompletedListener(_ -> tlsNanos = network.ticker().nanos() - begun);
    return socket;
  }

  private TlsConfig tls() {
    TlsConfig demanded = server.tls();
    return demanded == null ? new TlsConfig(null, null, null, "", true, null, null) : demanded;
  }

  /** Why no connection came about; null if one did, or none was tried. */
  @Nullable ExchangeException fault() {
    return fault;
  }

  boolean expired() {
    return expired;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Nanoseconds for names, for TCP, and for TLS. */
  long[] phases() {
    return new long[] {resolveNanos, connectNanos, tlsNanos};
  }

  /** Where the last connection leads; null before the first. */
  @Nullable InetAddress address() {
    return address;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Whoever waits for it has been woken; nothing else was wanted.
      return;
    }
  }

  @Override
  public void close() {
    over.countDown();
    sockets.forEach(Dialing::closeQuietly);
  }

  /** Connected by us; a driver that wants to connect it too finds that done. */
  private static final class ConnectedSocket extends Socket {
    void dial(SocketAddress to, int timeoutMillis) throws IOException {
      super.connect(to, timeoutMillis);
      setTcpNoDelay(true);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) {
      // Already done, to the address that was judged.
    }

    @Override
    public void connect(SocketAddress endpoint) {
      // Already done, to the address that was judged.
    }
  }
}
