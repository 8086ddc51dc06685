package io.atalaya.server;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Something to scrape while {@link WarmUp} goes on: many series, other values each time. */
final class WarmUpTarget implements AutoCloseable {
  private static final int SERIES = 2_000;

  /** Answers that are made beforehand, and told in turn. */
  private static final int VARIANTS = 8;

  private final ServerSocket socket;
  private final List<byte[]> answers = new ArrayList<>();

  private WarmUpTarget(ServerSocket socket) throws IOException {
    this.socket = socket;
    for (int variant = 0; variant < VARIANTS; variant++) {
      answers.add(answer(exposition(variant)));
    }
  }

  /** Starts it on a free port of this machine. */
  static WarmUpTarget start() throws IOException {
    WarmUpTarget target =
        new WarmUpTarget(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("warm-up target").start(target::accept);
    return target;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Values as they are met: most stay, counters grow, few have many digits. */
  private static String exposition(int variant) {
    StringBuilder text = new StringBuilder("# HELP load_total Work.\n# TYPE load_total counter\n");
    for (int i = 0; i < SERIES; i++) {
      String value =
          switch (i % 8) {
            case 0 -> Integer.toString(i * 1_000_003 + variant * (i % 100));
            case 1 -> Double.toString(i * 0.25 + variant / 8.0);
            case 2 -> (i * 16_777_216L + 4096L * variant) + ".";
            case 3 -> "1.76" + i + "e+09";
            case 4 -> Double.toString(Math.sqrt(1 + i + variant));
            default -> Integer.toString(i % 3);
          };
      text.append("load_total{path=\"/api/v1/things\",method=\"GET\",number=\"").append(i);
      text.append("\"} ").append(value).append('\n');
    }
    return text.toString();
  }

  private static byte[] answer(String exposition) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream packing = new GZIPOutputStream(body)) {
      packing.write(exposition.getBytes(StandardCharsets.UTF_8));
    }
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: "
            + body.size()
            + "\r\n\r\n";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body.toByteArray());
    return all.toByteArray();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().name("warm-up answers").start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
      int asked = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          connection.getOutputStream().write(answers.get(asked++ % VARIANTS));
        }
      }
    } catch (IOException e) {
      // The scraper is gone, as it should be at the end.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
