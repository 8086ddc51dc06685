package io.atalaya.collect.http2;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request on a fresh connection, and its answer. */
public final class Http2Call {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;

  private static final int END_STREAM = 0x1;
  private static final int ACK = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;

  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;

  private static final int STREAM = 1;
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int MAX_FRAME_BYTES = 16_384;

  /** Body and header blocks that are taken; less than the first window of a stream. */
  private static final int MAX_BYTES = 60_000;

  private final Wire wire;
  private final Hpack hpack = new Hpack();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<Header> headers = new ArrayList<>();
  private @Nullable Integer blockFlags;
  private boolean ended;

  /**
   * An answer.
   *
   * @param headers those before and those after the body; names are lower case
   */
  public record Answer(List<Header> headers, byte[] body) {
    public Answer {
      headers = List.copyOf(headers);
    }

    /** The last value of a header; null if there is none. */
    public @Nullable String header(String name) {
      String value = null;
      for (Header header : headers) {
        value = header.name().equals(name) ? header.value() : value;
      }
      return value;
    }
  }

  /** A frame as it came. */
  private record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private Http2Call(Wire wire) {
    this.wire = wire;
  }

  /**
   * Asks.
   *
   * @param wire a connection on which nothing was said
   * @param headers those of the request, pseudo-headers first, names in lower case
   */
  public static Answer make(Wire wire, List<Header> headers, byte[] body) throws ExchangeException {
    Http2Call call = new Http2Call(wire);
    call.send(headers, body);
    while (!call.ended) {
      call.take(call.next());
    }
    return new Answer(call.headers, call.body.toByteArray());
  }

  private void send(List<Header> request, byte[] content) throws ExchangeException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    ByteBuffer settings = ByteBuffer.allocate(12);
    settings.putShort((short) HEADER_TABLE_SIZE).putInt(0);
    settings.putShort((short) ENABLE_PUSH).putInt(0);
    out.writeBytes(frame(SETTINGS, 0, 0, settings.array()));
    out.writeBytes(frame(HEADERS, END_HEADERS, STREAM, Hpack.write(request)));
    out.writeBytes(frame(DATA, END_STREAM, STREAM, content));
    wire.write(out.toByteArray());
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + payload.length);
    frame.put((byte) (payload.length >>> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  private Frame next() throws ExchangeException {
    ByteBuffer head = ByteBuffer.wrap(wire.readBytes(FRAME_HEADER_BYTES));
    int length = (head.get() & 0xff) << 16 | (head.getShort() & 0xffff);
    if (length > MAX_FRAME_BYTES) {
      throw protocol("the peer does not speak HTTP/2");
    }
    int type = head.get();
    int flags = head.get();
    int stream = head.getInt() & Integer.MAX_VALUE;
    return new Frame(type, flags, stream, wire.readBytes(length));
  }

  private void take(Frame frame) throws ExchangeException {
    if (blockFlags != null && frame.type() != CONTINUATION) {
      throw protocol("the headers are interrupted");
    }
    switch (frame.type()) {
      case DATA -> data(frame);
      case HEADERS -> headers(frame);
      case CONTINUATION -> continued(frame.payload(), frame.has(END_HEADERS));
      case SETTINGS -> answerOnce(frame, frame(SETTINGS, ACK, 0, new byte[0]));
      case PING -> answerOnce(frame, frame(PING, ACK, 0, frame.payload()));
      case RST_STREAM -> throw reset("the peer gave the request up", frame, 0);
      case GOAWAY -> throw reset("the peer ended the connection", frame, Integer.BYTES);
      case PUSH_PROMISE -> throw protocol("the peer pushes what nobody wants");
      default -> {
        // Priorities, windows and kinds that come later say nothing about one small answer.
      }
    }
  }

  private void answerOnce(Frame frame, byte[] answer) throws ExchangeException {
    if (!frame.has(ACK)) {
      wire.write(answer);
    }
  }

  private static ExchangeException reset(String what, Frame frame, int at) {
    int code =
        frame.payload().length >= at + Integer.BYTES
            ? ByteBuffer.wrap(frame.payload()).getInt(at)
            : -1;
    return new ExchangeException(
        Reason.CONNECTION_CLOSED, what + ": error " + code + " of HTTP/2", null);
  }

  private void data(Frame frame) throws ExchangeException {
    byte[] content = withoutPadding(frame, 0);
    body.writeBytes(content);
    limit(body);
    ended = frame.has(END_STREAM);
  }

  private void headers(Frame frame) throws ExchangeException {
    byte[] content = withoutPadding(frame, frame.has(PRIORITY) ? 5 : 0);
    blockFlags = frame.flags();
    continued(content, frame.has(END_HEADERS));
  }

  private void continued(byte[] part, boolean last) throws ExchangeException {
    Integer flags = blockFlags;
    if (flags == null) {
      throw protocol("headers go on that never began");
    }
    block.writeBytes(part);
    limit(block);
    if (last) {
      headers.addAll(hpack.read(block.toByteArray()));
      block.reset();
      blockFlags = null;
      ended = (flags & END_STREAM) != 0;
    }
  }

  private static byte[] withoutPadding(Frame frame, int skip) throws ExchangeException {
    ByteBuffer in = ByteBuffer.wrap(frame.payload());
    int padding = frame.has(PADDED) && in.hasRemaining() ? in.get() & 0xff : 0;
    int length = in.remaining() - skip - padding;
    if (length < 0) {
      throw protocol("a frame is all padding");
    }
    byte[] content = new byte[length];
    in.position(in.position() + skip).get(content);
    return content;
  }

  private static void limit(ByteArrayOutputStream bytes) throws ExchangeException {
    if (bytes.size() > MAX_BYTES) {
      throw new ExchangeException(
          Reason.TOO_LARGE, "the answer is larger than " + MAX_BYTES + " bytes", null);
    }
  }

  private static ExchangeException protocol(String what) {
    return new ExchangeException(Reason.PROTOCOL, what, null);
  }
}
