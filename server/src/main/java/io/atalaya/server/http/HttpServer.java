package io.atalaya.server.http;

import io.atalaya.model.trace.Tracer;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.compression.zstandard.ZstandardCompression;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Listens on one address or several and answers by {@link Routes}. */
public final class HttpServer implements AutoCloseable {
  /**
   * Connections beyond the limit that are told so; even further ones wait in the kernel's queue.
   */
  private static final int SPARE_CONNECTIONS = 64;

  /** What is read from a connection at once: most pushed bodies whole. Not held while it waits. */
  private static final int READ_BYTES = 32 << 10;

  /** Answers below this size are not worth compressing. */
  private static final int MIN_COMPRESS_BYTES = 1024;

  private final HttpOptions options;
  private final Server server;
  private final List<ServerConnector> connectors;
  private final @Nullable OwnTls tls;
  private final Connections connections;
  private final BodyMemory bodies;
  private HttpAccess access;
  private @Nullable Dispatcher dispatcher;

  /** A server that does not listen yet, for everybody and in plain HTTP. */
  public HttpServer(HttpOptions options) {
    this(options, HttpAccess.OPEN);
  }

  /** A server that does not listen yet. */
  public HttpServer(HttpOptions options, HttpAccess access) {
    this.options = options;
    this.access = access;
    this.tls = access.tls() == null ? null : new OwnTls(access.tls());
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    server = new Server(threads);
    server.setErrorHandler(new PlainErrors());
    List<Listen> all = new ArrayList<>(List.of(new Listen(options.host(), options.port())));
    all.addAll(options.also());
    connectors = all.stream().map(this::connector).toList();
    HttpLimits limits = options.limits();
    connections = new Connections(limits, connectors.getFirst());
    bodies = new BodyMemory(limits.bodiesBytes());
    for (ServerConnector connector : connectors) {
      connector.addBean(connections);
      server.addConnector(connector);
    }
    server.addBean(
        new NetworkConnectionLimit(
            limits.connections() + SPARE_CONNECTIONS, connectors.toArray(ServerConnector[]::new)));
    server.setStopTimeout(options.stopTimeout().toMillis());
  }

  private ServerConnector connector(Listen where) {
    HttpConnectionFactory http = new HttpConnectionFactory(configuration());
    http.setInputBufferSize(READ_BYTES);
    ServerConnector connector =
        tls == null
            ? new ServerConnector(server, 1, 1, http)
            : new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, http.getProtocol()), http);
    connector.setHost(where.host());
    connector.setPort(where.port());
    connector.setIdleTimeout(options.limits().idle().toMillis());
    return connector;
  }

  /**
   * Changes who may connect and ask. Connections that exist go on; TLS itself cannot be switched on
   * or off.
   *
   * @throws IllegalArgumentException if that is wanted
   */
  public void access(HttpAccess wanted) {
    if ((wanted.tls() == null) != (tls == null)) {
      throw new IllegalArgumentException(
          "TLS of the web server is switched on or off only by a restart");
    }
    HttpAccess.Tls changed = wanted.tls();
    if (tls != null && changed != null && !changed.equals(access.tls())) {
      try {
        tls.reload(_ -> tls.configure(changed));
      } catch (Exception e) {
        throw new IllegalArgumentException("TLS of the web server: " + e.getMessage(), e);
      }
    }
    access = wanted;
    if (dispatcher != null) {
      dispatcher.access(wanted);
    }
  }

  private HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    if (tls != null) {
      configuration.addCustomizer(new SecureRequestCustomizer(false));
    }
    configuration.setSendServerVersion(false);
    // The dispatcher leads such paths to those without empty parts.
    configuration.setUriCompliance(
        UriCompliance.DEFAULT.with("slashes", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
    configuration.setSendDateHeader(true);
    configuration.setRequestHeaderSize(options.limits().headBytes());
    return configuration;
  }

  private static CompressionHandler compressing(Dispatcher dispatcher) {
    CompressionHandler handler = new CompressionHandler(dispatcher);
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(MIN_COMPRESS_BYTES);
    ZstandardCompression zstd = new ZstandardCompression();
    zstd.setMinCompressSize(MIN_COMPRESS_BYTES);
    handler.putCompression(zstd);
    handler.putCompression(gzip);
    handler.putConfiguration(
        "/",
        CompressionConfig.builder()
            .defaults()
            .compressIncludeMethod("GET")
            .compressIncludeMethod("POST")
            .compressExcludeMimeType("text/event-stream")
            .decompressExcludePath("/*")
            .build());
    return handler;
  }

  /**
   * Takes the addresses, so that nobody else can; who connects waits until {@link #start}.
   *
   * @throws BindException if one of them is taken or not ours
   */
  public void bind() throws IOException {
    for (ServerConnector connector : connectors) {
      try {
        connector.open();
      } catch (IOException e) {
        if (e.getCause() instanceof BindException bind) {
          throw bind;
        }
        throw e;
      }
    }
  }

  /**
   * Begins to answer on the address that was bound.
   *
   * @param requestLog told of every answer
   */
  public void start(Routes routes, RequestLog requestLog) throws IOException {
    start(routes, requestLog, Tracer.OFF);
  }

  /**
   * The same with somebody who notes what is done for whom.
   *
   * @param requestLog told of every answer
   */
  public void start(Routes routes, RequestLog requestLog, Tracer tracer) throws IOException {
    Dispatcher answering = new Dispatcher(options, connections, bodies, routes, requestLog, tracer);
    answering.access(access);
    dispatcher = answering;
    server.setHandler(new GracefulHandler(compressing(answering)));
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not start: " + e.getMessage(), e);
    }
  }

  /** The port it listens on, at the first of its addresses. */
  public int port() {
    return ports().getFirst();
  }

  /** The ports of all its addresses. */
  List<Integer> ports() {
    return connectors.stream().map(ServerConnector::getLocalPort).toList();
  }

  /** What was refused, and what became of connections, since the start. */
  public HttpStatistics statistics() {
    return new HttpStatistics(
        connections.accepted(),
        connections.ended(),
        connections.closed(ClientConnection.Fault.SLOW_HEAD),
        connections.closed(ClientConnection.Fault.SLOW_READER),
        connections.closed(ClientConnection.Fault.EVICTED),
        bodies.refused());
  }

  /** Takes no more requests, lets those under way end within the stop timeout, and closes. */
  @Override
  public void close() throws IOException {
    try {
      connections.closeIdle();
      server.stop();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not stop cleanly: " + e.getMessage(), e);
    }
  }
}
