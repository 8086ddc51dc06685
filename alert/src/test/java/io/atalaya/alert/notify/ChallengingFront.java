package io.atalaya.alert.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands before a mail server and lets only those pass who answer a challenge as RFC 2195 says, for
 * GreenMail poses none.
 */
final class ChallengingFront implements AutoCloseable {
  private static final String CHALLENGE = "<1896.697170952@front>";

  private final ServerSocket listening;
  private final int behind;
  private final String user;
  private final String secret;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  ChallengingFront(int behind, String user, String secret) throws IOException {
    this.behind = behind;
    this.user = user;
    this.secret = secret;
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("challenging front").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** What clients said until they were let pass. */
  String heard() {
    return String.join("\n", heard);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().name("challenging front").start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      StartTlsFront.say(client, "220 front\r\n");
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
      for (String line = hear(in); !line.equals("AUTH CRAM-MD5"); line = hear(in)) {
        StartTlsFront.say(client, "250-front\r\n250 AUTH CRAM-MD5\r\n");
      }
      StartTlsFront.say(client, "334 " + base64(CHALLENGE) + "\r\n");
      if (!hear(in).equals(base64(user + " " + digest()))) {
        StartTlsFront.say(client, "535 no\r\n");
        return;
      }
      StartTlsFront.say(client, "235 welcome\r\n");
      StartTlsFront.skipGreeting(server.getInputStream());
      StartTlsFront.say(server, "HELO front\r\n");
      StartTlsFront.skipGreeting(server.getInputStream());
      Thread.ofVirtual().name("challenging front").start(() -> StartTlsFront.carry(server, client));
      StartTlsFront.carry(client, server);
    } catch (IOException e) {
      // The client left; what it makes of that is the test's matter.
    }
  }

  private String hear(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("left");
    }
    heard.add(line);
    return line;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String digest() {
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacMD5"));
      return HexFormat.of().formatHex(mac.doFinal(CHALLENGE.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacMD5", e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
