package io.atalaya.collect.alertmanager;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes alerts, or refuses them, and remembers each request. */
final class FakeAlertmanager implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonValue> bodies = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  FakeAlertmanager() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heads.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          bodies.add(JsonValue.parse(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void answer(int newStatus) {
    status = newStatus;
  }

  /** Method, path, type and credentials of each request. */
  List<String> heads() {
    return heads;
  }

  /** How many alerts each request brought. */
  List<Integer> sizes() {
    return bodies.stream().map(body -> body.items().size()).toList();
  }

  /** All alerts, in the order in which they came. */
  List<JsonValue> alerts() {
    return bodies.stream().flatMap(body -> body.items().stream()).toList();
  }

  /** The label {@code n} of all alerts. */
  List<String> numbers() {
    return alerts().stream().map(alert -> alert.text("labels", "n")).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
