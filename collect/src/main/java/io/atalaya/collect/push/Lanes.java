package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which column of the store the samples of a pushed series go to.
 *
 * <p>The store keeps samples best when all series of a column are sampled at the same times: one
 * row then holds all of them. A scrape is such a row, but a sender takes scrapes apart. It cuts
 * them where a request is full, mixes those of many targets, and deals the series of one target out
 * to several connections, of which one may be minutes ahead of another. So columns, here called
 * lanes, are found by watching what arrives together:
 *
 * <pre>
 *              request of one connection                          lanes
 *  {job=a} t=1 ─┐
 *  {job=a} t=1 ─┼───────────────────────────────────────────────► a, 0
 *  {job=b} t=3 ─────────────────────────────────────────────────► b, 0
 *              request of another, late
 *  {job=a} t=0 ───────────────────────────────────────────────► a, 1
 * </pre>
 *
 * <ul>
 *   <li>Only series of one <em>source</em>, the labels {@link #SOURCE}, share a lane.
 *   <li>A series that is new takes the first lane of its source that the request has given samples
 *       of the same time, or that the request has not touched and that is not newer.
 *   <li>A series stays in its lane until its lane is ahead of it. Then it moves, by the same rule,
 *       and with it, sample by sample, all that arrive in its company. In an instant each
 *       connection has lanes of its own, without our knowing of connections.
 * </ul>
 *
 * <p>None of this decides what is stored: a sample in an unfit lane is kept too, and costs more.
 *
 * <p>Safe for many threads; lanes are closed under the lock of the appends.
 */
final class Lanes implements AutoCloseable {
  /** Labels that say who took the samples, or had them taken: of a target, and of its scraper. */
  private static final List<String> SOURCE =
      List.of(
          "job",
          "instance",
          "cluster",
          "replica",
          "__replica__",
          "prometheus",
          "prometheus_replica");

  /** Stands for no lane. */
  static final int NONE = -1;

  /** The lane of what belongs to no source. */
  static final int REST = 0;

  /** Lanes at once; beyond, series go to {@link #REST}. */
  private static final int MAX_LANES = 1 << 16;

  /** Lanes of a source: more than connections of a sender. */
  private static final int MAX_OF_SOURCE = 32;

  /** Lanes of series that name no source, as results of rules, which come at many times. */
  private static final int MAX_WITHOUT_SOURCE = 1024;

  /** A lane is closed when no sample came for so long. */
  private static final Duration IDLE = Duration.ofHours(2);

  private final SampleSink sink;
  private final String key;
  private final boolean single;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, List<Lane>> bySource = new HashMap<>();
  private volatile @Nullable Lane[] lanes = new @Nullable Lane[64];
  private int count;
  private Instant swept;

  /**
   * @param key what the keys of all columns begin with
   * @param single whether a source never has more than one lane, because nobody remembers which of
   *     several a series is in
   */
  Lanes(SampleSink sink, String key, boolean single, InstantSource clock) {
    this.sink = sink;
    this.key = key;
    this.single = single;
    this.clock = clock;
    swept = clock.instant();
    enter(new Lane(REST, "", sink.open(SampleSink.DEFAULT_TENANT, key), swept));
  }

  /** The source of a series; empty if its labels name none. */
  static String sourceOf(Labels series) {
    StringBuilder source = new StringBuilder();
    for (String name : SOURCE) {
      String value = series.get(name);
      if (!value.isEmpty()) {
        source.append(' ').append(name).append('=').append(value);
      }
    }
    return source.toString();
  }

  /** The lane with a number, or null if it was closed. */
  @Nullable Lane get(int number) {
    @Nullable Lane[] all = lanes;
    return number < all.length ? all[number] : null;
  }

  Lane rest() {
    return existing(REST);
  }

  private Lane existing(int number) {
    Lane lane = get(number);
    if (lane == null) {
      throw new IllegalStateException("lane " + number + " is closed");
    }
    return lane;
  }

  /** The lane for a series of a source whose next sample has this time. */
  Lane choose(String source, long time, PushBatch request) {
    lock.lock();
    try {
      List<Lane> ofSource = bySource.computeIfAbsent(source, s -> new ArrayList<>());
      Lane fit = fitting(ofSource, time, request);
      if (fit != null) {
        return fit;
      }
      boolean full = ofSource.size() >= max(source) || count >= MAX_LANES;
      return full ? crowded(ofSource, time) : open(source, ofSource);
    } finally {
      lock.unlock();
    }
  }

  private int max(String source) {
    return single ? 1 : source.isEmpty() ? MAX_WITHOUT_SOURCE : MAX_OF_SOURCE;
  }

  private static @Nullable Lane fitting(List<Lane> lanes, long time, PushBatch request) {
    for (Lane lane : lanes) {
      if (isFit(lane, time, request)) {
        return lane;
      }
    }
    return null;
  }

  private static boolean isFit(Lane lane, long time, PushBatch request) {
    LanePart part = request.begunPart(lane.number());
    if (part != null) {
      return part.first() == time;
    }
    // Without a source, nothing but the same time says that series belong together.
    return lane.source().isEmpty() ? lane.newest() == time : lane.newest() <= time;
  }

  private Lane crowded(List<Lane> ofSource, long time) {
    for (Lane lane : ofSource) {
      if (lane.newest() <= time) {
        return lane;
      }
    }
    return ofSource.isEmpty() ? rest() : ofSource.getFirst();
  }

  private Lane open(String source, List<Lane> ofSource) {
    int number = freeNumber();
    String name = key + source + " " + ofSource.size();
    SampleGroup group = sink.open(SampleSink.DEFAULT_TENANT, name);
    Lane lane = new Lane(number, source, group, clock.instant());
    ofSource.add(lane);
    enter(lane);
    return lane;
  }

  private int freeNumber() {
    @Nullable Lane[] all = lanes;
    for (int number = count; number < all.length; number++) {
      if (all[number] == null) {
        return number;
      }
    }
    for (int number = 0; number < count; number++) {
      if (all[number] == null) {
        return number;
      }
    }
    return all.length;
  }

  private void enter(Lane lane) {
    @Nullable Lane[] all = lanes;
    int number = lane.number();
    @Nullable Lane[] more = Arrays.copyOf(all, number < all.length ? all.length : 2 * all.length);
    more[number] = lane;
    lanes = more;
    count++;
  }

  /**
   * Closes lanes that nobody uses, once in a while. Whoever has one in hand finds it closed when it
   * appends, and chooses anew.
   */
  void closeIdle(Instant now) {
    if (now.isBefore(swept.plus(IDLE))) {
      return;
    }
    lock.lock();
    try {
      swept = now;
      bySource.values().forEach(ofSource -> ofSource.removeIf(lane -> closeIfIdle(lane, now)));
      bySource.values().removeIf(List::isEmpty);
    } finally {
      lock.unlock();
    }
  }

  private boolean closeIfIdle(Lane lane, Instant now) {
    boolean idle = lane.used().isBefore(now.minus(IDLE));
    if (idle) {
      @Nullable Lane[] left = lanes.clone();
      left[lane.number()] = null;
      lanes = left;
      count--;
      lane.close();
    }
    return idle;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      for (Lane lane : lanes) {
        if (lane != null) {
          lane.close();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
