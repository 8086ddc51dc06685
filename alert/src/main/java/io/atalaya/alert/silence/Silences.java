package io.atalaya.alert.silence;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * All silences; safe for many threads. A silence that is over is kept for {@link #RETENTION}.
 *
 * <p>What defines a silence cannot be changed once it is active: a change of its matchers or start
 * ends it and makes a new one, as in Alertmanager.
 */
public final class Silences implements AutoCloseable {
  /** How long a silence is remembered after its end. */
  public static final Duration RETENTION = Duration.ofDays(5);

  /** How many silences there may be, over ones included. */
  public static final int MAX_SILENCES = 10_000;

  private static final int SILENCE = 1;
  private static final int ANNOTATED_SILENCE = 2;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, Silence> silences = new LinkedHashMap<>();
  private final Journal journal;

  private Silences(Path file, InstantSource clock, RandomGenerator random) throws IOException {
    this.clock = clock;
    this.random = random;
    journal = Journal.open(file, "silences", this::replay);
  }

  /**
   * Opens the file, or creates it.
   *
   * @param random for new ids
   * @throws IOException if it cannot be used
   */
  public static Silences open(Path file, InstantSource clock, RandomGenerator random)
      throws IOException {
    return new Silences(file, clock, random);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    Silence silence =
        switch (in.kind()) {
          case SILENCE -> read(in, false);
          case ANNOTATED_SILENCE -> read(in, true);
          default ->
              throw new IllegalArgumentException("unknown kind of record among the silences");
        };
    silences.put(silence.id(), silence);
  }

  /**
   * Stores a new silence, or a change of one whose id it has.
   *
   * @return the id under which it is known
   * @throws UnknownSilenceException if there is none of its id
   * @throws IllegalArgumentException if it is over already
   * @throws StorageException if it cannot be kept; then it does not count
   */
  public synchronized String set(Silence silence) {
    Instant now = clock.instant();
    if (silence.endsAt().isBefore(now)) {
      throw new IllegalArgumentException("invalid silence: end time can't be in the past");
    }
    if (silence.id().isEmpty()) {
      return add(silence, now);
    }
    Silence old = require(silence.id());
    if (old.stateAt(now) != Silence.State.EXPIRED && changeable(old, silence, now)) {
      store(stamped(silence, silence.id(), startOf(silence, old, now), silence.endsAt(), now));
      return silence.id();
    }
    if (old.stateAt(now) != Silence.State.EXPIRED) {
      expire(old.id());
    }
    return add(silence, now);
  }

  private static boolean changeable(Silence old, Silence changed, Instant now) {
    return old.matchers().equals(changed.matchers())
        && (old.stateAt(now) == Silence.State.PENDING
            ? !changed.startsAt().isBefore(now)
            : old.startsAt().getEpochSecond() == changed.startsAt().getEpochSecond());
  }

  private static Instant startOf(Silence changed, Silence old, Instant now) {
    boolean active = old.stateAt(now) == Silence.State.ACTIVE;
    return active || changed.startsAt().isAfter(now) ? changed.startsAt() : now;
  }

  private String add(Silence silence, Instant now) {
    forgetOld(now);
    if (silences.size() >= MAX_SILENCES) {
      throw new IllegalArgumentException(
          "there are " + MAX_SILENCES + " silences already; let some expire");
    }
    String id = randomId();
    Instant starts = silence.startsAt().isBefore(now) ? now : silence.startsAt();
    store(stamped(silence, id, starts, silence.endsAt(), now));
    return id;
  }

  /** A UUID of version 4, variant 2 (RFC 9562). */
  private String randomId() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }

  /**
   * Ends a silence now; one that is over already stays as it is.
   *
   * @throws UnknownSilenceException if there is none of that id
   * @throws StorageException if that cannot be kept; then it goes on
   */
  public synchronized void expire(String id) {
    Instant now = clock.instant();
    Silence old = require(id);
    switch (old.stateAt(now)) {
      case EXPIRED -> {
        // The wish is fulfilled.
      }
      case ACTIVE -> store(stamped(old, id, old.startsAt(), now, now));
      case PENDING -> store(stamped(old, id, now, now, now));
    }
  }

  private Silence require(String id) {
    Silence silence = silences.get(id);
    if (silence == null) {
      throw new UnknownSilenceException(id);
    }
    return silence;
  }

  private static Silence stamped(Silence s, String id, Instant from, Instant to, Instant now) {
    return new Silence(
        id, s.matchers(), from, to, now, s.createdBy(), s.comment(), s.annotations());
  }

  private void store(Silence silence) {
    try {
      journal.append(write(silence));
      journal.force();
      silences.put(silence.id(), silence);
      if (journal.worthRewriting()) {
        journal.rewrite(silences.values().stream().map(Silences::write).toList());
      }
    } catch (IOException e) {
      throw new StorageException("the silence cannot be stored: " + e.getMessage(), e);
    }
  }

  private void forgetOld(Instant now) {
    silences.values().removeIf(silence -> silence.endsAt().plus(RETENTION).isBefore(now));
  }

  /** The silences that hold for an alert now. */
  public synchronized List<Silence> silencing(Labels alert) {
    Instant now = clock.instant();
    List<Silence> found = new ArrayList<>();
    for (Silence silence : silences.values()) {
      if (silence.stateAt(now) == Silence.State.ACTIVE && silence.matches(alert)) {
        found.add(silence);
      }
    }
    return found;
  }

  public synchronized Optional<Silence> get(String id) {
    return Optional.ofNullable(silences.get(id));
  }

  /** All that are remembered, in the order in which they were made. */
  public synchronized List<Silence> list() {
    forgetOld(clock.instant());
    return List.copyOf(silences.values());
  }

  private static byte[] write(Silence silence) {
    boolean annotated = !silence.annotations().isEmpty();
    RecordOutput out =
        new RecordOutput(annotated ? ANNOTATED_SILENCE : SILENCE)
            .text(silence.id())
            .instant(silence.startsAt())
            .instant(silence.endsAt())
            .instant(silence.updatedAt())
            .text(silence.createdBy())
            .text(silence.comment())
            .number(silence.matchers().size());
    for (Matcher matcher : silence.matchers()) {
      out.text(matcher.type().name()).text(matcher.name()).text(matcher.value());
    }
    if (annotated) {
      out.number(silence.annotations().size());
      silence.annotations().forEach((name, value) -> out.text(name).text(value));
    }
    return out.toBytes();
  }

  private static Silence read(RecordInput in, boolean annotated) {
    String id = in.text();
    Instant starts = in.instant();
    Instant ends = in.instant();
    Instant updated = in.instant();
    String author = in.text();
    String comment = in.text();
    List<Matcher> matchers = new ArrayList<>();
    for (int n = in.count(); n > 0; n--) {
      matchers.add(Matcher.of(Matcher.Type.valueOf(in.text()), in.text(), in.text()));
    }
    Map<String, String> annotations = new LinkedHashMap<>();
    for (int n = annotated ? in.count() : 0; n > 0; n--) {
      annotations.put(in.text(), in.text());
    }
    return new Silence(id, matchers, starts, ends, updated, author, comment, annotations);
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
