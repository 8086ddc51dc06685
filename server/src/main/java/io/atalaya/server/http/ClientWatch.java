package io.atalaya.server.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Notices, while an answer is worked out, that the client has closed its connection.
 *
 * <p>A connection that is closed is readable and has nothing to read; one with the next request
 * already sent is readable too, but has. Looking takes nothing from the connection. Who answers
 * within a few milliseconds pays for reading a clock only. With TLS a client says good-bye before
 * it closes, so that there is something to read: it is noticed only if it vanishes without.
 */
final class ClientWatch implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final @Nullable SocketChannel channel;
  private final AtomicLong nextLook;
  private @Nullable Selector selector;
  private boolean closed;
  private volatile boolean gone;

  /**
   * Looks at a connection.
   *
   * @param channel the connection, which does not block, or null if it is none of the network
   * @param beganNanos when the request came in
   */
  ClientWatch(@Nullable SocketChannel channel, long beganNanos) {
    this.channel = channel;
    nextLook = new AtomicLong(beganNanos + PATIENCE_NANOS);
  }

  /** Whether the client has closed the connection. Cheap, and safe for many threads. */
  boolean isGone() {
    long due = nextLook.get();
    long now = System.nanoTime();
    if (!gone && now - due > 0 && nextLook.compareAndSet(due, now + INTERVAL_NANOS)) {
      gone = look();
    }
    return gone;
  }

  private synchronized boolean look() {
    if (closed || channel == null) {
      return false;
    }
    try {
      Selector mine = selector;
      if (mine == null) {
        mine = Selector.open();
        selector = mine;
        channel.register(mine, SelectionKey.OP_READ);
      }
      mine.selectedKeys().clear();
      return mine.selectNow() > 0 && channel.socket().getInputStream().available() == 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (selector != null) {
      selector.close();
    }
  }
}
