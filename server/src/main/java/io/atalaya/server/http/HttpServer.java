package io.atalaya.server.http;

import java.io.IOException;
import java.net.BindException;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Listens on one address and answers by {@link Routes}. */
public final class HttpServer implements AutoCloseable {
  /** Answers below this size are not worth compressing. */
  private static final int MIN_COMPRESS_BYTES = 1024;

  private final HttpOptions options;
  private final Server server;
  private final ServerConnector connector;

  /** A server that does not listen yet. */
  public HttpServer(HttpOptions options) {
    this.options = options;
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.idleTimeout().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(options.maxConnections(), connector));
    server.setStopTimeout(options.stopTimeout().toMillis());
  }

  private HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setRequestHeaderSize(options.maxHeaderBytes());
    return configuration;
  }

  private static CompressionHandler compressing(Dispatcher dispatcher) {
    CompressionHandler handler = new CompressionHandler(dispatcher);
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(MIN_COMPRESS_BYTES);
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
   * Takes the address, so that nobody else can; who connects waits until {@link #start}.
   *
   * @throws BindException if the address is taken or not ours
   */
  public void bind() throws IOException {
    try {
      connector.open();
    } catch (IOException e) {
      if (e.getCause() instanceof BindException bind) {
        throw bind;
      }
      throw e;
    }
  }

  /**
   * Begins to answer on the address that was bound.
   *
   * @param requestLog told of every answer
   */
  public void start(Routes routes, RequestLog requestLog) throws IOException {
    server.setHandler(
        new GracefulHandler(compressing(new Dispatcher(options, routes, requestLog))));
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not start: " + e.getMessage(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests, lets those under way end within the stop timeout, and closes. */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not stop cleanly: " + e.getMessage(), e);
    }
  }
}
