package io.atalaya.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that mean harm, or do it: over real connections, with limits small enough to reach. */
@Timeout(180)
final class HostileClientsTest {
  private static final int CONNECTIONS = 6;
  private static final int BODIES_BYTES = 1 << 20;
  private static final HttpLimits LIMITS =
      new HttpLimits(
          CONNECTIONS,
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          8 << 10,
          10_000,
          100,
          BODIES_BYTES,
          new HttpLimits.Pace(Duration.ofSeconds(2), 1 << 20));

  /** Far beyond all waits above, for a machine that is busy with other things. */
  private static final int PATIENCE_MILLIS = 60_000;

  private final CountDownLatch held = new CountDownLatch(1);

  /** A permit for each request that has come to where it hangs. */
  private final Semaphore hanging = new Semaphore(0);

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CompletableFuture<Throwable> endOfStream = new CompletableFuture<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Integer> answered = new CopyOnWriteArrayList<>();
  private final HttpServer server = new HttpServer(HttpOptions.listen("127.0.0.1", 0).with(LIMITS));

  @BeforeEach
  void start() throws IOException {
    Routes routes = new Routes();
    routes.get("/hello", (q, r) -> r.sendText("hello"));
    routes.getOrPost("/form", (q, r) -> r.sendText(q.parameter("n")));
    routes.post("/size", (q, r) -> r.sendText("size " + q.body(900_000).length));
    routes.post("/unpack", (q, r) -> r.sendText("size " + q.unpackedBody(900_000).length));
    routes.post(
        "/hold",
        (q, r) -> {
          q.body(900_000);
          arrived.countDown();
          hold();
          r.sendText("done");
        });
    routes.get(
        "/hang",
        (q, r) -> {
          hanging.release();
          hold();
          r.sendText("done");
        });
    routes.get("/endless", (q, r) -> stream(r));
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> answered.add(status));
  }

  private void hold() {
    try {
      held.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(HttpResponse response) throws IOException {
    byte[] piece = new byte[10_000];
    try (OutputStream out = response.stream("text/plain")) {
      while (!endOfStream.isDone()) {
        out.write(piece);
      }
    } catch (IOException e) {
      endOfStream.complete(e);
      throw e;
    }
  }

  @AfterEach
  void stop() throws IOException {
    held.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    sockets.add(socket);
    return socket;
  }

  private Socket open(String request) throws IOException {
    Socket socket = open();
    send(socket, request);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** All that comes until the server closes the connection. */
  private static String rest(Socket socket) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(out);
    } catch (SocketException e) {
      // A reset: the server has closed without having read everything.
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** What a client gets that asks once. */
  private String ask(String head, byte[] body) throws IOException {
    try (Socket socket = open()) {
      send(socket, head + "Host: x\r\nConnection: close\r\n\r\n");
      try {
        socket.getOutputStream().write(body);
      } catch (SocketException e) {
        // Refused before it was read.
      }
      return rest(socket);
    }
  }

  private String hello() throws IOException {
    return ask("GET /hello HTTP/1.1\r\n", new byte[0]);
  }

  private static String post(String path, int length) {
    return "POST " + path + " HTTP/1.1\r\nContent-Length: " + length + "\r\n";
  }

  /** Sends a byte again and again, until the server ends it; gives its last words. */
  private static String drip(Socket socket) throws IOException {
    socket.setSoTimeout(40);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (System.nanoTime() < end) {
      try {
        int b = socket.getInputStream().read();
        if (b < 0) {
          return out.toString(StandardCharsets.ISO_8859_1);
        }
        out.write(b);
      } catch (SocketTimeoutException e) {
        send(socket, "x");
      } catch (SocketException e) {
        return out.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "it goes on and on";
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.currentThread().isInterrupted()).as("time is up").isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void aHeadThatDripsIsAnswered408AndOthersGoOn() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS - 1; i++) {
      slow.add(open("GET /hello HTTP/1.1\r\nX-Slow: "));
    }
    assertThat(hello()).startsWith("HTTP/1.1 200");
    assertThat(drip(slow.getFirst())).startsWith("HTTP/1.1 408");
    until(() -> server.statistics().slowHeads() > 0);
  }

  @Test
  void aSecondHeadThatDripsIsCutToo() throws IOException {
    Socket socket = open("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 200");
    send(socket, "GET /hello HTTP/1.1\r\nX-Slow: ");
    assertThat(drip(socket)).contains("hello").contains("HTTP/1.1 408");
  }

  @Test
  void aConnectionOnWhichNothingIsEverAskedIsClosed() throws IOException {
    assertThat(rest(open())).isEmpty();
  }

  @Test
  void aBodyThatDripsIsAnswered408AndItsMemoryIsFree() throws IOException {
    Socket slow = open(post("/size", 900_000) + "Host: x\r\n\r\nx");
    assertThat(drip(slow)).startsWith("HTTP/1.1 408").contains("too slowly");
    until(() -> answered.contains(408));
    assertThat(ask(post("/size", 900_000), new byte[900_000])).endsWith("size 900000");
  }

  @Test
  void promisedBodiesTakeLittleMemory() throws IOException {
    for (int i = 0; i < CONNECTIONS - 2; i++) {
      open(post("/size", 900_000) + "Host: x\r\n\r\nx");
    }
    open("POST /size HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: x\r\n\r\nFFFFF\r\nx");
    assertThat(ask(post("/size", 400_000), new byte[400_000])).endsWith("size 400000");
  }

  @Test
  void bodiesForWhichThereIsNoMemoryAreAnswered503() throws Exception {
    Socket holding = open(post("/hold", 800_000) + "Host: x\r\n\r\n");
    holding.getOutputStream().write(new byte[800_000]);
    assertThat(arrived.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    String answer = ask(post("/size", 600_000), new byte[600_000]);
    assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
    assertThat(server.statistics().refusedBodies()).isPositive();
    held.countDown();
    send(holding, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(rest(holding)).contains("done").contains("hello");
    assertThat(ask(post("/size", 600_000), new byte[600_000])).endsWith("size 600000");
  }

  @Test
  void aBombOfGzipIsAnswered413AndItsMemoryIsFree() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        zip.write(zeros);
      }
    }
    for (int i = 0; i < 5; i++) {
      String answer =
          ask(post("/unpack", bomb.size()) + "Content-Encoding: gzip\r\n", bomb.toByteArray());
      assertThat(answer).startsWith("HTTP/1.1 413").contains("unpacked");
    }
    assertThat(ask(post("/size", 900_000), new byte[900_000])).endsWith("size 900000");
  }

  @Test
  void otherCompressionsAreRefused() throws IOException {
    assertThat(ask(post("/unpack", 1) + "Content-Encoding: zstd\r\n", new byte[1]))
        .startsWith("HTTP/1.1 415");
  }

  @Test
  void headsBeyondTheirLimitAreAnswered431() throws IOException {
    StringBuilder head = new StringBuilder("GET /hello HTTP/1.1\r\n");
    for (int i = 0; i < 1000; i++) {
      head.append("X-").append(i).append(": yyyyyyyyyy\r\n");
    }
    assertThat(ask(head.toString(), new byte[0])).startsWith("HTTP/1.1 431");
    assertThat(hello()).endsWith("hello");
  }

  @Test
  void parametersBeyondTheirNumberAreAnswered413() throws IOException {
    byte[] form = "n=1&".repeat(100).getBytes(StandardCharsets.US_ASCII);
    String type = "Content-Type: application/x-www-form-urlencoded\r\n";
    assertThat(ask(post("/form", form.length) + type, form)).startsWith("HTTP/1.1 413");
    assertThat(ask("GET /form?" + "n=1&".repeat(100) + " HTTP/1.1\r\n", new byte[0]))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void idleConnectionsGiveWayToNewOnes() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket idle = open("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(idle.getInputStream().readNBytes(12)).hasSize(12);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(hello()).endsWith("hello");
    }
    assertThat(server.statistics().evicted()).isPositive();
  }

  @Test
  void whoComesWhenAllPlacesAreTakenIsToldToComeLater() throws Exception {
    List<Socket> busy = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      busy.add(open("GET /hang HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    }
    assertThat(hanging.tryAcquire(CONNECTIONS, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(hello()).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
    held.countDown();
    for (Socket socket : busy) {
      assertThat(rest(socket)).endsWith("done");
    }
    String answer;
    do {
      answer = hello();
    } while (answer.startsWith("HTTP/1.1 503"));
    assertThat(answer).endsWith("hello");
  }

  @Test
  void requestsSentAtOnceAreAnsweredInTheirOrder() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 90; i++) {
      all.append("GET /form?n=%d; HTTP/1.1\r\nHost: x\r\n\r\n".formatted(i));
    }
    all.append("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    String answers = rest(open(all.toString()));
    int at = 0;
    for (int i = 0; i < 90; i++) {
      at = answers.indexOf("\r\n\r\n" + i + ";", at);
      assertThat(at).as("answer " + i).isPositive();
    }
    assertThat(answers).endsWith("hello");
  }

  @Test
  void aClientThatClosesItsSideAfterTheRequestIsAnswered() throws IOException {
    Socket socket = open("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    socket.shutdownOutput();
    assertThat(rest(socket)).endsWith("hello");
  }

  @Test
  void aBodyThatEndsEarlyIsAnswered400() throws IOException {
    Socket socket = open(post("/size", 100) + "Host: x\r\n\r\nonly this");
    socket.shutdownOutput();
    assertThat(rest(socket)).startsWith("HTTP/1.1 400").contains("ends early");
  }

  @Test
  void anAnswerThatNobodyTakesEndsAndOthersGoOn() throws Exception {
    for (int i = 0; i < CONNECTIONS - 1; i++) {
      open("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    assertThat(hello()).endsWith("hello");
    assertThat(endOfStream.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
        .isInstanceOf(IOException.class);
    until(() -> server.statistics().slowReaders() > 0);
  }
}
