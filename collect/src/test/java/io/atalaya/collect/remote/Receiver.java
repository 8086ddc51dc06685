package io.atalaya.collect.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.RemoteWriteReceiver;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.model.Secret;
import io.atalaya.model.wire.WireException;
import io.atalaya.testkit.RecordingSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that takes remote write, or does with it what a test wants. */
final class Receiver implements AutoCloseable {
  /** How requests are answered. */
  sealed interface Mood {
    /** They are stored. */
    record Taking(Runnable meanwhile) implements Mood {}

    /** They are answered with a status, and nothing is stored. */
    record Refusing(int status, Map<String, String> headers) implements Mood {}

    /** They are not answered at all. */
    record Stalling() implements Mood {}
  }

  static final Mood TAKING = new Mood.Taking(() -> {});

  private final RecordingSink sink = new RecordingSink();
  private final RemoteWriteReceiver receiver =
      new RemoteWriteReceiver(
          sink, PushLimits.defaults(), () -> false, 1, InstantSource.system(), new Random(1));
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile Mood mood = TAKING;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.incrementAndGet();
    try {
      switch (mood) {
        case Mood.Taking(Runnable meanwhile) -> {
          meanwhile.run();
          receiver.write(Version.V1, body, body.length);
          exchange.sendResponseHeaders(204, -1);
        }
        case Mood.Refusing(int status, Map<String, String> headers) -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, -1);
        }
        case Mood.Stalling() -> end.await();
      }
    } catch (WireException e) {
      exchange.sendResponseHeaders(400, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  /** From now on answers so. */
  void mood(Mood changed) {
    mood = changed;
  }

  Secret url() {
    return Secret.of("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/write");
  }

  int requests() {
    return requests.get();
  }

  /** What was stored. */
  RecordingSink sink() {
    return sink;
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.close();
    receiver.close();
  }
}
