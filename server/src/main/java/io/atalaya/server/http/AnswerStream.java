package io.atalaya.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A body that is sent while it is written, in large pieces. For one thread at a time.
 *
 * <p>Closing it ends the writing, not the answer: a body is closed after a fault as well, and a
 * client must not take half of it for the whole. {@link #end} is called when all went well.
 */
final class AnswerStream extends OutputStream {
  private static final int FIRST_BYTES = 2 << 10;
  private static final int PIECE_BYTES = 32 << 10;

  /** Sends a piece. */
  interface Sender {
    void send(boolean last, ByteBuffer piece) throws IOException;
  }

  private final Sender sender;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int size;
  private boolean closed;
  private boolean ended;

  AnswerStream(Sender sender) {
    this.sender = sender;
  }

  @Override
  public void write(int b) throws IOException {
    requireOpen();
    if (size == buffer.length) {
      makeRoom(1);
    }
    buffer[size++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    requireOpen();
    int at = offset;
    int left = length;
    while (left > 0) {
      if (size == buffer.length) {
        makeRoom(left);
      }
      int part = Math.min(left, buffer.length - size);
      System.arraycopy(from, at, buffer, size, part);
      size += part;
      at += part;
      left -= part;
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the body was closed already");
    }
  }

  private void makeRoom(int wanted) throws IOException {
    if (buffer.length == PIECE_BYTES) {
      send(false);
    } else {
      int length = Math.min(PIECE_BYTES, Math.max(buffer.length * 2, size + wanted));
      buffer = Arrays.copyOf(buffer, length);
    }
  }

  @Override
  public void flush() throws IOException {
    if (size > 0) {
      send(false);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Sends what is left, and that this was all. */
  void end() throws IOException {
    if (!ended) {
      ended = true;
      send(true);
    }
  }

  private void send(boolean last) throws IOException {
    int length = size;
    size = 0;
    sender.send(last, ByteBuffer.wrap(buffer, 0, length));
  }
}
