package io.atalaya.server.http;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * What a client still sends of a body that was refused. A connection that is closed while bytes
 * come in is reset, and with it goes the answer that says why (RFC 9112, section 9.6); so they are
 * taken and thrown away, for a moment, and longer the more of them come.
 */
final class Leftover {
  private static final long MOST_BYTES = 64L << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Whoever sends a megabyte a second is not cut off. */
  private static final long NANOS_FOR_A_BYTE = 1000;

  private Leftover() {}

  /** Call it when the answer is on its way; returns when all has come, or time is over. */
  static void discard(Request request) {
    long begun = System.nanoTime();
    long bytes = 0;
    while (bytes < MOST_BYTES) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        long allowed = PATIENCE_NANOS + bytes * NANOS_FOR_A_BYTE;
        if (!awaitMore(request, begun + allowed - System.nanoTime())) {
          return;
        }
        continue;
      }
      bytes += chunk.remaining();
      chunk.release();
      if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
        return;
      }
    }
  }

  private static boolean awaitMore(Request request, long nanos) {
    CountDownLatch arrived = new CountDownLatch(1);
    request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::countDown));
    try {
      return arrived.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
