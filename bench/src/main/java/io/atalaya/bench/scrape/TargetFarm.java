package io.atalaya.bench.scrape;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Many scrape targets behind one port, {@code /t/0}, {@code /t/1}, and so on, that note to the
 * millisecond when they are asked. A thread a connection, one request after the other.
 */
final class TargetFarm implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final String PATH = "GET /t/";

  private final InstantSource clock;
  private final ServerSocket socket;
  private final byte[] body;
  private final long[][] arrivals;
  private final int[] counts;

  private TargetFarm(
      InstantSource clock, ServerSocket socket, int targets, int series, int rounds) {
    this.clock = clock;
    this.socket = socket;
    arrivals = new long[targets][rounds];
    counts = new int[targets];
    body = answer(series);
  }

  /**
   * Starts it on a free port of this machine.
   *
   * @param rounds scrapes of a target that are noted; what comes later is not
   */
  static TargetFarm start(InstantSource clock, int targets, int series, int rounds)
      throws IOException {
    ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    TargetFarm farm = new TargetFarm(clock, socket, targets, series, rounds);
    Thread.ofVirtual().name("farm").start(farm::accept);
    return farm;
  }

  private static byte[] answer(int series) {
    StringBuilder text = new StringBuilder("# TYPE farm_value gauge\n");
    for (int i = 0; i < series; i++) {
      text.append("farm_value{number=\"").append(i).append("\",kind=\"load\"} ");
      text.append(i * 17).append('\n');
    }
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: "
            + text.length()
            + "\r\n\r\n";
    return (head + text).getBytes(US_ASCII);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().name("connection").start(() -> serve(connection));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      for (String request = line(in); !request.isEmpty(); request = line(in)) {
        note(request);
        while (!line(in).isEmpty()) {
          // Headers say nothing that matters here.
        }
        out.write(body);
        out.flush();
      }
    } catch (IOException e) {
      // The server that is measured has ended, or gave this scrape up.
    }
  }

  /** A line without its end; empty at the end of the head, or of the connection. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private void note(String request) {
    int target = Integer.parseInt(request.substring(PATH.length(), request.lastIndexOf(' ')));
    synchronized (this) {
      if (counts[target] < arrivals[target].length) {
        arrivals[target][counts[target]++] = clock.millis();
      }
    }
  }

  /** When a target was asked, in milliseconds since the epoch, ascending. */
  synchronized long[] arrivals(int target) {
    return Arrays.copyOf(arrivals[target], counts[target]);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
