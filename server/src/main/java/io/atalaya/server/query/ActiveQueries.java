package io.atalaya.server.query;

import io.atalaya.model.QueryException;
import io.atalaya.server.json.JsonOut;
import io.atalaya.server.metrics.MetricsText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queries that run now, kept in a file too, so that after a crash it is known which ran then.
 * There are so many places and no more; rules have places of their own and never wait for one.
 */
public final class ActiveQueries implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ActiveQueries.class);

  private static final int PLACE_BYTES = 1000;
  private static final int RULE_PLACES = 8;
  private static final int NO_PLACE = -1;
  private static final byte[] EMPTY = new byte[PLACE_BYTES];
  private static final long MOST_BYTES = 10_000_000;

  private final InstantSource clock;
  private final MappedByteBuffer file;
  private final List<String> unfinished;
  private final int maxConcurrent;
  private final BlockingQueue<Integer> places;
  private final BlockingQueue<Integer> rulePlaces;
  private final Map<Long, Entry> running = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  private ActiveQueries(
      InstantSource clock, MappedByteBuffer file, List<String> unfinished, int maxConcurrent) {
    this.clock = clock;
    this.file = file;
    this.unfinished = unfinished;
    this.maxConcurrent = maxConcurrent;
    places = new ArrayBlockingQueue<>(maxConcurrent, true);
    rulePlaces = new ArrayBlockingQueue<>(RULE_PLACES);
    for (int i = 0; i < maxConcurrent; i++) {
      places.add(i);
    }
    for (int i = 0; i < RULE_PLACES; i++) {
      rulePlaces.add(maxConcurrent + i);
    }
  }

  /**
   * Starts a new file; what an old one says was running when its process ended is logged and kept.
   *
   * @param maxConcurrent how many queries may run at once, &gt; 0
   */
  public static ActiveQueries open(Path file, int maxConcurrent, InstantSource clock)
      throws IOException {
    List<String> unfinished = Files.exists(file) ? unfinished(file) : List.of();
    if (!unfinished.isEmpty()) {
      log.warn(
          "These queries had not finished when the program ended last time: [{}]",
          String.join(",", unfinished));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    long size = 1L + (long) PLACE_BYTES * (maxConcurrent + RULE_PLACES);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      mapped.put(0, (byte) '[');
      return new ActiveQueries(clock, mapped, unfinished, maxConcurrent);
    }
  }

  private static List<String> unfinished(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(file);
    List<String> found = new ArrayList<>();
    for (int at = 1; at < bytes.length; at += PLACE_BYTES) {
      byte[] place = Arrays.copyOfRange(bytes, at, Math.min(at + PLACE_BYTES - 1, bytes.length));
      int end = 0;
      while (end < place.length && place[end] != 0) {
        end++;
      }
      if (end > 0) {
        found.add(new String(place, 0, end, StandardCharsets.UTF_8));
      }
    }
    return List.copyOf(found);
  }

  /**
   * What ran when the process before this one ended without having closed this, as JSON objects.
   */
  public List<String> unfinished() {
    return unfinished;
  }

  /** The queries that run now, the oldest first. */
  public List<Running> running() {
    return running.values().stream()
        .map(Entry::running)
        .sorted(Comparator.comparingLong(Running::id))
        .toList();
  }

  /** Ends a query; false if none of this number runs, or if it is that of a rule. */
  public boolean cancel(long id) {
    Entry entry = running.get(id);
    if (entry == null || entry.running.rule()) {
      return false;
    }
    entry.cancelled = true;
    return true;
  }

  /**
   * A query that runs.
   *
   * @param id its number
   * @param startMillis since when
   * @param rule whether a rule asked
   */
  public record Running(long id, String query, long startMillis, boolean rule) {}

  /** A query from the time it got a place until it is closed. */
  public final class Entry implements AutoCloseable {
    private final Running running;
    private final BlockingQueue<Integer> from;
    private final int place;
    private volatile boolean cancelled;

    private Entry(Running running, BlockingQueue<Integer> from, int place) {
      this.running = running;
      this.from = from;
      this.place = place;
    }

    Running running() {
      return running;
    }

    /** Whether somebody wants it to end. */
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public void close() {
      ActiveQueries.this.running.remove(running.id());
      if (place != NO_PLACE) {
        write(place, EMPTY);
        from.add(place);
      }
    }
  }

  /**
   * Waits for a place.
   *
   * @throws QueryException in Prometheus' words if there is none in time
   */
  public Entry enter(String query, Duration patience) {
    try {
      Integer place = places.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (place == null) {
        throw new QueryException(QueryException.Kind.TIMEOUT, "query timed out in query queue");
      }
      return entered(query, false, places, place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(
          QueryException.Kind.CANCELED, "query was canceled in query queue", e);
    }
  }

  /** Notes a query of a rule, in the file too if there is a place. */
  public Entry enterRule(String query) {
    Integer place = rulePlaces.poll();
    return entered(query, true, rulePlaces, place == null ? NO_PLACE : place);
  }

  private Entry entered(String query, boolean rule, BlockingQueue<Integer> from, int place) {
    Running now = new Running(lastId.incrementAndGet(), query, clock.millis(), rule);
    Entry entry = new Entry(now, from, place);
    running.put(now.id(), entry);
    if (place != NO_PLACE) {
      write(place, json(now));
    }
    return entry;
  }

  private void write(int place, byte[] bytes) {
    int at = 1 + place * PLACE_BYTES;
    file.put(at, bytes);
    if (bytes.length < PLACE_BYTES) {
      file.put(at + PLACE_BYTES - 1, (byte) ',');
    }
  }

  /** The entry, with as much of the query as there is room for. */
  private static byte[] json(Running query) {
    int characters = Math.min(query.query().length(), PLACE_BYTES);
    byte[] json = json(query, characters);
    while (json.length >= PLACE_BYTES) {
      characters = Math.max(0, characters - (json.length - PLACE_BYTES + 6) / 6);
      json = json(query, characters);
    }
    return json;
  }

  private static byte[] json(Running query, int characters) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object()
          .field("query", query.query().substring(0, characters))
          .field("timestamp_sec", query.startMillis() / 1000)
          .end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds how many run, and how many may. */
  public void write(MetricsText out) {
    out.gauge("prometheus_engine_queries", "Queries that run or wait.", running().size());
    out.gauge(
        "prometheus_engine_queries_concurrent_max", "Queries that may run at once.", maxConcurrent);
  }

  /** Says that what ran has ended well. */
  @Override
  public void close() {
    for (@Nullable Entry entry : List.copyOf(running.values())) {
      if (entry != null && entry.place != NO_PLACE) {
        write(entry.place, EMPTY);
      }
    }
  }
}
