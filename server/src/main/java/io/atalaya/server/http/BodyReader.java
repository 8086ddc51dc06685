package io.atalaya.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads one request's body into memory. Memory is taken as bytes arrive, not as they are announced,
 * and who sends too slowly is told so: a client cannot hold much by promising much. For one thread.
 */
final class BodyReader {
  /** Bodies up to this size get their memory at once. */
  private static final int FIRST_BYTES = 128 << 10;

  /** What bodies of unknown length begin with. */
  private static final int SMALL = 8 << 10;

  private final Request request;
  private final HttpLimits.Pace pace;
  private final BodyMemory memory;
  private long taken;

  /** Whether the body was read to its end. */
  private boolean complete;

  BodyReader(Request request, HttpLimits.Pace pace, BodyMemory memory) {
    this.request = request;
    this.pace = pace;
    this.memory = memory;
  }

  /**
   * The whole body.
   *
   * @throws HttpException 413 if it is larger than {@code maxBytes}, 408 if it comes too slowly,
   *     503 if there is no memory for it, 400 if it ends early
   */
  byte[] read(int maxBytes) {
    if (request.getLength() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    byte[] body = readStart(maxBytes);
    if (!complete) {
      throw tooLarge(maxBytes);
    }
    return body;
  }

  /** As much of the body as {@code maxBytes} allow; the rest is left unread. */
  byte[] readStart(int maxBytes) {
    long announced = request.getLength();
    int most = announced < 0 ? maxBytes : (int) Math.min(announced, maxBytes);
    byte[] body = room(new byte[0], Math.min(most, announced < 0 ? SMALL : FIRST_BYTES), most);
    long began = System.nanoTime();
    int size = 0;
    complete = false;
    for (boolean full = false; !full && !complete; ) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        awaitMore(began + pace.allowedNanos(size) - System.nanoTime());
        continue;
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw new HttpException(400, "the request's body ends early");
      }
      int more = Math.min(chunk.remaining(), maxBytes - size);
      full = more < chunk.remaining();
      body = size + more > body.length ? room(body, size + more, most) : body;
      chunk.getByteBuffer().get(body, size, more);
      size += more;
      complete = chunk.isLast() && !full;
      chunk.release();
    }
    return size == body.length ? body : Arrays.copyOf(body, size);
  }

  /** The same bytes with more room: twice as much, or what is needed. */
  private byte[] room(byte[] array, int needed, int most) {
    int length = (int) Math.min(most, Math.max(needed, array.length * 2L));
    memory.take(length - array.length);
    taken += length - array.length;
    return Arrays.copyOf(array, length);
  }

  private void awaitMore(long patienceNanos) {
    CountDownLatch arrived = new CountDownLatch(1);
    request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::countDown));
    try {
      if (!arrived.await(patienceNanos, TimeUnit.NANOSECONDS)) {
        throw new HttpException(408, "the request's body comes too slowly");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpException.overload("the server stops");
    }
  }

  /**
   * All that a stream gives: a body after decompression.
   *
   * @throws HttpException 413 if it is larger than {@code maxBytes}
   */
  byte[] unpack(InputStream in, int maxBytes) throws IOException {
    byte[] out = room(new byte[0], Math.min(maxBytes, SMALL), maxBytes);
    int size = 0;
    for (int n = in.read(out); n >= 0; n = in.read(out, size, out.length - size)) {
      size += n;
      if (size == maxBytes && in.read() >= 0) {
        throw new HttpException(413, "the body is larger than " + maxBytes + " bytes unpacked");
      }
      if (size == maxBytes) {
        break;
      }
      out = size == out.length ? room(out, size + 1, maxBytes) : out;
    }
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  /** Gives the memory back. */
  void release() {
    memory.release(taken);
    taken = 0;
  }

  private static HttpException tooLarge(int maxBytes) {
    return new HttpException(413, "the request's body is larger than " + maxBytes + " bytes");
  }
}
