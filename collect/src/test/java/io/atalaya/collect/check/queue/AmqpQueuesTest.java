package io.atalaya.collect.check.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.atalaya.model.SecretSource;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Against a peer that says, byte by byte, what the specification of AMQP 0-9-1 has a broker say,
 * and what no good broker would.
 */
class AmqpQueuesTest {
  private static final String START =
      "000a000a 0009 00000000 00000005 504c41494e 00000005 656e5f5553";
  private static final String TUNE = "000a001e 07ff 00020000 003c";
  private static final String OPEN_OK = "000a0029 00";
  private static final String CHANNEL_OK = "0014000b 00000000";
  private static final String SEVEN_JOBS = "0032000b 046d61696c 00000007 00000002";

  private ServerSocket listening;
  private final CompletableFuture<String> login = new CompletableFuture<>();

  @BeforeEach
  void listen() throws IOException {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  /** Says one method after the protocol header, and one after each frame of the client. */
  private AmqpQueues broker(String... methods) {
    Thread.ofVirtual().name("fake broker").start(() -> talk(methods));
    return new AmqpQueues(
        "127.0.0.1",
        listening.getLocalPort(),
        "/",
        "monitor",
        SecretSource.inline("s3cret"),
        null,
        List.of("mail"));
  }

  private void talk(String... methods) {
    try (Socket socket = listening.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readNBytes(8);
      for (int i = 0; i < methods.length; i++) {
        say(socket.getOutputStream(), methods[i]);
        byte[] answer = frame(in);
        if (i == 0) {
          login.complete(new String(answer, StandardCharsets.ISO_8859_1));
        }
        if (methods[i].equals(TUNE)) {
          frame(in);
        }
      }
    } catch (IOException e) {
      login.complete("");
    }
  }

  private static byte[] frame(DataInputStream in) throws IOException {
    in.readNBytes(3);
    byte[] payload = in.readNBytes(in.readInt());
    in.readByte();
    return payload;
  }

  private static void say(OutputStream out, String method) throws IOException {
    String hex = method.replace(" ", "");
    String heartbeat = "08000000000000ce";
    String frame = "010000%08x%sce".formatted(hex.length() / 2, hex);
    out.write(HexFormat.of().parseHex(heartbeat + frame));
  }

  @Test
  void aPassiveDeclarationTellsTheLengthOfAQueue() {
    AmqpQueues queues = broker(START, TUNE, OPEN_OK, CHANNEL_OK, SEVEN_JOBS);
    assertThat(Queues.figures(queues))
        .containsOnly(
            entry("queue_jobs{queue=mail, state=pending}", 7.0),
            entry("queue_consumers{queue=mail}", 2.0));
    assertThat(login.join()).contains("PLAIN").contains("\0monitor\0s3cret");
  }

  @Test
  void aQueueThatIsNotThereAndAWrongLoginAreToldApart() {
    String notFound = "00140028 0194 094e4f545f464f554e44 0032000a";
    assertThat(Queues.ask(broker(START, TUNE, OPEN_OK, CHANNEL_OK, notFound), QueueLimits.NONE))
        .returns("refused", seen -> seen.reason())
        .returns("the broker refused: 404 NOT_FOUND", seen -> seen.message());
  }

  @Test
  void aBrokerThatEndsTheConnectionAfterTheLoginDoesNotLikeIt() {
    assertThat(Queues.ask(broker(START), QueueLimits.NONE).reason()).isEqualTo("auth");
  }

  @Test
  void aBrokerThatSaysWhyItRefusesALoginIsQuoted() {
    String accessRefused = "000a0032 0193 0e4143434553535f52454655534544 000a000b";
    assertThat(Queues.ask(broker(START, accessRefused), QueueLimits.NONE))
        .returns("auth", seen -> seen.reason())
        .returns("the broker refused: 403 ACCESS_REFUSED", seen -> seen.message());
  }

  @Test
  void aMethodThatIsCutShortIsAFaultOfTheProtocol() {
    AmqpQueues queues = broker(START, TUNE, OPEN_OK, CHANNEL_OK, "0032000b 04");
    assertThat(Queues.ask(queues, QueueLimits.NONE).reason()).isEqualTo("protocol");
  }
}
