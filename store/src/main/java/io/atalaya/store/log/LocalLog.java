package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in files of one directory.
 *
 * <p>Appends come from one thread at a time (the shard's lock sees to that); {@link #sync} may be
 * called by any. A segment in use is in one of three states: good; <em>broken</em>, after a write
 * or a sync failed, when no byte is added to it any more; closed. The way out of broken is another
 * segment, begun by {@link #part()}, so the log recovers by itself once the disk does.
 */
public final class LocalLog implements IngestLog {
  private static final Logger LOG = LoggerFactory.getLogger(LocalLog.class);

  private final Disk disk;
  private final Path directory;
  private final long segmentBytes;
  private final NavigableSet<Long> sequences = new ConcurrentSkipListSet<>();
  private final ReentrantLock syncLock = new ReentrantLock();

  /** Held while a segment is opened for reading or removed: opening must not bring one back. */
  private final Object files = new Object();

  private volatile @Nullable Segment current;
  private volatile boolean broken;
  private boolean partEnded;
  private volatile boolean closed;
  private long part;
  private long nextSequence;
  private volatile long end;
  private volatile long synced;

  /** Positions from {@link #synced} to here will never be known to be on the disk. */
  private volatile long neverSynced;

  private LocalLog(Disk disk, Path directory, long segmentBytes) {
    this.disk = disk;
    this.directory = directory;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Opens the log of a directory, which is created if needed.
   *
   * @param segmentBytes size from which on another segment is begun
   */
  public static LocalLog open(Disk disk, Path directory, long segmentBytes) throws IOException {
    LocalLog log = new LocalLog(disk, directory, segmentBytes);
    disk.createDirectories(directory);
    // A killed process may have made or renamed files and not come to this.
    disk.syncDirectory(directory);
    for (String name : disk.list(directory)) {
      if (Segment.isSegment(name)) {
        log.sequences.add(Segment.sequenceOf(name));
      }
    }
    log.nextSequence = log.sequences.isEmpty() ? 1 : log.sequences.last() + 1;
    return log;
  }

  @Override
  public void continueAfter(long position) {
    nextSequence = Math.max(nextSequence, (position >>> 32) + 1);
  }

  @Override
  public ReplayReport replay(FrameReader reader) throws IOException {
    int count = sequences.size();
    Replay replay = new Replay(disk, directory, reader);
    for (long sequence : List.copyOf(sequences)) {
      reader.part(sequence);
      boolean kept = replay.read(sequence, sequence == sequences.last());
      if (!kept) {
        sequences.remove(sequence);
      }
    }
    end = nextSequence << 32;
    synced = end;
    return replay.report(count);
  }

  @Override
  public void endPart() {
    partEnded = true;
  }

  @Override
  public long part() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    Segment segment = current;
    if (segment == null || broken || partEnded || segment.size() >= segmentBytes) {
      beginSegment(segment);
    }
    return part;
  }

  private void beginSegment(@Nullable Segment old) throws IOException {
    syncLock.lock();
    try {
      if (old != null) {
        finish(old);
      }
      Segment begun = create();
      current = begun;
      broken = false;
      partEnded = false;
      part++;
      end = begun.position();
    } finally {
      syncLock.unlock();
    }
  }

  /** Ends a segment, in good order if that is possible; what was appended to it stays there. */
  private void finish(Segment old) throws IOException {
    current = null;
    if (!broken) {
      try {
        old.force();
        synced = end;
        old.close();
        return;
      } catch (IOException e) {
        LOG.error(
            "a log segment could not be synced; a crash of the machine may lose it: {}",
            e.toString());
      }
    }
    neverSynced = end;
    old.abandon();
  }

  private Segment create() throws IOException {
    long sequence = nextSequence++;
    Segment segment = Segment.create(disk, directory, sequence);
    sequences.add(sequence);
    return segment;
  }

  @Override
  public long append(Frame frame) throws IOException {
    Segment segment = current;
    if (segment == null || broken || closed) {
      throw new IOException("the log has no segment to append to");
    }
    try {
      segment.append(frame);
    } catch (IOException e) {
      broken = true;
      throw e;
    }
    end = segment.position();
    return end;
  }

  @Override
  public void sync(long position) throws IOException {
    if (synced >= position) {
      return;
    }
    syncLock.lock();
    try {
      syncLocked(position);
    } finally {
      syncLock.unlock();
    }
  }

  private void syncLocked(long position) throws IOException {
    if (synced >= position) {
      return;
    }
    Segment segment = current;
    if (position <= neverSynced || segment == null) {
      throw new IOException("the log could not be synced to the disk");
    }
    long reached = end;
    try {
      segment.force();
      synced = reached;
    } catch (IOException e) {
      // What the system kept for this file may be gone now, and a second sync would not say so.
      broken = true;
      neverSynced = reached;
      throw e;
    }
  }

  @Override
  public long end() {
    return end;
  }

  @Override
  public void dropSegment(long sequence) throws IOException {
    Segment segment = current;
    if (segment != null && segment.sequence() == sequence) {
      throw new IllegalArgumentException("segment " + sequence + " is in use");
    }
    synchronized (files) {
      if (sequences.contains(sequence)) {
        Path file = directory.resolve(Segment.name(sequence));
        if (disk.exists(file)) {
          disk.delete(file);
        }
        disk.syncDirectory(directory);
        sequences.remove(sequence);
      }
    }
  }

  @Override
  public void linkSegment(long sequence, Path also) throws IOException {
    disk.link(directory.resolve(Segment.name(sequence)), also);
  }

  @Override
  public long bytes(long sequence) throws IOException {
    synchronized (files) {
      if (!sequences.contains(sequence)) {
        return 0;
      }
      try (DiskFile file = disk.open(directory.resolve(Segment.name(sequence)))) {
        return file.size();
      }
    }
  }

  @Override
  public @Nullable FrameStream openSegment(long sequence)
      throws IOException, MalformedFrameException {
    synchronized (files) {
      return sequences.contains(sequence)
          ? FrameStream.of(
              disk.open(directory.resolve(Segment.name(sequence))), Segment.header(sequence))
          : null;
    }
  }

  @Override
  public List<Long> segments() {
    return List.copyOf(sequences);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    syncLock.lock();
    try {
      closeCurrent();
    } finally {
      syncLock.unlock();
    }
  }

  private void closeCurrent() throws IOException {
    Segment segment = current;
    current = null;
    if (segment != null) {
      try (DiskFile file = segment.file()) {
        if (!broken) {
          file.force();
        }
      }
    }
  }
}
