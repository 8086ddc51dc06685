package io.atalaya.collect.discover;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent of Consul as far as blocking queries go: every change has an index, and a question that
 * names the newest one is held until there is another.
 */
final class FakeConsul implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 120_000;
  private static final Pattern INDEX = Pattern.compile("[?&]index=([0-9]+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> answers = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private boolean holds = true;
  private long index = 7;
  private int held;
  private int releases;

  FakeConsul() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What a path answers from now on; whoever is held gets it. */
  synchronized FakeConsul on(String path, String body) {
    answers.put(path, body);
    index++;
    notifyAll();
    return this;
  }

  /** The path does not answer any more. */
  synchronized void forget(String path) {
    answers.remove(path);
    index++;
    notifyAll();
  }

  /** Answers at once even if there is nothing new. */
  synchronized void hurry() {
    holds = false;
  }

  /** Begins to count anew, as after a restart without its data. */
  synchronized void restart() {
    index = 1;
  }

  /** Answers those that are held, as if their time were over. */
  synchronized void release() {
    releases++;
    notifyAll();
  }

  /** Waits until somebody is held. */
  synchronized void awaitHeld() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (held == 0 && System.nanoTime() < end) {
      wait(PATIENCE_MILLIS);
    }
  }

  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      requests.add(uri.toString());
      Matcher matcher = INDEX.matcher(uri.toString());
      String body;
      synchronized (this) {
        hold(matcher.find() ? Long.parseLong(matcher.group(1)) : 0);
        exchange.getResponseHeaders().set("X-Consul-Index", Long.toString(index));
        body = answers.get(uri.getPath());
      }
      byte[] bytes = (body == null ? "No cluster leader" : body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(body == null ? 500 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized void hold(long asked) throws InterruptedIOException {
    int before = releases;
    held++;
    notifyAll();
    try {
      while (holds && asked == index && releases == before) {
        wait(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    } finally {
      held--;
    }
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
