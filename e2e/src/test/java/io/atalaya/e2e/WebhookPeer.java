package io.atalaya.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Somebody who takes webhooks and keeps what arrived. */
final class WebhookPeer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final HttpServer server;
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  WebhookPeer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          keep(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private synchronized void keep(String body) {
    bodies.add(body);
    notifyAll();
  }

  /** Waits for the body of a number, counted from 1; gives up after two minutes. */
  synchronized String body(int number) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (bodies.size() < number && System.nanoTime() < end) {
      wait(1000);
    }
    if (bodies.size() < number) {
      throw new IllegalStateException("message " + number + " never came; so far " + bodies);
    }
    return bodies.get(number - 1);
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<String> bodies() {
    return bodies;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
