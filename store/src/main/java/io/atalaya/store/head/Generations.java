package io.atalaya.store.head;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.log.KeptLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of a shard: the ones left by earlier processes, and the current one.
 *
 * <p>What is said in one file often rests on another, and the machine may die between any two of
 * them reaching the disk. So that nothing durable ever rests on something that is not, this holds:
 *
 * <pre>
 * what                         rests on                    so
 * a frame of the log           declarations in series      series is forced, then the log
 * an epoch in chunks           declarations in series      series is forced, then chunks
 * a segment that was dropped   its epochs in chunks        chunks is forced, then it is dropped
 * a generation that was        blocks, and no frame of     the block is forced, then it is dropped,
 *   dropped                      the log                     series last
 * a generation that follows    nothing of this one         but series is forced, as nobody would
 *                                                            come to it again
 * all of it after a start      what a killed process had   a start forces each file it reads and
 *                                written and not forced      their directories, before anything
 * </pre>
 *
 * <p>The last line is forgotten most easily: what a dead process wrote can be read as if it were on
 * the disk, long before it is. Where forcing fails, the positions that rest on it are noted as
 * never synced, and nobody is told that they are durable.
 */
final class Generations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
  private static final String DROPPED = ".dropped";
  private static final Pattern NAME =
      Pattern.compile("(" + Generation.SERIES + "|" + Generation.CHUNKS + ")-([0-9a-f]{16})");

  private final Disk disk;
  private final Path directory;
  private final KeptLog kept;
  private final TreeSet<Long> numbers = new TreeSet<>();

  /** Which generation the frames of a log segment refer to. */
  private final Map<Long, Long> bySegment = new HashMap<>();

  /** The oldest position of the log of which each generation has samples; 0 if not known. */
  private final Map<Long, Long> oldest = new HashMap<>();

  /** Those with a damaged file, which is kept when they are dropped. */
  private final Set<Long> damaged = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Generation current;
  private long made = Long.MIN_VALUE;
  private long nextNumber;
  private volatile boolean closed;

  /** Up to this position of the log, samples may refer to declarations a crash would lose. */
  private volatile long neverSynced = -1;

  Generations(Disk disk, Path directory, KeptLog kept) throws IOException {
    this.disk = disk;
    this.kept = kept;
    this.directory = directory;
    disk.createDirectories(directory);
    // A killed process may have made files and not come to this.
    disk.syncDirectory(directory);
    for (String name : disk.list(directory)) {
      if (name.startsWith(Generation.CHUNKS) && name.endsWith(DROPPED)) {
        finishDrop(name);
      }
    }
    for (String name : disk.list(directory)) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        numbers.add(Long.parseLong(matcher.group(2), 16));
      }
    }
    numbers.forEach(number -> oldest.put(number, 0L));
    nextNumber = numbers.isEmpty() ? 1 : numbers.last() + 1;
  }

  /** A process was killed while it dropped a generation. */
  private void finishDrop(String name) throws IOException {
    int from = Generation.CHUNKS.length() + 1;
    long number = Long.parseLong(name.substring(from, name.length() - DROPPED.length()), 16);
    Path series = Generation.file(directory, Generation.SERIES, number);
    kept.retireSeries(number, series, () -> drop(number, series));
    disk.delete(directory.resolve(name));
    disk.syncDirectory(directory);
  }

  Disk disk() {
    return disk;
  }

  Path directory() {
    return directory;
  }

  /** Numbers of those that exist, ascending. */
  synchronized List<Long> numbers() {
    return new ArrayList<>(numbers);
  }

  /** The current one, if there is one that can be used. */
  @Nullable Generation usable(long period) {
    Generation now = current;
    return now == null || now.isBroken() || made != period ? null : now;
  }

  /**
   * Begins another one.
   *
   * @param period what it is made for; see {@link #usable}
   * @param position of the end of the log
   */
  Generation begin(long period, long position) throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    retire(position);
    Generation begun = Generation.create(disk, directory, nextNumber++);
    synchronized (this) {
      numbers.add(begun.number());
    }
    made = period;
    current = begun;
    return begun;
  }

  private void retire(long position) {
    Generation old = current;
    if (old != null) {
      try (old) {
        old.sync();
      } catch (IOException e) {
        neverSynced = position;
        LOG.error(
            "declarations of series could not be synced; a crash may lose samples: {}",
            e.toString());
      }
      // Not before: who syncs meanwhile would find nothing to sync.
      current = null;
    }
  }

  /** Returns after the declarations for everything before a position are on the disk itself. */
  void sync(long position) throws IOException {
    // In this order, because one that goes is noted as not synced first.
    Generation now = current;
    if (position <= neverSynced) {
      throw new IOException("declarations of series could not be synced to the disk");
    }
    if (now != null) {
      now.sync();
    }
  }

  /** Notes that a file is not as it was written. */
  void noteDamaged(long number) {
    damaged.add(number);
  }

  synchronized void note(long segment, long generation) {
    bySegment.put(segment, generation);
  }

  /** The generation that the frames of a segment refer to; −1 if it has none. */
  synchronized long ofSegment(long segment) {
    return bySegment.getOrDefault(segment, -1L);
  }

  /** Notes that a generation has samples from a position of the log. */
  synchronized void hold(long generation, long position) {
    oldest.merge(generation, position, Math::min);
  }

  /** The oldest position of the log of which samples are in generations. */
  synchronized long oldestPosition() {
    return oldest.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  /** Forgets what belongs to segments that are gone; returns the generations nobody needs. */
  synchronized List<Long> unneeded(List<Long> segments, Coverage coverage) {
    bySegment.keySet().retainAll(segments);
    Generation now = current;
    return numbers.stream()
        .filter(n -> now == null || n != now.number())
        .filter(n -> !bySegment.containsValue(n) && !coverage.isNeeded(n))
        .toList();
  }

  /** Removes the files of a generation that nobody needs. */
  void drop(long number) throws IOException {
    Path chunks = Generation.file(directory, Generation.CHUNKS, number);
    Path dropped = chunks.resolveSibling(chunks.getFileName() + DROPPED);
    if (disk.exists(chunks) && !damaged.contains(number)) {
      // A start that found one file without the other would tell of damage.
      disk.rename(chunks, dropped);
      disk.syncDirectory(directory);
    } else {
      drop(number, chunks);
    }
    Path series = Generation.file(directory, Generation.SERIES, number);
    kept.retireSeries(number, series, () -> drop(number, series));
    if (disk.exists(dropped)) {
      disk.delete(dropped);
    }
    // Before anything relies on the files being gone: a crash could bring them back.
    disk.syncDirectory(directory);
    synchronized (this) {
      numbers.remove(number);
      oldest.remove(number);
    }
  }

  private void drop(long number, Path file) throws IOException {
    if (!disk.exists(file)) {
      return;
    }
    if (damaged.contains(number)) {
      disk.rename(file, file.resolveSibling(file.getFileName() + ".damaged"));
    } else {
      disk.delete(file);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Generation now = current;
    current = null;
    if (now != null) {
      try (now) {
        now.sync();
      }
    }
  }
}
