package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.PeerSocket;
import io.atalaya.model.Secret;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * As much of AMQP 0-9-1 as asking for the length of a queue needs.
 *
 * <pre>
 *   frame    type (1 = method, 8 = heartbeat) u8, channel u16, size u32, payload, 0xCE
 *   method   class u16, method u16, arguments
 *
 *   us                              broker
 *   "AMQP" 0 0 9 1           ──►    connection.start      10,10
 *   connection.start-ok      ──►    connection.tune       10,30
 *   connection.tune-ok, open ──►    connection.open-ok    10,41
 *   channel.open             ──►    channel.open-ok       20,11
 *   queue.declare passive    ──►    queue.declare-ok      50,11: name, messages u32, consumers u32
 *                                   or channel.close      20,40, connection.close 10,50: code, text
 * </pre>
 */
final class AmqpSession implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FRAME_BYTES = 256 << 10;
  private static final int METHOD = 1;
  private static final int FRAME_END = 0xCE;
  private static final int PASSIVE = 1;

  private static final int START = method(10, 10);
  private static final int START_OK = method(10, 11);
  private static final int TUNE = method(10, 30);
  private static final int TUNE_OK = method(10, 31);
  private static final int OPEN = method(10, 40);
  private static final int OPEN_OK = method(10, 41);
  private static final int CONNECTION_CLOSE = method(10, 50);
  private static final int CHANNEL_OPEN = method(20, 10);
  private static final int CHANNEL_OPEN_OK = method(20, 11);
  private static final int CHANNEL_CLOSE = method(20, 40);
  private static final int DECLARE = method(50, 10);
  private static final int DECLARE_OK = method(50, 11);

  private final PeerSocket socket;
  private final DataInputStream in;

  /** What a queue holds. */
  record Counts(long messages, long consumers) {}

  /** Writes the arguments of a method. */
  private interface Arguments {
    void write(DataOutputStream out) throws IOException;
  }

  private AmqpSession(PeerSocket socket) {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.input()));
  }

  private static int method(int ofClass, int method) {
    return ofClass << 16 | method;
  }

  /** Connects, logs in and opens a channel. */
  static AmqpSession open(AmqpQueues at, Network network, Deadline deadline)
      throws ExchangeException {
    PeerSocket socket =
        PeerSocket.open(network, at.host(), at.port(), at.tls(), MAX_BYTES, deadline);
    try {
      AmqpSession session = new AmqpSession(socket);
      session.greet(at);
      return session;
    } catch (BufferUnderflowException e) {
      socket.close();
      throw new ExchangeException(Reason.PROTOCOL, "a method is cut short", e);
    } catch (IOException e) {
      socket.close();
      throw socket.broken(e);
    }
  }

  private void greet(AmqpQueues at) throws IOException {
    Secret password = at.password() == null ? Secret.of("guest") : at.password().read();
    socket.write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
    expect(START);
    send(
        0,
        START_OK,
        out -> {
          clientProperties(out);
          shortText(out, "PLAIN");
          longText(out, "\0" + at.user() + "\0" + password.reveal());
          shortText(out, "en_US");
        });
    ByteBuffer tune = afterLogin(at);
    int channels = Short.toUnsignedInt(tune.getShort());
    int frame = tune.getInt();
    send(
        0,
        TUNE_OK,
        out -> {
          out.writeShort(channels);
          out.writeInt(frame);
          out.writeShort(0);
        });
    send(
        0,
        OPEN,
        out -> {
          shortText(out, at.vhost());
          shortText(out, "");
          out.writeByte(0);
        });
    expect(OPEN_OK);
    send(1, CHANNEL_OPEN, out -> shortText(out, ""));
    expect(CHANNEL_OPEN_OK);
  }

  /** Says that we understand when a refused login is told; else RabbitMQ keeps it to itself. */
  private static void clientProperties(DataOutputStream out) throws IOException {
    ByteArrayOutputStream capabilities = new ByteArrayOutputStream();
    DataOutputStream inner = new DataOutputStream(capabilities);
    shortText(inner, "authentication_failure_close");
    inner.writeByte('t');
    inner.writeByte(1);
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    DataOutputStream outer = new DataOutputStream(table);
    shortText(outer, "capabilities");
    outer.writeByte('F');
    outer.writeInt(capabilities.size());
    capabilities.writeTo(outer);
    out.writeInt(table.size());
    table.writeTo(out);
  }

  /** Brokers end the connection when they do not like a login; the newer ones say so first. */
  private ByteBuffer afterLogin(AmqpQueues at) throws IOException {
    try {
      return expect(TUNE);
    } catch (EOFException | SocketException e) {
      throw new ExchangeException(
          Reason.AUTH, "the broker does not accept the user " + at.user(), e);
    } catch (ExchangeException e) {
      boolean refused = e.reason() == Reason.REFUSED;
      throw refused ? new ExchangeException(Reason.AUTH, String.valueOf(e.getMessage()), e) : e;
    }
  }

  /** Asks for a queue's counts; refused if there is no such queue. */
  Counts declarePassively(String queue) throws ExchangeException {
    try {
      send(
          1,
          DECLARE,
          out -> {
            out.writeShort(0);
            shortText(out, queue);
            out.writeByte(PASSIVE);
            out.writeInt(0);
          });
      ByteBuffer answer = expect(DECLARE_OK);
      text(answer);
      long messages = Integer.toUnsignedLong(answer.getInt());
      return new Counts(messages, Integer.toUnsignedLong(answer.getInt()));
    } catch (BufferUnderflowException e) {
      throw new ExchangeException(Reason.PROTOCOL, "a method is cut short", e);
    } catch (IOException e) {
      throw socket.broken(e);
    }
  }

  private static void shortText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  private static void longText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(ByteBuffer from) {
    byte[] bytes = new byte[Byte.toUnsignedInt(from.get())];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void send(int channel, int method, Arguments arguments) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(payload);
    out.writeInt(method);
    arguments.write(out);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream framed = new DataOutputStream(frame);
    framed.writeByte(METHOD);
    framed.writeShort(channel);
    framed.writeInt(payload.size());
    payload.writeTo(framed);
    framed.writeByte(FRAME_END);
    socket.write(frame.toByteArray());
  }

  /** The arguments of the next method, which must be this one. */
  private ByteBuffer expect(int wanted) throws IOException {
    ByteBuffer payload = nextMethod();
    try {
      int method = payload.getInt();
      if (method == CONNECTION_CLOSE || method == CHANNEL_CLOSE) {
        int code = payload.getShort();
        throw new ExchangeException(
            Reason.REFUSED, "the broker refused: " + code + " " + text(payload), null);
      }
      if (method != wanted) {
        throw new ExchangeException(
            Reason.PROTOCOL, "the broker answered with another method", null);
      }
      return payload;
    } catch (BufferUnderflowException e) {
      throw new ExchangeException(Reason.PROTOCOL, "a method is cut short", e);
    }
  }

  private ByteBuffer nextMethod() throws IOException {
    int type = in.readUnsignedByte();
    while (type != METHOD) {
      if (type != 8) {
        throw new ExchangeException(
            Reason.PROTOCOL, "what listens there does not speak AMQP 0-9-1", null);
      }
      body();
      type = in.readUnsignedByte();
    }
    return body();
  }

  private ByteBuffer body() throws IOException {
    in.readUnsignedShort();
    int size = in.readInt();
    if (size < 0 || size > MAX_FRAME_BYTES) {
      throw new ExchangeException(Reason.PROTOCOL, "a frame claims " + size + " bytes", null);
    }
    byte[] payload = in.readNBytes(size);
    if (payload.length < size || in.readUnsignedByte() != FRAME_END) {
      throw new ExchangeException(Reason.PROTOCOL, "a frame does not end as it should", null);
    }
    return ByteBuffer.wrap(payload);
  }

  @Override
  public void close() {
    socket.close();
  }
}
