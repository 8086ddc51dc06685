package io.atalaya.collect.ping;

import io.atalaya.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pings of all heartbeats, and the tokens by which they are known. Safe for many threads.
 *
 * <p>Tokens are looked up by their SHA-256, so the time a lookup takes tells nothing about how much
 * of a guessed token is right.
 */
public final class PingBook {
  private static final Logger log = LoggerFactory.getLogger(PingBook.class);

  /** How much of a ping's body is kept, in characters. */
  public static final int MAX_MESSAGE_CHARS = 1000;

  private static final int BURST = 20;
  private static final double PER_SECOND = 1;

  private final PingStore store;
  private final InstantSource clock;
  private final Instant opened;
  private final Map<String, PingRecord> records = new ConcurrentHashMap<>();
  private final RateLimit pings = new RateLimit(BURST, PER_SECOND);
  private final RateLimit strangers = new RateLimit(BURST, PER_SECOND);
  private final LongAdder refused = new LongAdder();
  private volatile Map<String, String> namesByDigest = Map.of();
  private volatile Consumer<String> listener = name -> {};

  /** What became of a ping. */
  public enum Outcome {
    TAKEN,
    /** Taken, but it could not be written to the disk. */
    NOT_KEPT,
    UNKNOWN_TOKEN,
    TOO_MANY
  }

  public PingBook(PingStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.opened = clock.instant();
    records.putAll(store.kept());
  }

  /** One that nobody pings and that keeps nothing. */
  public static PingBook none() {
    return new PingBook(PingStore.NONE, () -> Instant.EPOCH);
  }

  /** Who is told the name of each heartbeat that was pinged. */
  public void onPing(Consumer<String> who) {
    listener = who;
  }

  /** Waits for pings of these heartbeats from now on, and of no others. */
  public void expect(Map<String, Secret> tokensByName) {
    Map<String, String> names = new HashMap<>();
    tokensByName.forEach((name, token) -> names.put(digest(token.reveal()), name));
    namesByDigest = Map.copyOf(names);
    records.keySet().retainAll(tokensByName.keySet());
    tokensByName
        .keySet()
        .forEach(
            name ->
                records.computeIfAbsent(
                    name,
                    n -> {
                      PingRecord created = PingRecord.createdAt(clock.instant());
                      keep(n, created);
                      return created;
                    }));
  }

  /**
   * Takes a ping.
   *
   * @param token which heartbeat it is for
   * @param body kept as its message, shortened
   * @param from the caller's address, for limits on guessing
   */
  public Outcome ping(Secret token, Signal signal, String body, String from) {
    Instant now = clock.instant();
    String name = namesByDigest.get(digest(token.reveal()));
    if (name == null) {
      boolean patient = strangers.take(from, now);
      refused.increment();
      return patient ? Outcome.UNKNOWN_TOKEN : Outcome.TOO_MANY;
    }
    if (!pings.take(name, now)) {
      refused.increment();
      return Outcome.TOO_MANY;
    }
    String message = plain(body);
    boolean[] kept = {false};
    records.compute(
        name,
        (n, before) -> {
          PingRecord old = before == null ? PingRecord.createdAt(now) : before;
          PingRecord next = old.with(signal, message, now);
          kept[0] = keep(n, next);
          return next;
        });
    listener.accept(name);
    return kept[0] ? Outcome.TAKEN : Outcome.NOT_KEPT;
  }

  private boolean keep(String name, PingRecord record) {
    try {
      store.keep(name, record);
      return true;
    } catch (IOException e) {
      log.warn("A ping of {} could not be kept: {}", name, e.getMessage());
      return false;
    }
  }

  private static String plain(String body) {
    String text = body.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ").strip();
    return text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS) + "…";
  }

  /** What is known of a heartbeat; null if it is not waited for. */
  public @Nullable PingRecord of(String name) {
    return records.get(name);
  }

  /** When this process began to listen. */
  public Instant opened() {
    return opened;
  }

  /** When a process before this one was last known to listen. */
  public Instant listenedUntil() {
    return store.aliveUntil();
  }

  /** Pings refused since the start: of unknown tokens, or too many. */
  public long refused() {
    return refused.sum();
  }

  private static String digest(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
