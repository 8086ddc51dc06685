package io.atalaya.collect.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A peer that says exactly what a test tells it to: for each request head that comes, the next of
 * its answers, byte by byte, on whatever connection it comes. An answer that ends with {@link
 * #CLOSE} is followed by the end of the connection.
 */
public final class ScriptedServer implements AutoCloseable {
  /** Ends an answer whose connection is to be closed. */
  public static final String CLOSE = "<close>";

  private final ServerSocket socket;
  private final List<String> answers;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private int answered;

  public ScriptedServer(String... answers) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
  }

  /** A server on a socket of a test's own, for example one that speaks TLS. */
  public ScriptedServer(ServerSocket socket, String... answers) {
    this.socket = socket;
    this.answers = new ArrayList<>(List.of(answers));
    Thread.ofPlatform().daemon().name("scripted server").start(this::accept);
  }

  private void accept() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!socket.isClosed()) {
        Socket connection = socket.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      }
    } catch (IOException e) {
      // The test is over, and its server closed.
      return;
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = connection.getInputStream();
      for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
        requests.add(head);
        String answer = next();
        boolean close = answer.endsWith(CLOSE);
        String bytes = close ? answer.substring(0, answer.length() - CLOSE.length()) : answer;
        connection.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
        if (close) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, which many tests want it to.
      return;
    }
  }

  private synchronized String next() {
    return answered < answers.size() ? answers.get(answered++) : CLOSE;
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Heads of the requests that came. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How many connections came. */
  public int connections() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
