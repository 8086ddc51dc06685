package io.atalaya.bench.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server that answers every request with a small page and closes the connection, as cheaply as
 * Java can. Prints its port and runs until its input ends.
 */
final class HealthServer {
  private static final byte[] ANSWER =
      ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 15\r\n"
              + "Connection: close\r\n\r\nall is well now")
          .getBytes(StandardCharsets.US_ASCII);

  private static final int BACKLOG = 4096;

  private HealthServer() {}

  static void run() throws IOException {
    ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    System.out.println(socket.getLocalPort());
    Thread.ofPlatform().daemon().name("accept").start(() -> accept(socket));
    System.in.readAllBytes();
    socket.close();
  }

  private static void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        Thread.ofVirtual().name("answer").start(() -> answer(peer));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket peer) {
    try (peer) {
      InputStream in = peer.getInputStream();
      byte[] buffer = new byte[2048];
      if (in.read(buffer) > 0) {
        peer.getOutputStream().write(ANSWER);
      }
    } catch (IOException e) {
      // The client went away; the next one will tell.
      return;
    }
  }
}
