package io.atalaya.collect.check.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Echo messages of ICMP (RFC 792) and ICMPv6 (RFC 4443):
 *
 * <pre>
 *   byte type   byte code 0   uint16 checksum   uint16 identifier   uint16 sequence   payload
 * </pre>
 */
final class EchoMessage {
  static final int HEADER_BYTES = 8;

  private static final byte[] TEXT = "Atalaya ping ".getBytes(StandardCharsets.US_ASCII);
  private static final int REQUEST_4 = 8;
  private static final int REPLY_4 = 0;
  private static final int REQUEST_6 = 128;
  private static final int REPLY_6 = 129;

  private EchoMessage() {}

  /** A request; the checksum of ICMPv6 is left to the kernel, which knows the addresses. */
  static byte[] request(boolean six, int identifier, int sequence, int payloadBytes) {
    ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + payloadBytes);
    message.put((byte) (six ? REQUEST_6 : REQUEST_4)).put((byte) 0).putShort((short) 0);
    message.putShort((short) identifier).putShort((short) sequence);
    for (int i = 0; i < payloadBytes; i++) {
      message.put(TEXT[i % TEXT.length]);
    }
    if (!six) {
      message.putShort(2, checksum(message.array()));
    }
    return message.array();
  }

  /** The Internet checksum (RFC 1071). */
  private static short checksum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += (bytes[i] & 0xff) << 8 | low;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  /**
   * Whether bytes are the reply to a request.
   *
   * @param identifier null where the kernel chose it and passes only what is ours
   */
  static boolean isReply(byte[] bytes, boolean six, @Nullable Integer identifier, int sequence) {
    if (bytes.length < HEADER_BYTES) {
      return false;
    }
    ByteBuffer message = ByteBuffer.wrap(bytes);
    boolean type = (message.get(0) & 0xff) == (six ? REPLY_6 : REPLY_4);
    boolean ours = identifier == null || (message.getShort(4) & 0xffff) == identifier;
    return type && ours && (message.getShort(6) & 0xffff) == sequence;
  }
}
