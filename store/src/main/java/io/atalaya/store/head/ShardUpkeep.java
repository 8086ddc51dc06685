package io.atalaya.store.head;

import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what a shard has on: out of memory to files of the head, out of the head to blocks, and out
 * of the log when it is in one of them. One thing at a time; batches come in meanwhile, and wait
 * for short steps in memory only.
 */
public final class ShardUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(ShardUpkeep.class);

  /** Segments of the log behind the current one over which an epoch may grow. */
  private static final long GROWING_SEGMENTS = 2;

  private final ShardData data;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Damage> damage = new CopyOnWriteArrayList<>();

  /** Everything before this position is in files, except for what epochs say. */
  private long notesStoredTo;

  /** Rows of samples that cannot be read. */
  private record Damage(String tenant, long from, long to, int rows) {
    String message() {
      return String.format(
          "%d scrapes of a source from %s to %s are missing: a file of the head is damaged",
          rows, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
    }
  }

  ShardUpkeep(ShardData data) {
    this.data = data;
  }

  /**
   * Checks what the start has left unchecked because it would take long: epochs in files. Those
   * that are damaged are no longer served, and queries about their times say so.
   */
  public void checkFiles() {
    lock.lock();
    try {
      for (Head head : data.heads()) {
        for (Epoch epoch : head.upkeep().dropDamaged()) {
          data.generations.noteDamaged(epoch.generation());
          damage.add(new Damage(head.tenant(), epoch.firstTime(), epoch.lastTime(), epoch.rows()));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** What queries of a tenant about a range of time should know is missing. */
  public List<String> missing(String tenant, long fromMillis, long toMillis) {
    return damage.stream()
        .filter(d -> d.tenant.equals(tenant) && d.to >= fromMillis && d.from <= toMillis)
        .map(Damage::message)
        .toList();
  }

  /**
   * Hands ranges that end at or before a time to a sink, oldest first, and forgets them.
   *
   * @throws IOException if the sink cannot keep one; that and later ones stay
   */
  public void cutBefore(long time, CutSink sink) throws IOException {
    lock.lock();
    try {
      for (Head head : data.heads()) {
        for (long from : head.upkeep().rangesBefore(time)) {
          cut(head, from, sink);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void cut(Head head, long from, CutSink sink) throws IOException {
    Cut cut = freeze(head, from);
    try (SeriesSet series = cut.series()) {
      sink.keep(cut.tenant(), cut.from(), cut.to(), cut.position(), series);
    }
    noteCheckpoint(cut);
    data.appendLock.lock();
    try {
      head.upkeep().drop(cut);
      data.coverage.cut(cut.tenant(), cut.from(), cut.position());
    } finally {
      data.appendLock.unlock();
    }
  }

  /** Hands everything there is to a sink, range by range, and keeps it. */
  public void copy(CutSink sink) throws IOException {
    lock.lock();
    try {
      for (Head head : data.heads()) {
        for (long from : head.upkeep().rangesBefore(Long.MAX_VALUE)) {
          long to = from + data.limits.blockMillis();
          SeriesSelection all = SeriesSelection.of(head.tenant(), List.of(), from, to - 1);
          try (SeriesSet series = head.reader().select(all)) {
            sink.keep(head.tenant(), from, to, data.log.end(), series);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing that was appended before a position is in the log or the head's files. */
  public boolean hasForgotten(long position) {
    List<Long> segments = data.log.segments();
    return (segments.isEmpty() || segments.getFirst() > position >>> 32)
        && data.generations.oldestPosition() > position;
  }

  private Cut freeze(Head head, long from) {
    data.appendLock.lock();
    try {
      return head.upkeep().cut(from, data.log.end());
    } finally {
      data.appendLock.unlock();
    }
  }

  /**
   * Returns when it is on the disk which samples of the log are in blocks. A deletion of samples in
   * blocks needs that: if the log were read without it, they would be back.
   *
   * @throws IOException if it cannot be written
   */
  public void writeCheckpoint() throws IOException {
    lock.lock();
    try {
      data.checkpoint.write();
    } finally {
      lock.unlock();
    }
  }

  private void noteCheckpoint(Cut cut) {
    List<Long> segments = data.log.segments();
    long oldest = segments.isEmpty() ? 0 : segments.getFirst();
    try {
      List<Long> numbers = data.generations.numbers();
      long first = numbers.isEmpty() ? Long.MAX_VALUE : numbers.getFirst();
      data.checkpoint.dropBefore(oldest, first);
      long newest = numbers.isEmpty() ? 0 : numbers.getLast();
      data.checkpoint.add(cut.tenant(), cut.from(), cut.to(), cut.position(), newest);
    } catch (IOException e) {
      LOG.warn(
          "no checkpoint written; the next start reads more of the log than it must: {}",
          e.toString());
    }
  }

  /**
   * Forgets what is older than a time, and series without samples; writes what is over to files,
   * and drops files without use.
   */
  public void clean(long olderThan) {
    lock.lock();
    try {
      for (Head head : data.heads()) {
        head.upkeep().dropBefore(olderThan);
        dropIdle(head);
      }
      store();
      dropFiles(olderThan);
    } catch (IOException e) {
      LOG.warn(
          "samples could not be moved from memory to files; it is tried again: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }

  /** Moves what does not change any more, and notes, from memory and log to the generation. */
  private void store() throws IOException {
    List<Storable> storables = new ArrayList<>();
    long end = collect(storables);
    boolean stored = false;
    try {
      if (!storables.isEmpty()) {
        ChunkWriter chunks = prepare(storables);
        chunks.write();
        finish(chunks);
      }
      stored = true;
      notesStoredTo = end;
    } finally {
      if (!stored) {
        storables.forEach(s -> s.head().upkeep().keep(s.notes()));
      }
    }
  }

  private long collect(List<Storable> storables) {
    data.appendLock.lock();
    try {
      long end = data.log.end();
      for (Head head : data.heads()) {
        Storable storable = head.upkeep().storable((end >>> 32) - GROWING_SEGMENTS, end);
        if (!storable.isEmpty()) {
          storables.add(storable);
        }
      }
      return end;
    } finally {
      data.appendLock.unlock();
    }
  }

  private ChunkWriter prepare(List<Storable> storables) throws IOException {
    data.appendLock.lock();
    try {
      Generation generation = data.generation();
      ChunkWriter chunks = new ChunkWriter(generation);
      boolean prepared = false;
      try {
        storables.forEach(chunks::prepare);
        generation.writeDeclarations();
        prepared = true;
        return chunks;
      } finally {
        if (!prepared) {
          generation.breakOff();
        }
      }
    } finally {
      data.appendLock.unlock();
    }
  }

  private void finish(ChunkWriter chunks) throws IOException {
    data.appendLock.lock();
    try {
      chunks.replace(data.coverage, data.generations);
    } finally {
      data.appendLock.unlock();
    }
  }

  /** Not while a batch is on its way, which may have admitted samples of a series still idle. */
  private void dropIdle(Head head) {
    data.appendLock.lock();
    try {
      head.upkeep().dropIdle();
    } finally {
      data.appendLock.unlock();
    }
  }

  /**
   * Nothing begins to need a file that nothing needs, so the disk is waited for without the lock.
   */
  private void dropFiles(long olderThan) throws IOException {
    List<Long> segments;
    data.appendLock.lock();
    try {
      data.coverage.dropBefore(olderThan);
      segments = unneededSegments();
    } finally {
      data.appendLock.unlock();
    }
    for (long segment : segments) {
      data.kept.retire(data.log, segment, data.generations.ofSegment(segment));
    }
    List<Long> generations;
    data.appendLock.lock();
    try {
      generations = data.generations.unneeded(data.log.segments(), data.coverage);
    } finally {
      data.appendLock.unlock();
    }
    for (long generation : generations) {
      data.generations.drop(generation);
      data.coverage.forget(generation);
    }
  }

  private List<Long> unneededSegments() {
    long needed = notesStoredTo >>> 32;
    for (Head head : data.heads()) {
      needed = Math.min(needed, head.upkeep().firstSegmentNeeded());
    }
    long first = needed;
    List<Long> segments = data.log.segments();
    return segments.subList(0, Math.max(0, segments.size() - 1)).stream()
        .filter(segment -> segment < first)
        .toList();
  }
}
