package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.http.ProxyRoutes.Hop;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsContext;
import io.atalaya.model.http.TlsHandshake;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Opens connections: resolves, judges and connects, and speaks TLS, each within a deadline. */
final class Dialer {
  private final Network network;
  private final NameLookup names;
  private final List<String> protocols;

  Dialer(Network network) {
    this(network, List.of());
  }

  /** One that offers protocols while TLS is agreed upon (ALPN, RFC 7301). */
  Dialer(Network network, List<String> protocols) {
    this.network = network;
    this.names = new NameLookup(network);
    this.protocols = protocols;
  }

  /** A connection that has just been opened, and how long that took. */
  record Opened(Connection connection, Phases phases) {}

  /**
   * Connects, and speaks TLS if there is a context for it; then a proxy, if any, is first asked for
   * a tunnel.
   *
   * @param tls what to expect of TLS; without effect if {@code context} is null
   * @param proxy whom to connect to in place of the host
   * @param opening is given the socket before it connects, so that another thread can close it
   */
  Opened open(
      String host,
      int port,
      @Nullable SSLContext context,
      TlsConfig tls,
      Optional<Hop> proxy,
      Consumer<Socket> opening,
      Deadline deadline)
      throws ExchangeException {
    String firstHost = proxy.map(Hop::host).orElse(host);
    int firstPort = proxy.map(Hop::port).orElse(port);
    if (network.unixSocket() != null) {
      return local(network.unixSocket(), host, context, tls, opening, deadline);
    }
    if (proxy.isPresent()) {
      requirePermittedLiteral(host);
    }
    long t0 = network.ticker().nanos();
    InetAddress[] addresses = names.resolve(firstHost, deadline);
    long t1 = network.ticker().nanos();
    Socket socket = connect(firstHost, addresses, firstPort, opening, deadline);
    if (context != null && proxy.isPresent()) {
      Tunnel.ask(socket, host, port, proxy.get(), deadline);
    }
    long t2 = network.ticker().nanos();
    Connection connection =
        context == null
            ? new Connection(socket, null)
            : secure(socket, host, context, tls, protocols, deadline);
    long t3 = network.ticker().nanos();
    return new Opened(connection, new Phases(t1 - t0, t2 - t1, t3 - t2, 0, 0));
  }

  /** A proxy resolves names by itself; what needs no resolving is judged before it is asked. */
  private void requirePermittedLiteral(String host) throws ExchangeException {
    try {
      names.requirePermitted(host, InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      requirePermittedPosixLiteral(host);
    }
  }

  /** The same for forms that only old programs read, such as 0x7f000001. */
  private void requirePermittedPosixLiteral(String host) throws ExchangeException {
    try {
      names.requirePermitted(host, Inet4Address.ofPosixLiteral(host));
    } catch (IllegalArgumentException e) {
      // A name, which the proxy resolves.
      return;
    }
  }

  private Opened local(
      Path path,
      String host,
      @Nullable SSLContext context,
      TlsConfig tls,
      Consumer<Socket> opening,
      Deadline deadline)
      throws ExchangeException {
    long start = network.ticker().nanos();
    try {
      Socket socket = UnixSocket.connect(path);
      opening.accept(socket);
      long connected = network.ticker().nanos();
      Connection connection =
          context == null
              ? new Connection(socket, null)
              : secure(socket, host, context, tls, protocols, deadline);
      long secured = network.ticker().nanos();
      return new Opened(connection, new Phases(0, connected - start, secured - connected, 0, 0));
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Reason.CONNECT, path + ": " + e.getMessage(), e);
    }
  }

  /** Connects to the first address that answers. */
  private Socket connect(
      String host, InetAddress[] addresses, int port, Consumer<Socket> opening, Deadline deadline)
      throws ExchangeException {
    ExchangeException last =
        new ExchangeException(Reason.DNS, "the name " + host + " has no address", null);
    for (int i = 0; i < addresses.length; i++) {
      names.requirePermitted(host, addresses[i]);
      try {
        // Each address gets its share of the time, so that a dead first one does not take it all.
        int shareMillis = deadline.millisLeft() / (addresses.length - i);
        return connect(addresses[i], port, opening, shareMillis);
      } catch (SocketTimeoutException e) {
        last =
            new ExchangeException(
                Reason.TIMEOUT, "no connection to " + where(addresses[i], port) + " in time", e);
      } catch (ConnectException e) {
        last = refused(addresses[i], port, e);
      } catch (ExchangeException e) {
        throw e;
      } catch (IOException e) {
        last =
            new ExchangeException(
                Reason.CONNECT, where(addresses[i], port) + ": " + e.getMessage(), e);
      }
    }
    throw last;
  }

  private static ExchangeException refused(InetAddress address, int port, ConnectException e) {
    boolean refused = e.getMessage() != null && e.getMessage().contains("refused");
    return refused
        ? new ExchangeException(
            Reason.CONNECTION_REFUSED, where(address, port) + " refused the connection", e)
        : new ExchangeException(Reason.CONNECT, where(address, port) + ": " + e.getMessage(), e);
  }

  private static String where(InetAddress address, int port) {
    return address.getHostAddress() + " port " + port;
  }

  private Socket connect(InetAddress address, int port, Consumer<Socket> opening, int timeoutMillis)
      throws IOException {
    Socket socket = new Socket();
    try {
      opening.accept(socket);
      socket.setTcpNoDelay(true);
      if (network.source() != null) {
        socket.bind(new InetSocketAddress(network.source(), 0));
      }
      socket.connect(new InetSocketAddress(address, port), Math.max(1, timeoutMillis));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Speaks TLS over a connected socket, which is closed if that fails. */
  static Connection secure(
      Socket plain,
      String host,
      SSLContext context,
      TlsConfig tls,
      List<String> protocols,
      Deadline deadline)
      throws ExchangeException {
    String name = tls.serverName().isEmpty() ? host : tls.serverName();
    TlsHandshake handshake = new TlsHandshake();
    try {
      plain.setSoTimeout(deadline.millisLeft());
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
      SSLParameters parameters = TlsContext.parameters(tls, context);
      if (!tls.insecureSkipVerify()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      if (isHostName(name)) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      parameters.setApplicationProtocols(protocols.toArray(String[]::new));
      socket.setSSLParameters(parameters);
      handshake.on(socket);
      return new Connection(socket, peer(socket, handshake.request()));
    } catch (IOException e) {
      closeQuietly(plain);
      throw tlsFailure(name, e, handshake.request(), deadline);
    }
  }

  private static boolean isHostName(String name) {
    boolean isAddress = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    // Java refuses names with underscores for SNI.
    return !isAddress && name.indexOf('.') > 0 && name.indexOf('_') < 0;
  }

  private static ExchangeException tlsFailure(
      String name, IOException e, TlsHandshake.Request request, Deadline deadline) {
    if (e instanceof SocketTimeoutException) {
      return deadline.expired();
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return new ExchangeException(
            Reason.CERTIFICATE,
            "the certificate of " + name + " is not trusted: " + cause.getMessage(),
            e);
      }
    }
    Reason reason = e instanceof SSLException ? Reason.TLS : Reason.CONNECTION_CLOSED;
    String what = "TLS with " + name + " failed: " + e.getMessage();
    return new ExchangeException(reason, what + request.hint(), e);
  }

  /** What the handshake on a socket told. */
  private static TlsPeer peer(SSLSocket socket, TlsHandshake.Request request) throws SSLException {
    SSLSession session = socket.getSession();
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate certificate : session.getPeerCertificates()) {
      if (certificate instanceof X509Certificate x509) {
        chain.add(x509);
      }
    }
    return new TlsPeer(session.getProtocol(), session.getCipherSuite(), chain, request);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The handshake has failed; that is what will be told.
      return;
    }
  }
}
