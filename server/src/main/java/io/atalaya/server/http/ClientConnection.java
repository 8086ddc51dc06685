package io.atalaya.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;

/**
 * What one connection is doing, and since when.
 *
 * <pre>
 *   WAITING ── a request has come in ──► ANSWERING ── answered ──► WAITING
 *      │  its head takes too long,           │
 *      │  or its place is needed             │ nobody takes the answer
 *      └──────────────► CLOSED ◄─────────────┘
 * </pre>
 *
 * Requests begin and end on threads of their own, while another thread looks for what takes too
 * long; all changes are made under this object's lock, so that no request that has begun is taken
 * for an idle connection.
 */
final class ClientConnection {
  private static final byte[] TOO_SLOW =
      "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** Why a connection was closed. */
  enum Fault {
    SLOW_HEAD,
    SLOW_READER,
    EVICTED
  }

  private enum Phase {
    WAITING,
    ANSWERING,
    CLOSED
  }

  private final Connection connection;
  private final boolean beyondLimit;
  private Phase phase = Phase.WAITING;

  /** When it was opened, or answered last. */
  private long waitingSince;

  /** When the head of a request began to come in; 0 as long as there is none. */
  private long headSince;

  private long bytesBefore;
  private long writeBegan;
  private long blockedNanos;
  private long sentBytes;

  /**
   * A connection that was opened now.
   *
   * @param beyondLimit whether there were too many already
   */
  ClientConnection(Connection connection, boolean beyondLimit, long nowNanos) {
    this.connection = connection;
    this.beyondLimit = beyondLimit;
    waitingSince = nowNanos;
    // Who connects wants something: the first head is due from the beginning.
    headSince = nowNanos;
  }

  /** Whether it may only be told to come again later. */
  boolean isBeyondLimit() {
    return beyondLimit;
  }

  /** A request has come in; false if the connection was given up in the meantime. */
  synchronized boolean begin() {
    if (phase == Phase.CLOSED) {
      return false;
    }
    phase = Phase.ANSWERING;
    headSince = 0;
    writeBegan = 0;
    blockedNanos = 0;
    sentBytes = 0;
    return true;
  }

  /** The request is answered. */
  synchronized void end(long nowNanos) {
    if (phase == Phase.ANSWERING) {
      phase = Phase.WAITING;
      waitingSince = nowNanos;
      bytesBefore = connection.getBytesIn();
    }
  }

  /** A part of the answer is handed to the network, which may block. */
  synchronized void beginWrite(long nowNanos) {
    writeBegan = nowNanos;
  }

  synchronized void endWrite(long nowNanos, int bytes) {
    blockedNanos += nowNanos - writeBegan;
    writeBegan = 0;
    sentBytes += bytes;
  }

  /** Since when it waits for another request, or 0 if it does anything else. */
  synchronized long idleSince() {
    return phase == Phase.WAITING && !hasHead() ? waitingSince : 0;
  }

  private boolean hasHead() {
    return headSince != 0 || connection.getBytesIn() != bytesBefore;
  }

  /** Closes the connection if what it does takes too long. */
  synchronized Optional<Fault> check(HttpLimits limits, long nowNanos) {
    return switch (phase) {
      case WAITING -> checkHead(limits, nowNanos);
      case ANSWERING -> checkWrite(limits, nowNanos);
      case CLOSED -> Optional.empty();
    };
  }

  private Optional<Fault> checkHead(HttpLimits limits, long nowNanos) {
    if (!hasHead()) {
      return Optional.empty();
    }
    if (headSince == 0) {
      headSince = nowNanos;
    }
    if (nowNanos - headSince <= limits.head().toNanos()) {
      return Optional.empty();
    }
    boolean mute = connection.getBytesIn() == bytesBefore;
    phase = Phase.CLOSED;
    if (mute) {
      connection.close();
    } else {
      answerTooSlow();
    }
    return Optional.of(Fault.SLOW_HEAD);
  }

  private void answerTooSlow() {
    try {
      connection
          .getEndPoint()
          .write(Callback.from(connection::close), ByteBuffer.wrap(TOO_SLOW.clone()));
    } catch (RuntimeException e) {
      // Something of the network was under way all the same.
      connection.close();
    }
  }

  private Optional<Fault> checkWrite(HttpLimits limits, long nowNanos) {
    long blocked = blockedNanos + (writeBegan == 0 ? 0 : nowNanos - writeBegan);
    if (writeBegan == 0 || blocked <= limits.pace().allowedNanos(sentBytes)) {
      return Optional.empty();
    }
    phase = Phase.CLOSED;
    connection.getEndPoint().close();
    return Optional.of(Fault.SLOW_READER);
  }

  /** Closes the connection unless a request has begun. */
  synchronized boolean evict() {
    if (phase != Phase.WAITING || hasHead()) {
      return false;
    }
    phase = Phase.CLOSED;
    connection.close();
    return true;
  }
}
