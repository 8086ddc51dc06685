package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** The body of an answer as it is framed on the connection (RFC 9112, section 6). */
final class BodyStream extends InputStream {
  private static final long UNBOUNDED = Long.MAX_VALUE;
  private static final int MAX_CHUNK_LINE_BYTES = 4096;
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK_LENGTH = Pattern.compile("[0-9a-fA-F]{1,15}");

  private final Connection connection;
  private final boolean chunked;
  private final boolean untilClose;
  private long left;
  private boolean done;

  private BodyStream(Connection connection, boolean chunked, long left) {
    this.connection = connection;
    this.chunked = chunked;
    this.untilClose = left == UNBOUNDED;
    this.left = left;
    this.done = !chunked && left == 0;
  }

  /** The body that follows a head, given the method that was asked with. */
  static BodyStream of(Connection connection, ResponseHead head, String method)
      throws ExchangeException {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return new BodyStream(connection, false, 0);
    }
    if (head.headerHas("Transfer-Encoding", "chunked")) {
      return new BodyStream(connection, true, 0);
    }
    String length = head.header("Content-Length");
    if (length.isEmpty()) {
      return new BodyStream(connection, false, UNBOUNDED);
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new ExchangeException(Reason.PROTOCOL, "the answer's Content-Length is no size", null);
    }
    return new BodyStream(connection, false, Long.parseLong(length));
  }

  /** Whether everything was read and the connection stands before the next answer. */
  boolean drained() {
    return done && !untilClose;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!done && chunked && left == 0) {
      nextChunk();
    }
    if (done) {
      return -1;
    }
    int n = connection.read(into, offset, (int) Math.min(length, left));
    if (n < 0) {
      return ended();
    }
    if (!untilClose) {
      left -= n;
    }
    afterBytes();
    return n;
  }

  private int ended() throws EOFException {
    if (!untilClose) {
      throw new EOFException("the connection was closed in the middle of the body");
    }
    done = true;
    return -1;
  }

  private void afterBytes() throws IOException {
    if (left > 0) {
      return;
    }
    if (chunked) {
      connection.readLine(MAX_CHUNK_LINE_BYTES);
    } else {
      done = true;
    }
  }

  private void nextChunk() throws IOException {
    String line = connection.readLine(MAX_CHUNK_LINE_BYTES);
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (!CHUNK_LENGTH.matcher(size).matches()) {
      throw new ExchangeException(Reason.PROTOCOL, "a chunk of the body has no size", null);
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      skipTrailers();
      done = true;
    }
  }

  private void skipTrailers() throws IOException {
    int budget = Connection.MAX_HEAD_BYTES;
    for (String line = connection.readLine(budget);
        !line.isEmpty();
        line = connection.readLine(budget)) {
      budget -= line.length();
    }
  }
}
