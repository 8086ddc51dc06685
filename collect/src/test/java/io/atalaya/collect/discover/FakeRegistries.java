package io.atalaya.collect.discover;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Registries of all kinds behind one loopback port, each as its own API answers. */
final class FakeRegistries implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, Deque<String>> watches = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FakeRegistries() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  String hostPort() {
    return url().getAuthority();
  }

  /** Answers a path, or a path with an {@code Action} parameter after {@code #}, with a body. */
  FakeRegistries on(String path, String body) {
    answers.put(path, body);
    return this;
  }

  /** What the next watch of a path sends before it ends. */
  FakeRegistries event(String path, String event) {
    watches.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(event.replace("\n", " ") + "\n");
    return this;
  }

  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      requests.add(uri.toString());
      String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
      // Docker's own clients ask below the version of the API that they want.
      String path = uri.getPath().replaceFirst("^/v1\\.[0-9]+/", "/");
      if (query.contains("Action=")) {
        path += "#" + query.replaceFirst(".*Action=([A-Za-z]*).*", "$1");
      }
      boolean isWatch = query.contains("watch=");
      String body = isWatch ? nextEvent(path) : answers.get(path);
      byte[] bytes = (body == null ? "not here" : body).getBytes(StandardCharsets.UTF_8);
      boolean xml = body != null && body.startsWith("<");
      exchange.getResponseHeaders().set("Api-Version", "1.44");
      exchange.getResponseHeaders().set("Content-Type", xml ? "text/xml" : "application/json");
      exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String nextEvent(String path) {
    Deque<String> events = watches.getOrDefault(path, new ArrayDeque<>());
    String event = events.poll();
    return event == null ? "" : event;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
