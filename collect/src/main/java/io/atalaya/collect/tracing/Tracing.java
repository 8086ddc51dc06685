package io.atalaya.collect.tracing;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.model.trace.Span;
import io.atalaya.model.trace.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes spans and sends them on, some seconds later and many at once. What a collector does not
 * take is dropped and counted: spans are of use while they are new, and nothing here waits for
 * anybody.
 *
 * <p>Whether a trace is noted is decided where it begins: by who asked us, if he says so, or by
 * chance. All that is done in its course follows.
 */
public final class Tracing implements Tracer, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tracing.class);

  private static final int MAX_WAITING = 2048;
  private static final int MAX_TOGETHER = 512;
  private static final int MAX_ATTRIBUTE_CHARS = 2048;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How long the end waits for a collector. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

  private final Network network;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final TraceMessage message;

  /** Not static: two servers in one process are not parts of each other. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable TraceId> current = new ThreadLocal<>();

  private final ArrayBlockingQueue<DoneSpan> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final LongAdder sent = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private volatile @Nullable TracingConfig config;
  private Scheduler.@Nullable Task next;
  private boolean failing;

  /**
   * Notes nothing before {@link #apply}.
   *
   * @param network on which nothing is noted, or sending would never end
   * @param random makes identifiers, and decides what is noted
   */
  public Tracing(
      Network network,
      Scheduler scheduler,
      RandomGenerator random,
      String version,
      String hostName) {
    this.network = network;
    this.scheduler = scheduler;
    this.random = random;
    message = new TraceMessage(version, hostName);
  }

  /** Notes and sends as this says from now on; null for not at all. */
  public synchronized void apply(@Nullable TracingConfig wanted) {
    if (Objects.equals(wanted, config)) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    flush(LAST_PATIENCE);
    config = wanted;
    failing = false;
    if (wanted != null) {
      schedule();
    }
  }

  private synchronized void schedule() {
    next = scheduler.at(scheduler.instant().plus(PAUSE), "send spans", this::sendAndGoOn);
  }

  private void sendAndGoOn() {
    TracingConfig now = config;
    if (now != null) {
      flush(now.timeout());
      schedule();
    }
  }

  private synchronized void flush(Duration patience) {
    TracingConfig to = config;
    List<DoneSpan> some = new ArrayList<>();
    while (to != null && waiting.drainTo(some, MAX_TOGETHER) > 0) {
      send(new Collector(to, network, patience), some);
      some.clear();
    }
  }

  private void send(Collector collector, List<DoneSpan> spans) {
    try {
      collector.send(message.of(spans));
      sent.add(spans.size());
      failing = false;
    } catch (ExchangeException e) {
      dropped.add(spans.size());
      if (!failing) {
        log.warn("Spans cannot be sent to {} and are dropped: {}", collector, e.getMessage());
      }
      failing = true;
    }
  }

  @Override
  public Span begin(String name, Span.Kind kind, String cause) {
    TracingConfig now = config;
    if (now == null) {
      return Span.NOTHING;
    }
    TraceId within = current.get();
    @Nullable TraceId parent = within == null ? TraceId.parse(cause).orElse(null) : within;
    TraceId own =
        parent == null
            ? TraceId.random(random, random.nextDouble() < now.samplingFraction())
            : parent.next(random);
    current.set(own);
    return new Running(own, parent == null ? 0 : parent.span(), within, name, kind);
  }

  /** A span that is not over. */
  private final class Running implements Span {
    private final TraceId id;
    private final long parent;
    private final @Nullable TraceId around;
    private final String name;
    private final Kind kind;
    private final Instant begin = scheduler.instant();
    private final Map<String, String> attributes = new HashMap<>();
    private @Nullable String error;

    Running(TraceId id, long parent, @Nullable TraceId around, String name, Kind kind) {
      this.id = id;
      this.parent = parent;
      this.around = around;
      this.name = name;
      this.kind = kind;
    }

    @Override
    public Span say(String key, String value) {
      if (id.noted()) {
        int length = Math.min(value.length(), MAX_ATTRIBUTE_CHARS);
        attributes.put(key, value.substring(0, length));
      }
      return this;
    }

    @Override
    public void fail(String why) {
      error = why;
    }

    @Override
    public String traceparent() {
      return id.toString();
    }

    @Override
    public void close() {
      if (around == null) {
        current.remove();
      } else {
        current.set(around);
      }
      if (id.noted()
          && !waiting.offer(
              new DoneSpan(
                  id, parent, name, kind, begin, scheduler.instant(), attributes, error))) {
        dropped.increment();
      }
    }
  }

  /** How many spans a collector took. */
  public long sent() {
    return sent.sum();
  }

  /** How many spans no collector took, or had no room here. */
  public long dropped() {
    return dropped.sum();
  }

  /** Sends what waits. */
  @Override
  public void close() {
    apply(null);
  }
}
