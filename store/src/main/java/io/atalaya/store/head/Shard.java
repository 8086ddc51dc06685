package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleLog;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.log.Checkpoint;
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.KeptLog;
import io.atalaya.store.log.ReplayReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * One log and the heads it feeds, one per tenant.
 *
 * <p>A batch goes this way, under the append lock: rows that may be stored are picked, written to
 * the log as one frame, and only then put into the head. What the log refuses is nowhere.
 */
public final class Shard implements SampleSink, Closeable {
  private final ShardData data;
  private final IngestLog log;
  private final Followers followers;
  private final ShardUpkeep upkeep;
  private final BatchWriter writer = new BatchWriter();
  private final Rows rows = new Rows();

  /**
   * A shard with its files.
   *
   * @param directory for the files of the head; the log has one of its own
   * @param kept where files go that only followers of the log need
   */
  public Shard(
      IngestLog log,
      Checkpoint checkpoint,
      HeadLimits limits,
      InstantSource clock,
      Disk disk,
      Path directory,
      KeptLog kept)
      throws IOException {
    Generations generations = new Generations(disk, directory, kept);
    data = new ShardData(log, kept, checkpoint, limits, clock, generations);
    this.log = log;
    followers = new Followers(log, kept, directory);
    upkeep = new ShardUpkeep(data);
  }

  /** Fills the heads from the files and the log; before anything else. */
  public ReplayReport replay() throws IOException {
    return new ShardReplay(data).run();
  }

  /** What moves samples on, and forgets them. */
  public ShardUpkeep upkeep() {
    return upkeep;
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    Head head = data.head(tenant);
    return new Source(head, head.use(key), data.limits.lateWindowMillis());
  }

  /** As {@link #open}, for samples of any age within the retention. */
  public SampleGroup openBackfill(String tenant, String key) {
    Head head = data.head(tenant);
    return new Source(head, head.use(key), Long.MAX_VALUE);
  }

  /** Series of the selection's tenant. */
  public SeriesSet select(SeriesSelection selection) {
    Head head = data.existing(selection.tenant());
    return head == null ? SeriesSet.empty() : head.reader().select(selection);
  }

  public List<String> labelNames(SeriesSelection selection) {
    Head head = data.existing(selection.tenant());
    return head == null ? List.of() : head.reader().labelNames(selection);
  }

  public List<String> labelValues(String name, SeriesSelection selection) {
    Head head = data.existing(selection.tenant());
    return head == null ? List.of() : head.reader().labelValues(name, selection);
  }

  /** Exemplars of the series and the time selected, by labels of the series. */
  public Map<Labels, List<Exemplar>> exemplars(SeriesSelection selection) {
    Head head = data.existing(selection.tenant());
    return head == null ? Map.of() : head.reader().exemplars(selection);
  }

  public List<Metadata> metadata(String tenant) {
    Head head = data.existing(tenant);
    return head == null ? List.of() : head.reader().metadata();
  }

  public List<String> tenants() {
    return List.copyOf(data.tenants());
  }

  /** Syncs and lets go of the files of the head. */
  @Override
  public void close() throws IOException {
    try (data.kept) {
      data.generations.close();
    }
  }

  /** What is taken in, for those who follow it. */
  public SampleLog followers() {
    return followers;
  }

  /** Number of files the log consists of. */
  public int logSegments() {
    return log.segments().size();
  }

  public int activeSeries(String tenant) {
    Head head = data.existing(tenant);
    return head == null ? 0 : head.reader().activeSeries();
  }

  /** What the head of a tenant has; each list of its cardinality has so many entries. */
  public HeadStatistics statistics(String tenant, int limit) {
    Head head = data.existing(tenant);
    return head == null ? HeadStatistics.empty() : head.reader().statistics(limit);
  }

  /** How much the head of a tenant has, and from when to when. */
  public HeadExtent extent(String tenant) {
    Head head = data.existing(tenant);
    return head == null ? HeadExtent.EMPTY : head.reader().extent();
  }

  /** Returns after everything appended so far is on the disk itself. */
  public void sync() throws IOException {
    sync(log.end());
  }

  private void sync(long position) throws IOException {
    data.generations.sync(position);
    log.sync(position);
  }

  /** The position behind everything appended so far. */
  public long logEnd() {
    return log.end();
  }

  private SampleGroup.Appended append(Source source, SampleBatch batch) {
    Head head = source.head;
    Group group = source.group;
    long position;
    SampleGroup.Appended appended;
    data.appendLock.lock();
    try {
      SampleGroup.Appended refused =
          head.admit(group, batch, data.clock.millis(), source.lateWindow, rows);
      position = writeToLog(head, group, batch);
      int duplicates = head.apply(group, rows, position);
      keepRest(head, batch);
      appended =
          new SampleGroup.Appended(
              rows.size() - duplicates,
              refused.outOfOrder(),
              duplicates,
              refused.tooFarAhead(),
              refused.unknownSeries());
    } finally {
      data.appendLock.unlock();
    }
    if (batch.mustBeDurable()) {
      makeDurable(position);
    }
    return appended;
  }

  private long writeToLog(Head head, Group group, SampleBatch batch) {
    try {
      Generation generation = data.generation();
      boolean written = false;
      try {
        long position = writeToLog(generation, head, group, batch);
        written = true;
        return position;
      } finally {
        if (!written) {
          // The writer has taken for said what is in no frame.
          log.endPart();
        }
      }
    } catch (IOException e) {
      throw new SinkUnavailableException(
          "samples cannot be stored, the log refuses them: "
              + e.getMessage()
              + ". Queries go on; check free space and health of the data directory's disk",
          e);
    }
  }

  private long writeToLog(Generation generation, Head head, Group group, SampleBatch batch)
      throws IOException {
    if (writer.begin(log.part(), generation)) {
      data.generations.note(log.end() >>> 32, generation.number());
    }
    head.makeRoom(group, rows, log.end());
    boolean declared = false;
    try {
      fill(head, group, batch);
      generation.writeDeclarations();
      declared = true;
    } finally {
      if (!declared) {
        generation.breakOff();
      }
    }
    if (!writer.hasContent()) {
      writer.giveUp();
      return log.end();
    }
    return log.append(writer.frame());
  }

  private void fill(Head head, Group group, SampleBatch batch) {
    if (rows.size() > 0) {
      writer.putRows(head, group, rows);
    }
    for (Exemplar exemplar : batch.exemplars()) {
      int member = head.memberFor(group, exemplar.ref());
      if (member != SeriesTable.NONE && head.isNew(exemplar)) {
        writer.putExemplar(head, group, member, exemplar);
      }
    }
    for (Metadata family : batch.metadata()) {
      writer.putMetadata(head, group, family);
    }
  }

  private static void keepRest(Head head, SampleBatch batch) {
    batch.exemplars().forEach(head::keep);
    batch.metadata().forEach(head::keep);
  }

  private void makeDurable(long position) {
    try {
      sync(position);
    } catch (IOException e) {
      throw new SinkUnavailableException(
          "samples were taken but not made durable: " + e.getMessage() + ". Send them again", e);
    }
  }

  /** The way in for one source. */
  private final class Source implements SampleGroup {
    private final Head head;
    private final Group group;
    private final long lateWindow;
    private boolean closed;

    Source(Head head, Group group, long lateWindow) {
      this.head = head;
      this.group = group;
      this.lateWindow = lateWindow;
    }

    @Override
    public long register(Labels labels) {
      return head.register(labels);
    }

    @Override
    public Appended append(SampleBatch batch) {
      if (closed) {
        throw new IllegalStateException("source " + group.key() + " was closed");
      }
      return Shard.this.append(this, batch);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        head.release(group);
      }
    }
  }
}
