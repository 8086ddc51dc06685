package io.atalaya.collect.exporter;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Answers what it was told to, in Redis' protocol, and refuses all else. For what the server of the
 * tests is too old for; answers are as Redis' documentation shows them.
 */
final class ScriptedRedis implements AutoCloseable {
  private final ServerSocket listening;
  private final Map<String, String> answers;

  /**
   * Begins to listen.
   *
   * @param answers by the first words of a command, in upper case
   */
  ScriptedRedis(Map<String, String> answers) throws IOException {
    this.answers = answers;
    this.listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("scripted redis").start(this::serve);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void serve() {
    try (Socket socket = listening.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        String answer = answer(command(in));
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The client has gone, or the test is over.
      return;
    }
  }

  private static String command(DataInputStream in) throws IOException {
    List<String> words = new ArrayList<>();
    int count = Integer.parseInt(line(in).substring(1));
    for (int i = 0; i < count; i++) {
      byte[] word = in.readNBytes(Integer.parseInt(line(in).substring(1)));
      words.add(new String(word, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT));
      line(in);
    }
    return String.join(" ", words);
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private String answer(String command) {
    return answers.entrySet().stream()
        .filter(e -> command.startsWith(e.getKey()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse("-ERR unknown command\r\n");
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
