package io.atalaya.collect.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A name server on loopback that answers every question with the same records, over UDP and TCP.
 * Records are given in hexadecimal from their type on; their owner is the question's name.
 */
public final class NameServer implements AutoCloseable {
  private static final int HEADER_BYTES = 12;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final int code;
  private final List<String> records;
  private final boolean truncates;

  /**
   * A server that runs.
   *
   * @param truncates whether answers over UDP are cut, so that clients must ask over TCP
   */
  public NameServer(int code, boolean truncates, String... records) throws IOException {
    this.code = code;
    this.truncates = truncates;
    this.records = List.of(records);
    tcp = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("name server udp").start(this::serveUdp);
    Thread.ofPlatform().daemon().name("name server tcp").start(this::serveTcp);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
  }

  /** A client that knows this server only. */
  public DnsClient client() {
    return new DnsClient(() -> new ResolverConfig(List.of(address()), List.of(), 1));
  }

  private void serveUdp() {
    byte[] buffer = new byte[512];
    try {
      while (!udp.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), truncates);
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (SocketException e) {
      return;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      serveOne();
    }
  }

  private void serveOne() {
    try (Socket socket = tcp.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] question = new byte[in.readUnsignedShort()];
      in.readFully(question);
      byte[] answer = answer(question, false);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(answer.length);
      out.write(answer);
    } catch (IOException e) {
      // The test is over, or the client went away.
      return;
    }
  }

  private byte[] answer(byte[] question, boolean cut) {
    int end = HEADER_BYTES;
    while (question[end] != 0) {
      end += question[end] + 1;
    }
    end += 5;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(question, 0, 2);
    out.write(0x80 | (cut ? 2 : 0));
    out.write(0x80 | code);
    out.writeBytes(new byte[] {0, 1, 0, (byte) (cut ? 0 : records.size()), 0, 0, 0, 0});
    out.write(question, HEADER_BYTES, end - HEADER_BYTES);
    if (!cut) {
      for (String record : records) {
        out.write(0xc0);
        out.write(HEADER_BYTES);
        out.writeBytes(HexFormat.of().parseHex(record.replace(" ", "")));
      }
    }
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
