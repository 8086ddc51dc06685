package io.atalaya.collect.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.host.Readings;
import io.atalaya.collect.host.TextExposition;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.Network;
import io.atalaya.model.wire.ProtoWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of containers from a stand-in that answers, frame by frame, as containerd does. */
class ContainerdTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_OF_STREAM = 1;
  private static final int END_OF_HEADERS = 4;
  private static final String STARTED_BY_HAND = "a1".repeat(32);
  private static final String OF_A_POD = "b2".repeat(32);

  private final Network network = Network.system(AddressGuard.open());

  @TempDir Path dir;

  private static byte[] namespaces(String... names) {
    ProtoWriter out = new ProtoWriter();
    for (String name : names) {
      int namespace = out.open(1);
      out.text(1, name);
      out.close(namespace);
    }
    return out.toByteArray();
  }

  private static byte[] container(String id, String image, String... labels) {
    ProtoWriter out = new ProtoWriter();
    int container = out.open(1);
    out.text(1, id);
    for (int i = 0; i < labels.length; i += 2) {
      int label = out.open(2);
      out.text(1, labels[i]);
      out.text(2, labels[i + 1]);
      out.close(label);
    }
    out.text(3, image);
    out.bytes(5, new byte[100_000]);
    out.close(container);
    return out.toByteArray();
  }

  private static void frame(OutputStream out, int type, int flags, byte[] payload)
      throws IOException {
    int stream = type == SETTINGS ? 0 : 1;
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    out.write(frame.put((byte) type).put((byte) flags).putInt(stream).put(payload).array());
  }

  private static byte[] literal(String name, String value) {
    String field = "\0%c%s%c%s".formatted(name.length(), name, value.length(), value);
    return field.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads a request to its end, and answers with a message in pieces that a window holds. */
  private static void answer(SocketChannel peer, byte[] message) throws IOException {
    DataInputStream in = new DataInputStream(Channels.newInputStream(peer));
    in.readNBytes(24);
    for (int type = -1; type != DATA; ) {
      byte[] head = in.readNBytes(9);
      type = head[3];
      in.readNBytes((head[1] & 0xff) << 8 | (head[2] & 0xff));
    }
    OutputStream out = Channels.newOutputStream(peer);
    frame(out, SETTINGS, 0, new byte[0]);
    frame(out, HEADERS, END_OF_HEADERS, new byte[] {(byte) 0x88});
    byte[] framed =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    for (int at = 0; at < framed.length; at += 16_000) {
      int end = Math.min(framed.length, at + 16_000);
      frame(out, DATA, 0, Arrays.copyOfRange(framed, at, end));
    }
    frame(out, HEADERS, END_OF_HEADERS | END_OF_STREAM, literal("grpc-status", "0"));
    in.readAllBytes();
  }

  private static void serve(ServerSocketChannel listening, List<byte[]> messages) {
    for (byte[] message : messages) {
      try (SocketChannel peer = listening.accept()) {
        answer(peer, message);
      } catch (IOException e) {
        // The client has what it wanted and went away; the next one may come.
        Thread.onSpinWait();
      }
    }
  }

  private String told(Path socket) {
    Readings out = new Readings();
    new ContainerExporter(dir, dir, null, socket)
        .read(out, network, Deadline.in(Duration.ofSeconds(20), network.ticker()));
    return TextExposition.of(out.all());
  }

  @Test
  void namesAndImagesComeFromAllNamespaces() throws IOException {
    Files.writeString(dir.resolve("cgroup.controllers"), "cpu");
    for (String id : List.of(STARTED_BY_HAND, OF_A_POD)) {
      Path group = Files.createDirectories(dir.resolve("cri-containerd-" + id + ".scope"));
      Files.writeString(group.resolve("pids.current"), "3\n");
    }
    // A path of a socket may have some hundred characters only.
    Path socket = Files.createTempDirectory("sock").resolve("s");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      byte[] byHand = container(STARTED_BY_HAND, "docker.io/web:1", "nerdctl/name", "web");
      byte[] ofPod =
          container(
              OF_A_POD,
              "registry.test/shop:2",
              "io.kubernetes.pod.namespace",
              "prod",
              "io.kubernetes.pod.name",
              "shop-7",
              "io.kubernetes.container.name",
              "app");
      List<byte[]> answers = List.of(namespaces("default", "k8s.io"), byHand, ofPod);
      Thread.ofPlatform().daemon().name("containerd").start(() -> serve(listening, answers));

      assertThat(told(socket))
          .contains("image=\"docker.io/web:1\",name=\"web\"} 3")
          .contains("image=\"registry.test/shop:2\",name=\"prod/shop-7/app\"} 3");
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  @Test
  void withoutAnAnswerIdsStandForNames() throws IOException {
    Files.writeString(dir.resolve("cgroup.controllers"), "cpu");
    Path group = Files.createDirectories(dir.resolve("docker-" + OF_A_POD + ".scope"));
    Files.writeString(group.resolve("pids.current"), "3\n");
    assertThat(told(Files.writeString(dir.resolve("no-socket"), "")))
        .contains("name=\"b2b2b2b2b2b2\"} 3");
  }
}
