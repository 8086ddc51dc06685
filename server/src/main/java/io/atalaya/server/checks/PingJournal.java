package io.atalaya.server.checks;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.collect.ping.PingRecord;
import io.atalaya.collect.ping.PingStore;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pings in a file of their own; see the package for its form. */
public final class PingJournal implements PingStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PingJournal.class);
  private static final String NAME = "pings";
  private static final int PING = 1;
  private static final long ABSENT = Long.MIN_VALUE;

  /** How often it is noted that we are alive. */
  private static final Duration ALIVE = Duration.ofSeconds(30);

  private final Path file;
  private final Scheduler scheduler;
  private final Map<String, PingRecord> records = new HashMap<>();
  private final Instant aliveUntil;
  private final Journal journal;
  private boolean closed;

  private PingJournal(Path file, Scheduler scheduler) throws IOException {
    this.file = file;
    this.scheduler = scheduler;
    aliveUntil = Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.MAX;
    journal = Journal.open(file, NAME, payload -> read(payload, records));
    noteAlive();
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws IOException if it cannot be used
   */
  public static PingJournal open(Path file, Scheduler scheduler) throws IOException {
    return new PingJournal(file, scheduler);
  }

  /** A look at a file that a running server may be writing. */
  public static PingStore look(Path file) {
    Map<String, PingRecord> records = new HashMap<>();
    try {
      Journal.read(file, NAME, payload -> read(payload, records));
    } catch (IOException e) {
      log.debug("{}", e.getMessage());
    }
    return new Looked(records);
  }

  /** What was found in a file; nothing is added. */
  private record Looked(Map<String, PingRecord> kept) implements PingStore {
    @Override
    public Instant aliveUntil() {
      return Instant.MAX;
    }

    @Override
    public void keep(String name, PingRecord record) {
      // Only the server writes.
    }
  }

  private synchronized void noteAlive() {
    if (closed) {
      return;
    }
    Instant now = scheduler.instant();
    try {
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (IOException e) {
      log.warn("{}: {}", file, e.getMessage());
    }
    scheduler.at(now.plus(ALIVE), "pings alive", this::noteAlive);
  }

  @Override
  public synchronized Map<String, PingRecord> kept() {
    return Map.copyOf(records);
  }

  @Override
  public Instant aliveUntil() {
    return aliveUntil;
  }

  @Override
  public synchronized void keep(String name, PingRecord record) throws IOException {
    records.put(name, record);
    journal.append(written(name, record));
    journal.force();
    if (journal.worthRewriting()) {
      List<byte[]> all = new ArrayList<>();
      records.forEach((n, r) -> all.add(written(n, r)));
      journal.rewrite(all);
    }
  }

  private static byte[] written(String name, PingRecord record) {
    Duration run = record.run();
    return new RecordOutput(PING)
        .text(name)
        .instant(record.created())
        .number(millis(record.started()))
        .number(millis(record.succeeded()))
        .number(millis(record.failed()))
        .number(record.exitCode())
        .text(record.message())
        .number(record.count())
        .number(run == null ? -1L : run.toMillis())
        .toBytes();
  }

  private static long millis(@Nullable Instant at) {
    return at == null ? ABSENT : at.toEpochMilli();
  }

  private static void read(byte[] payload, Map<String, PingRecord> into) {
    RecordInput in = new RecordInput(payload);
    if (in.kind() != PING) {
      throw new IllegalArgumentException("unknown kind of record among the pings");
    }
    String name = in.text();
    Instant created = in.instant();
    @Nullable Instant started = instant(in.int64());
    @Nullable Instant succeeded = instant(in.int64());
    @Nullable Instant failed = instant(in.int64());
    int exitCode = in.int32();
    String message = in.text();
    long count = in.int64();
    long run = in.int64();
    into.put(
        name,
        new PingRecord(
            created,
            started,
            succeeded,
            failed,
            exitCode,
            message,
            run < 0 ? null : Duration.ofMillis(run),
            count));
  }

  private static @Nullable Instant instant(long millis) {
    return millis == ABSENT ? null : Instant.ofEpochMilli(millis);
  }

  @Override
  public synchronized void close() throws IOException {
    noteAlive();
    closed = true;
    journal.close();
  }
}
