package io.atalaya.server.api.prometheus;

import io.atalaya.server.metrics.MetricsText;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What the server has to tell everybody who looks at its pages, such as that its configuration
 * could not be loaded; a notice stays until what it says is over. Listeners hear each change.
 */
public final class ServerNotices implements AutoCloseable {
  /** Changes that wait for one listener; further ones are lost for it. */
  private static final int MAX_WAITING = 10;

  private final InstantSource clock;
  private final int maxListeners;
  private final Map<String, Notice> active = new LinkedHashMap<>();
  private final Set<LinkedBlockingQueue<Optional<Notice>>> listeners = new HashSet<>();
  private long sent;
  private long dropped;
  private boolean closed;

  /**
   * Something to tell.
   *
   * @param at when it was said last
   * @param active false if it is over
   */
  public record Notice(String text, Instant at, boolean active) {}

  /**
   * No notices yet.
   *
   * @param maxListeners how many may listen at once: {@code --web.max-notifications-subscribers}
   */
  public ServerNotices(InstantSource clock, int maxListeners) {
    this.clock = clock;
    this.maxListeners = maxListeners;
  }

  /** Tells it, or tells it again. */
  public synchronized void tell(String text) {
    Notice notice = new Notice(text, clock.instant(), true);
    active.put(text, notice);
    tellAll(notice);
  }

  /** What was told is over. */
  public synchronized void over(String text) {
    Notice ended = active.remove(text);
    if (ended != null) {
      Notice notice = new Notice(text, ended.at(), false);
      tellAll(notice);
    }
  }

  /** What holds now, in the order told. */
  synchronized List<Notice> active() {
    return new ArrayList<>(active.values());
  }

  /**
   * Begins to listen: what holds now comes first, and an empty one when there will be no more.
   *
   * @return nothing if too many listen already
   */
  synchronized Optional<LinkedBlockingQueue<Optional<Notice>>> listen() {
    if (closed || listeners.size() >= maxListeners) {
      return Optional.empty();
    }
    LinkedBlockingQueue<Optional<Notice>> queue =
        new LinkedBlockingQueue<>(MAX_WAITING + active.size());
    active.values().forEach(notice -> queue.offer(Optional.of(notice)));
    listeners.add(queue);
    return Optional.of(queue);
  }

  synchronized void leave(LinkedBlockingQueue<Optional<Notice>> listener) {
    listeners.remove(listener);
  }

  synchronized int listenerCount() {
    return listeners.size();
  }

  /** Writes who listens, and what became of changes. */
  public synchronized void write(MetricsText out) {
    out.gauge(
        "prometheus_api_notification_active_subscribers",
        "Who listens for notices.",
        listeners.size());
    out.counter(
        "prometheus_api_notification_updates_sent_total",
        "Notices that listeners were told.",
        sent);
    out.counter(
        "prometheus_api_notification_updates_dropped_total",
        "Notices lost for a listener that is too slow.",
        dropped);
  }

  private void tellAll(Notice notice) {
    for (LinkedBlockingQueue<Optional<Notice>> listener : listeners) {
      boolean taken = listener.offer(Optional.of(notice));
      sent += taken ? 1 : 0;
      dropped += taken ? 0 : 1;
    }
  }

  /** Sends all listeners home. */
  @Override
  public synchronized void close() {
    closed = true;
    for (LinkedBlockingQueue<Optional<Notice>> listener : listeners) {
      listener.clear();
      listener.add(Optional.empty());
    }
  }
}
