package io.atalaya.collect.scrape;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A real HTTP server on loopback that exposes whatever a test tells it to. */
final class Exporter implements AutoCloseable {
  private final HttpServer server;
  private final List<Map<String, List<String>>> requests = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private volatile String body = "";
  private volatile String contentType = "text/plain; version=0.0.4";
  private volatile int status = 200;
  private volatile boolean gzip;

  Exporter() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          synchronized (requests) {
            requests.add(Map.copyOf(exchange.getRequestHeaders()));
            paths.add(exchange.getRequestURI().toString());
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          if (!contentType.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
          }
          if (gzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            bytes = gzipped(bytes);
          }
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    server.start();
  }

  private static byte[] gzipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void exposes(String... lines) {
    body = String.join("\n", lines) + "\n";
  }

  void answersAs(String type) {
    contentType = type;
  }

  void answersWith(int code) {
    status = code;
  }

  void compresses() {
    gzip = true;
  }

  /** Headers of the last request. */
  Map<String, List<String>> lastRequest() {
    synchronized (requests) {
      return requests.getLast();
    }
  }

  String lastPath() {
    synchronized (requests) {
      return paths.getLast();
    }
  }

  int requestCount() {
    synchronized (requests) {
      return requests.size();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
