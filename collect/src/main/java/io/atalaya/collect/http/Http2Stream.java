package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of HTTP/2 (RFC 9113) on a connection of its own, and the body of its answer as it
 * comes. Preface, settings, one stream, headers by HPACK, data both ways within the windows,
 * trailers. No push, no second request, so the connection is of no more use afterwards.
 *
 * <pre>
 *   frame:  uint24 length   byte type   byte flags   uint32 stream   payload
 * </pre>
 */
final class Http2Stream extends InputStream {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private static final int END_STREAM = 0x1;
  private static final int ACK = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;

  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final int STREAM = 1;
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int MAX_FRAME_BYTES = 16_384;

  /** What both sides may send before they hear anything (section 6.9.2). */
  private static final int FIRST_WINDOW_BYTES = 65_535;

  /** How much of the answer's body may be on its way. */
  private static final int WINDOW_BYTES = 1 << 20;

  private final Connection connection;
  private final Hpack hpack = new Hpack();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private final List<Header> trailers = new ArrayList<>();
  private @Nullable ResponseHead head;
  private @Nullable Integer blockFlags;
  private ByteBuffer data = ByteBuffer.allocate(0);
  private boolean ended;

  /** What may be sent still, of this stream and of the whole connection. */
  private long streamWindow = FIRST_WINDOW_BYTES;

  private long connectionWindow = FIRST_WINDOW_BYTES;
  private long peersFirstWindow = FIRST_WINDOW_BYTES;

  /** Bytes taken since the peer was told last that it may send more. */
  private int taken;

  /** A frame as it came. */
  private record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    /** A number of the payload; −1 if it is too short. */
    int number(int at) {
      return payload.length >= at + Integer.BYTES ? ByteBuffer.wrap(payload).getInt(at) : -1;
    }
  }

  /**
   * A stream.
   *
   * @param connection one on which nothing was said
   */
  Http2Stream(Connection connection) {
    this.connection = connection;
  }

  /**
   * Asks.
   *
   * @param request headers, pseudo-headers first, names in lower case
   * @param content the body; null for none
   */
  void ask(List<Header> request, byte @Nullable [] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    ByteBuffer settings = ByteBuffer.allocate(18);
    settings.putShort((short) HEADER_TABLE_SIZE).putInt(0);
    settings.putShort((short) ENABLE_PUSH).putInt(0);
    settings.putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW_BYTES);
    out.writeBytes(frame(SETTINGS, 0, 0, settings.array()));
    out.writeBytes(windowUpdate(0, WINDOW_BYTES - FIRST_WINDOW_BYTES));
    addHeaders(out, Hpack.write(request), content == null);
    connection.write(out.toByteArray(), null);
    if (content != null) {
      send(content);
    }
  }

  private static void addHeaders(ByteArrayOutputStream out, byte[] packed, boolean last) {
    for (int from = 0; from == 0 || from < packed.length; from += MAX_FRAME_BYTES) {
      int to = Math.min(packed.length, from + MAX_FRAME_BYTES);
      int flags = (to == packed.length ? END_HEADERS : 0) | (from == 0 && last ? END_STREAM : 0);
      byte[] part = java.util.Arrays.copyOfRange(packed, from, to);
      out.writeBytes(frame(from == 0 ? HEADERS : CONTINUATION, flags, STREAM, part));
    }
  }

  /** Sends a body as far as the peer lets us; an answer that comes before ends it. */
  private void send(byte[] content) throws IOException {
    int from = 0;
    do {
      int room = (int) Math.min(MAX_FRAME_BYTES, Math.min(streamWindow, connectionWindow));
      int to = Math.min(content.length, from + Math.max(0, room));
      if (to > from || content.length == 0) {
        int flags = to == content.length ? END_STREAM : 0;
        byte[] part = java.util.Arrays.copyOfRange(content, from, to);
        connection.write(frame(DATA, flags, STREAM, part), null);
        streamWindow -= to - from;
        connectionWindow -= to - from;
        from = to;
      } else {
        take(next());
      }
    } while (from < content.length && !ended);
  }

  private static byte[] windowUpdate(int stream, int bytes) {
    return frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + payload.length);
    frame.put((byte) (payload.length >>> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  /** The head of the answer, interim ones left out. */
  ResponseHead head() throws IOException {
    ResponseHead known = head;
    while (known == null) {
      take(next());
      known = head;
    }
    return known;
  }

  /** What came behind the body; all of it once the body has ended. */
  List<Header> trailers() {
    return List.copyOf(trailers);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (!data.hasRemaining() && !ended) {
      take(next());
    }
    if (!data.hasRemaining()) {
      return -1;
    }
    int n = Math.min(length, data.remaining());
    data.get(into, offset, n);
    return n;
  }

  private Frame next() throws IOException {
    ByteBuffer start = ByteBuffer.wrap(bytes(FRAME_HEADER_BYTES));
    int length = (start.get() & 0xff) << 16 | (start.getShort() & 0xffff);
    if (length > MAX_FRAME_BYTES) {
      throw protocol("the peer does not speak HTTP/2");
    }
    int type = start.get();
    int flags = start.get();
    int stream = start.getInt() & Integer.MAX_VALUE;
    return new Frame(type, flags, stream, bytes(length));
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int at = 0; at < count; ) {
      int n = connection.read(bytes, at, count - at);
      if (n < 0) {
        throw new EOFException("the peer closed it");
      }
      at += n;
    }
    return bytes;
  }

  private void take(Frame frame) throws IOException {
    if (blockFlags != null && frame.type() != CONTINUATION) {
      throw protocol("the headers are interrupted");
    }
    switch (frame.type()) {
      case DATA -> data(frame);
      case HEADERS -> headers(frame);
      case CONTINUATION -> continued(frame.payload(), frame.has(END_HEADERS));
      case SETTINGS -> settings(frame);
      case PING -> answerOnce(frame, frame(PING, ACK, 0, frame.payload()));
      case WINDOW_UPDATE -> widen(frame);
      case RST_STREAM -> throw broken("the peer gave the request up", frame.number(0));
      case GOAWAY -> goodbye(frame);
      case PUSH_PROMISE -> throw protocol("the peer pushes what nobody wants");
      default -> {
        // Priorities and kinds that come later say nothing about one answer.
      }
    }
  }

  private void answerOnce(Frame frame, byte[] answer) throws IOException {
    if (!frame.has(ACK)) {
      connection.write(answer, null);
    }
  }

  private void settings(Frame frame) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(frame.payload());
    while (in.remaining() >= Short.BYTES + Integer.BYTES) {
      int setting = in.getShort();
      long value = in.getInt() & 0xffff_ffffL;
      if (setting == INITIAL_WINDOW_SIZE) {
        streamWindow += value - peersFirstWindow;
        peersFirstWindow = value;
      }
    }
    answerOnce(frame, frame(SETTINGS, ACK, 0, new byte[0]));
  }

  private void widen(Frame frame) {
    int more = frame.number(0) & Integer.MAX_VALUE;
    if (frame.stream() == 0) {
      connectionWindow += more;
    } else {
      streamWindow += more;
    }
  }

  /** A peer may end the connection in good order: requests up to one that it names are answered. */
  private static void goodbye(Frame frame) throws ExchangeException {
    boolean ours = (frame.number(0) & Integer.MAX_VALUE) >= STREAM;
    int code = frame.number(Integer.BYTES);
    if (!ours || code != 0) {
      throw broken("the peer ended the connection", code);
    }
  }

  private static ExchangeException broken(String what, int code) {
    return new ExchangeException(
        Reason.CONNECTION_CLOSED, what + ": error " + code + " of HTTP/2", null);
  }

  private void data(Frame frame) throws IOException {
    if (head == null) {
      throw protocol("a body comes before its headers");
    }
    data = ByteBuffer.wrap(withoutPadding(frame, 0));
    ended = frame.has(END_STREAM);
    taken += frame.payload().length;
    if (taken > WINDOW_BYTES / 2 && !ended) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(windowUpdate(0, taken));
      out.writeBytes(windowUpdate(STREAM, taken));
      connection.write(out.toByteArray(), null);
      taken = 0;
    }
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
    if (block.size() > Connection.MAX_HEAD_BYTES) {
      throw new ExchangeException(
          Reason.TOO_LARGE,
          "the headers are larger than " + Connection.MAX_HEAD_BYTES + " bytes",
          null);
    }
    if (last) {
      understand(hpack.read(block.toByteArray()));
      block.reset();
      blockFlags = null;
      ended = (flags & END_STREAM) != 0;
    }
  }

  private void understand(List<Header> all) throws ExchangeException {
    if (head != null) {
      trailers.addAll(all);
      return;
    }
    ResponseHead read = ResponseHead.ofHttp2(all);
    head = read.isInterim() ? null : read;
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

  private static ExchangeException protocol(String what) {
    return new ExchangeException(Reason.PROTOCOL, what, null);
  }
}
