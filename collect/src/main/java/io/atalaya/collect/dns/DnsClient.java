package io.atalaya.collect.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

/** Asks name servers: over UDP, and over TCP when the answer does not fit a datagram. */
public final class DnsClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int IDS = 1 << 16;

  private final SecureRandom random = new SecureRandom();
  private final ConfigSource config;

  /** Where the servers are told. */
  @FunctionalInterface
  public interface ConfigSource {
    ResolverConfig read() throws IOException;
  }

  public DnsClient(ConfigSource config) {
    this.config = config;
  }

  /** Asks the servers that the operating system would ask. */
  public static DnsClient system() {
    return new DnsClient(ResolverConfig::system);
  }

  /**
   * Looks a name up as programs do: with the search domains, at each server until one answers.
   *
   * @return the first answer that has records, or one that says the name does not exist
   * @throws IOException if no server gives an answer of use
   */
  public DnsAnswer lookup(String name, String type) throws IOException {
    ResolverConfig resolver = config.read();
    DnsAnswer nothing = null;
    IOException last = new DnsException("no name server is configured");
    boolean failed = false;
    for (String candidate : resolver.candidates(name)) {
      try {
        DnsAnswer answer = anyServer(resolver, candidate, type);
        if (answer.code() == DnsAnswer.Code.NOERROR) {
          return answer;
        }
        nothing = answer;
      } catch (IOException e) {
        failed = true;
        last = e;
      }
    }
    if (nothing == null || failed) {
      throw last;
    }
    return nothing;
  }

  private DnsAnswer anyServer(ResolverConfig resolver, String name, String type)
      throws IOException {
    IOException last = new DnsException("no name server is configured");
    for (InetSocketAddress server : resolver.servers()) {
      try {
        DnsAnswer answer = ask(server, name, type, true, TIMEOUT);
        if (answer.code() == DnsAnswer.Code.NOERROR || answer.code() == DnsAnswer.Code.NXDOMAIN) {
          return answer;
        }
        last = new DnsException(server + " answered " + answer.code() + " for " + name);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /**
   * Asks one server.
   *
   * @param recursion whether it is to ask others
   * @param timeout for each of the two transports
   * @throws IOException if it gives no answer that can be read
   */
  public DnsAnswer ask(
      InetSocketAddress server, String name, String type, boolean recursion, Duration timeout)
      throws IOException {
    DnsAnswer answer = ask(server, new DnsQuestion(name, type, "IN", recursion), false, timeout);
    return answer.truncated()
        ? ask(server, new DnsQuestion(name, type, "IN", recursion), true, timeout)
        : answer;
  }

  /**
   * Asks one server over one transport.
   *
   * @param tcp whether over TCP; else over UDP, and the answer may be truncated
   * @throws IOException if it gives no answer that can be read
   */
  public DnsAnswer ask(
      InetSocketAddress server, DnsQuestion question, boolean tcp, Duration timeout)
      throws IOException {
    int id = random.nextInt(IDS);
    byte[] bytes = DnsMessage.question(id, question);
    return tcp ? overTcp(server, bytes, id, timeout) : overUdp(server, bytes, id, timeout);
  }

  /** A connection's two halves, for questions over TLS (RFC 7858). */
  public interface Stream {
    void write(byte[] bytes) throws IOException;

    /** Exactly as many bytes as wanted. */
    byte[] read(int count) throws IOException;
  }

  /** Asks over a connection that is open already, framed as over TCP. */
  public DnsAnswer ask(Stream stream, DnsQuestion question) throws IOException {
    int id = random.nextInt(IDS);
    stream.write(framed(DnsMessage.question(id, question)));
    byte[] length = stream.read(2);
    return DnsMessage.answer(stream.read((length[0] & 0xff) << 8 | (length[1] & 0xff)), id);
  }

  private static byte[] framed(byte[] question) {
    byte[] framed = new byte[question.length + 2];
    framed[0] = (byte) (question.length >>> 8);
    framed[1] = (byte) question.length;
    System.arraycopy(question, 0, framed, 2, question.length);
    return framed;
  }

  private static DnsAnswer overUdp(
      InetSocketAddress server, byte[] question, int id, Duration timeout) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // A connected socket takes nothing that others send.
      socket.connect(server);
      socket.setSoTimeout((int) timeout.toMillis());
      socket.send(new DatagramPacket(question, question.length));
      byte[] buffer = new byte[DnsMessage.MAX_DATAGRAM_BYTES];
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      return DnsMessage.answer(Arrays.copyOf(buffer, packet.getLength()), id);
    } catch (SocketTimeoutException e) {
      throw new DnsException(server + " did not answer within " + timeout.toMillis() + " ms", e);
    } catch (PortUnreachableException e) {
      throw new DnsException("no name server listens at " + server, e);
    }
  }

  /** Over TCP (RFC 7766) each message follows its length, in two bytes. */
  static DnsAnswer overTcp(InetSocketAddress server, byte[] question, int id, Duration timeout)
      throws IOException {
    try (Socket socket = new Socket()) {
      int millis = (int) timeout.toMillis();
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(framed(question));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return DnsMessage.answer(answer, id);
    } catch (SocketTimeoutException e) {
      throw new DnsException(server + " did not answer over TCP in time", e);
    }
  }
}
