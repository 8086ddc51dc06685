package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleLog;
import io.atalaya.model.StorageException;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.FrameStream;
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.KeptLog;
import io.atalaya.store.log.MalformedFrameException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log behind those who write it, frame by frame, across segments and restarts.
 *
 * <pre>
 *   kept for followers        of the store            being written
 *   wal-7   wal-8   │   wal-9    wal-a    │    wal-b …end
 *              ▲ position: behind the last frame handed over
 * </pre>
 *
 * <p>The rows of a segment build on each other, so it is read from its start even if only its end
 * is still wanted; what was handed over before is decoded and not handed over again. A frame makes
 * sense together with the declarations of its generation, which are written before it. A damaged
 * frame ends the reading of its segment: nothing behind it can be trusted.
 */
final class LogFollower<S> implements SampleLog.Follower, RowReader.Samples {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final long OFFSET = (1L << Integer.SIZE) - 1;

  private final String name;
  private final String tenant;
  private final SampleLog.Visitor<S> visitor;
  private final IngestLog log;
  private final KeptLog kept;
  private final Path head;

  private @Nullable FrameStream stream;

  /** The segment of the stream, or the first one that may be opened. */
  private long sequence;

  private volatile long position;
  private final AtomicLong damagedParts = new AtomicLong();
  private long generation = -1;
  private @Nullable Declarations<S> declarations;

  /** The group of the row that is being read; null if its samples were handed over before. */
  private Declarations.@Nullable Declared<S> reading;

  private boolean handsOver;

  /**
   * A follower.
   *
   * @param head directory of the declarations
   * @param position where it goes on
   */
  LogFollower(
      String name,
      String tenant,
      SampleLog.Visitor<S> visitor,
      IngestLog log,
      KeptLog kept,
      Path head,
      long position) {
    this.name = name;
    this.tenant = tenant;
    this.visitor = visitor;
    this.log = log;
    this.kept = kept;
    this.head = head;
    this.position = position;
    sequence = position >>> Integer.SIZE;
  }

  @Override
  public boolean next() {
    try {
      while (true) {
        // Before the size of any file is looked at: a segment that is not the last has its end.
        long end = log.end();
        FrameStream current = stream;
        if (current == null) {
          if (!open()) {
            return false;
          }
          continue;
        }
        boolean grows = sequence == end >>> Integer.SIZE;
        FrameInput frame = current.next(grows ? end & OFFSET : Long.MAX_VALUE);
        if (frame == null && grows) {
          return false;
        }
        if (frame == null) {
          finish(current.hasRest());
        } else if (read(frame, sequence << Integer.SIZE | current.offset())) {
          return true;
        }
      }
    } catch (IOException e) {
      throw new StorageException("the log cannot be read for " + name + ": " + e.getMessage(), e);
    }
  }

  /** Opens the first segment there is from {@link #sequence} on. */
  private boolean open() throws IOException {
    // First the log, then what is kept: what moves in between is found in one of them.
    LongStream all =
        LongStream.concat(
            log.segments().stream().mapToLong(s -> s), kept.segments().stream().mapToLong(s -> s));
    long first = all.filter(s -> s >= sequence).min().orElse(-1);
    if (first < 0) {
      return false;
    }
    sequence = first;
    try {
      FrameStream own = log.openSegment(first);
      stream = own == null ? kept.openSegment(first) : own;
    } catch (MalformedFrameException e) {
      tellDamage(e);
      sequence++;
    }
    return true;
  }

  /** Leaves a segment that has been read; what is written next goes to later ones. */
  private void finish(boolean hasRest) throws IOException {
    if (hasRest) {
      tellDamage(new MalformedFrameException("its end is damaged"));
    }
    FrameStream done = stream;
    stream = null;
    sequence++;
    if (done != null) {
      done.close();
    }
  }

  private void tellDamage(MalformedFrameException e) {
    damagedParts.incrementAndGet();
    LOG.error(
        "{} goes on behind log segment {}, of which something is not readable: {}",
        name,
        sequence,
        e.getMessage());
  }

  /** Reads a frame; returns whether it was handed over. */
  private boolean read(FrameInput frame, long behind) throws IOException {
    handsOver = behind > position;
    try {
      while (frame.hasRemaining()) {
        readRecord(frame, RecordType.of(frame.readByte()));
      }
    } catch (MalformedFrameException e) {
      tellDamage(e);
      finish(false);
    }
    boolean handedOver = handsOver;
    position = Math.max(position, behind);
    return handedOver;
  }

  private void readRecord(FrameInput in, RecordType type)
      throws IOException, MalformedFrameException {
    switch (type) {
      case GENERATION -> refer(in.readUnsigned());
      case ROW, FIRST_ROW -> {
        Declarations.Declared<S> group = declarations().group(in.readUnsigned());
        reading = group;
        boolean first = type == RecordType.FIRST_ROW;
        long time = RowReader.readTime(in, group.logged(), sequence, first);
        RowReader.readSamples(in, group.logged(), time, this);
      }
      case EXEMPLAR -> {
        Declarations.Declared<S> group = declarations().group(in.readUnsigned());
        S series = declarations().series(group, in.readCount(RowReader.MAX_MEMBERS));
        Exemplar exemplar = Notes.readExemplar(in, 0);
        if (handsOver && series != null) {
          visitor.exemplar(series, exemplar.timestampMillis(), exemplar.value(), exemplar.labels());
        }
      }
      case METADATA -> {
        Declarations.Declared<S> group = declarations().group(in.readUnsigned());
        Metadata family = Notes.readMetadata(in);
        if (group.isWanted()) {
          visitor.metadata(family);
        }
      }
      case GROUP, MEMBER, EPOCH, LATE, SYNCED, FROM, STORED ->
          throw new MalformedFrameException("record " + type + " in the log");
    }
  }

  private Declarations<S> declarations() throws MalformedFrameException {
    Declarations<S> known = declarations;
    if (known == null) {
      throw new MalformedFrameException("it does not say to which generation it refers");
    }
    return known;
  }

  private void refer(long number) throws IOException, MalformedFrameException {
    if (number != generation) {
      closeDeclarations();
      Path own = Generation.file(head, Generation.SERIES, number);
      declarations = new Declarations<>(kept.openSeries(number, own), tenant, visitor::series);
      generation = number;
    }
  }

  @Override
  public void require(int member) throws MalformedFrameException {
    try {
      if (reading != null) {
        declarations().require(reading, member);
      }
    } catch (IOException e) {
      throw new StorageException("declarations of the log cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void add(int member, long time, long bits, long start, @Nullable Histogram histogram)
      throws MalformedFrameException {
    S series = handsOver ? seriesOf(member) : null;
    if (series == null) {
      return;
    }
    if (histogram == null) {
      visitor.sample(series, time, Double.longBitsToDouble(bits), start);
    } else {
      visitor.histogram(series, time, histogram, start);
    }
  }

  private @Nullable S seriesOf(int member) throws MalformedFrameException {
    try {
      return reading == null ? null : declarations().series(reading, member);
    } catch (IOException e) {
      throw new StorageException("declarations of the log cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void acknowledge(long reached) {
    try {
      kept.acknowledge(name, reached);
    } catch (IOException e) {
      throw new StorageException("how far " + name + " is cannot be noted: " + e.getMessage(), e);
    }
  }

  @Override
  public long behindBytes() {
    long segment = position >>> Integer.SIZE;
    long bytes = kept.bytesFrom(segment) - (position & OFFSET);
    try {
      for (long s : log.segments()) {
        bytes += s >= segment ? log.bytes(s) : 0;
      }
    } catch (IOException e) {
      throw new StorageException("the size of the log is not known: " + e.getMessage(), e);
    }
    return Math.max(0, bytes);
  }

  @Override
  public long lostParts() {
    return damagedParts.get() + kept.lostParts(name);
  }

  private void closeDeclarations() throws IOException {
    Declarations<S> old = declarations;
    declarations = null;
    generation = -1;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    FrameStream open = stream;
    stream = null;
    try {
      closeDeclarations();
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.warn("a file of the log could not be closed: {}", e.toString());
    }
  }
}
