package io.atalaya.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A service with a page and metrics that can really die and come back on the same port. */
final class Target implements AutoCloseable {
  private HttpServer server;
  private final int port;

  Target() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private static HttpServer listen(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    byte[] metrics =
        "# TYPE shop_orders_total counter\nshop_orders_total{city=\"Ávila\"} 42\n"
            .getBytes(StandardCharsets.UTF_8);
    byte[] page = "welcome".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestURI().getPath().equals("/metrics") ? metrics : page;
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  int port() {
    return port;
  }

  void die() {
    server.stop(0);
  }

  void comeBack() throws IOException {
    server = listen(port);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
