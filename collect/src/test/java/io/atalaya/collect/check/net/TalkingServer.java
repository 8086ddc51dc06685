package io.atalaya.collect.check.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** A server on loopback that holds the same conversation on every connection. */
final class TalkingServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Conversation conversation;

  /** What is said on one connection. */
  interface Conversation {
    void hold(Socket peer) throws IOException, GeneralSecurityException;
  }

  TalkingServer(Conversation conversation) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), conversation);
  }

  TalkingServer(ServerSocket socket, Conversation conversation) {
    this.socket = socket;
    this.conversation = conversation;
    Thread.ofPlatform().daemon().name("talking server").start(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      serveOne();
    }
  }

  private void serveOne() {
    try (Socket peer = socket.accept()) {
      conversation.hold(peer);
    } catch (IOException | GeneralSecurityException e) {
      // The peer went away or did not like us; the next one may.
      return;
    }
  }

  /** Says one line for each that is heard, and a first one before. */
  static void lines(Socket peer, String... lines) throws IOException {
    BufferedReader in = reader(peer.getInputStream());
    for (String line : lines) {
      say(peer, line + "\r\n");
      in.readLine();
    }
  }

  static void say(Socket peer, String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    peer.getOutputStream().flush();
  }

  static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
  }

  /** Reads one line and not a byte more. */
  static String line(Socket peer) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = peer.getInputStream().read();
        b >= 0 && b != '\n';
        b = peer.getInputStream().read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
