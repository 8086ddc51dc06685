package io.atalaya.collect.check.net;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Messages of an open WebSocket (RFC 6455, section 5), as a client:
 *
 * <pre>
 *   byte fin, opcode   byte masked, length   [uint16 or uint64 length]   [4 bytes mask]   payload
 * </pre>
 */
final class WebSocketFrames {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int NORMAL = 1000;

  private final Wire wire;
  private final SecureRandom random;

  WebSocketFrames(Wire wire, SecureRandom random) {
    this.wire = wire;
    this.random = random;
  }

  void sendText(String text) throws ExchangeException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says that nothing more comes; the peer's answer is not waited for. */
  void sendClose() throws ExchangeException {
    send(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL).array());
  }

  private void send(int opcode, byte[] payload) throws ExchangeException {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) (FIN | opcode));
    if (payload.length < LENGTH_16) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % mask.length]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    wire.write(bytes);
  }

  /** The next message, text or bytes read as UTF-8; pings are answered on the way. */
  String next() throws ExchangeException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      byte[] head = wire.readBytes(2);
      int opcode = head[0] & 0xf;
      byte[] payload = payload(head[1]);
      switch (opcode) {
        case CONTINUATION, TEXT, BINARY -> {
          message.writeBytes(payload);
          limit(message.size());
          if ((head[0] & FIN) != 0) {
            return message.toString(StandardCharsets.UTF_8);
          }
        }
        case PING -> send(PONG, payload);
        case PONG -> {
          // Nobody asked, and nobody minds.
        }
        case CLOSE -> throw closed(payload);
        default -> throw new ExchangeException(Reason.PROTOCOL, "an unknown kind of frame", null);
      }
    }
  }

  private byte[] payload(byte second) throws ExchangeException {
    if ((second & MASKED) != 0) {
      throw new ExchangeException(Reason.PROTOCOL, "a server must not mask its frames", null);
    }
    long length = second;
    if (length == LENGTH_16) {
      length = ByteBuffer.wrap(wire.readBytes(2)).getShort() & 0xffff;
    } else if (length == LENGTH_64) {
      length = ByteBuffer.wrap(wire.readBytes(8)).getLong();
    }
    limit(length);
    return wire.readBytes((int) length);
  }

  private static void limit(long bytes) throws ExchangeException {
    if (bytes < 0 || bytes > MAX_MESSAGE_BYTES) {
      throw new ExchangeException(
          Reason.TOO_LARGE, "a message is larger than " + MAX_MESSAGE_BYTES + " bytes", null);
    }
  }

  private static ExchangeException closed(byte[] payload) {
    String code = payload.length < 2 ? "no code" : "code " + ByteBuffer.wrap(payload).getShort();
    return new ExchangeException(
        Reason.CONNECTION_CLOSED, "the peer closed the WebSocket with " + code, null);
  }
}
