package io.atalaya.server.http;

import io.atalaya.server.http.ClientConnection.Fault;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * All connections, so that none holds its place without using it: those whose requests do not come,
 * or whose answers are not taken, are closed. When there are too many, the one that was idle
 * longest gives way to the newest; if none is idle, the newest is told to come later.
 */
final class Connections extends AbstractLifeCycle implements Connection.Listener {
  private static final long LOOK_MILLIS = 250;

  private final HttpLimits limits;
  private final ServerConnector connector;
  private final Map<Connection, ClientConnection> open = new ConcurrentHashMap<>();
  private final Map<Fault, LongAdder> closed = new EnumMap<>(Fault.class);
  private final LongAdder accepted = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private Scheduler.@Nullable Task nextLook;

  Connections(HttpLimits limits, ServerConnector connector) {
    this.limits = limits;
    this.connector = connector;
    for (Fault fault : Fault.values()) {
      closed.put(fault, new LongAdder());
    }
  }

  @Override
  protected void doStop() {
    synchronized (this) {
      if (nextLook != null) {
        nextLook.cancel();
      }
    }
  }

  /** Looks again in a while, as long as there is something to look at. */
  private synchronized void lookLater() {
    boolean needed = !open.isEmpty() && (isStarting() || isStarted());
    nextLook =
        needed
            ? connector.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS)
            : null;
  }

  private synchronized void beginToLook() {
    if (nextLook == null) {
      lookLater();
    }
  }

  private void look() {
    try {
      long now = System.nanoTime();
      for (ClientConnection connection : open.values()) {
        Optional<Fault> fault = connection.check(limits, now);
        fault.ifPresent(f -> count(f).increment());
      }
    } finally {
      lookLater();
    }
  }

  private LongAdder count(Fault fault) {
    return Objects.requireNonNull(closed.get(fault));
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof ConnectionMetaData) {
      accepted.increment();
      boolean crowded = open.size() >= limits.connections() && !evictOne();
      open.put(connection, new ClientConnection(connection, crowded, System.nanoTime()));
      beginToLook();
    }
  }

  private boolean evictOne() {
    Optional<ClientConnection> oldest =
        open.values().stream()
            .filter(c -> c.idleSince() != 0)
            .min(Comparator.comparingLong(ClientConnection::idleSince));
    boolean evicted = oldest.isPresent() && oldest.get().evict();
    if (evicted) {
      count(Fault.EVICTED).increment();
    }
    return evicted;
  }

  /** Closes all connections on which nothing is asked, so that nobody has to wait for them. */
  void closeIdle() {
    open.values().forEach(ClientConnection::evict);
  }

  @Override
  public void onClosed(Connection connection) {
    if (open.remove(connection) != null) {
      ended.increment();
    }
  }

  /** What is known of the connection of a request. */
  ClientConnection of(Connection connection) {
    ClientConnection known = open.get(connection);
    return known == null ? new ClientConnection(connection, false, System.nanoTime()) : known;
  }

  long accepted() {
    return accepted.sum();
  }

  long ended() {
    return ended.sum();
  }

  long closed(Fault fault) {
    return count(fault).sum();
  }
}
