package io.atalaya.alert.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands before a mail server that knows no STARTTLS and speaks it for that: takes EHLO and
 * STARTTLS itself, then carries what is said over TLS to the server and back.
 */
final class StartTlsFront implements AutoCloseable {
  private final ServerSocket listening;
  private final int behind;
  private final SSLContext tls;
  private final AtomicInteger upgrades = new AtomicInteger();

  StartTlsFront(int behind, SSLContext tls) throws IOException {
    this.behind = behind;
    this.tls = tls;
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("starttls front").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How many connections were made safe. */
  int upgrades() {
    return upgrades.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().name("starttls front").start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      say(client, "220 front\r\n");
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
      for (String line = in.readLine(); !"STARTTLS".equals(line); line = in.readLine()) {
        if (line == null) {
          return;
        }
        say(client, "250-front\r\n250 STARTTLS\r\n");
      }
      say(client, "220 go on\r\n");
      SSLSocket safe = (SSLSocket) tls.getSocketFactory().createSocket(client, null, false);
      safe.startHandshake();
      upgrades.incrementAndGet();
      skipGreeting(server.getInputStream());
      Thread back = Thread.ofVirtual().name("starttls front").start(() -> carry(server, safe));
      carry(safe, server);
      back.interrupt();
    } catch (IOException e) {
      // The client left; what it makes of that is the test's matter.
    }
  }

  static void say(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  static void skipGreeting(InputStream in) throws IOException {
    while (in.read() != '\n') {
      // The client has seen a greeting already.
    }
  }

  static void carry(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One side closed.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
