package io.atalaya.store.head;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.store.log.Checkpoint;
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.ReplayReport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log and the heads it feeds, one per tenant.
 *
 * <p>A batch goes this way, under the append lock: rows that may be stored are picked, written to
 * the log as one frame, and only then put into the head. What the log refuses is nowhere.
 */
public final class Shard implements SampleSink {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final IngestLog log;
  private final Checkpoint checkpoint;
  private final HeadLimits limits;
  private final InstantSource clock;
  private final ReentrantLock appendLock = new ReentrantLock();
  private final ReentrantLock maintenanceLock = new ReentrantLock();
  private final Coverage coverage;
  private final BatchWriter writer = new BatchWriter();
  private final Rows rows = new Rows();
  private final Map<String, Head> heads = new ConcurrentSkipListMap<>();

  public Shard(IngestLog log, Checkpoint checkpoint, HeadLimits limits, InstantSource clock) {
    this.log = log;
    this.checkpoint = checkpoint;
    coverage = new Coverage(limits.blockMillis());
    this.limits = limits;
    this.clock = clock;
  }

  /** Fills the heads from the log; before anything else. */
  public ReplayReport replay() throws IOException {
    BatchReader reader =
        new BatchReader(
            this::head, (tenant, time, p) -> !checkpoint.covers(tenant, time, p), coverage);
    ReplayReport report = log.replay(reader);
    reader.end();
    return report;
  }

  private Head head(String tenant) {
    return heads.computeIfAbsent(tenant, t -> new Head(t, limits));
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    Head head = head(tenant);
    return new Source(head, head.use(key), limits.lateWindowMillis());
  }

  /** As {@link #open}, for samples of any age within the retention. */
  public SampleGroup openBackfill(String tenant, String key) {
    Head head = head(tenant);
    return new Source(head, head.use(key), Long.MAX_VALUE);
  }

  /** Series of the selection's tenant. */
  public SeriesSet select(SeriesSelection selection) {
    Head head = heads.get(selection.tenant());
    return head == null ? SeriesSet.empty() : head.select(selection);
  }

  public List<String> labelNames(SeriesSelection selection) {
    Head head = heads.get(selection.tenant());
    return head == null ? List.of() : head.labelNames(selection);
  }

  public List<String> labelValues(String name, SeriesSelection selection) {
    Head head = heads.get(selection.tenant());
    return head == null ? List.of() : head.labelValues(name, selection);
  }

  /** Exemplars of the series and the time selected, by labels of the series. */
  public Map<Labels, List<Exemplar>> exemplars(SeriesSelection selection) {
    Head head = heads.get(selection.tenant());
    return head == null ? Map.of() : head.exemplars(selection);
  }

  public List<Metadata> metadata(String tenant) {
    Head head = heads.get(tenant);
    return head == null ? List.of() : head.metadata();
  }

  public List<String> tenants() {
    return List.copyOf(heads.keySet());
  }

  /** Number of files the log consists of. */
  public int logSegments() {
    return log.segments().size();
  }

  public int activeSeries(String tenant) {
    Head head = heads.get(tenant);
    return head == null ? 0 : head.activeSeries();
  }

  /** What the head of a tenant has; each list of its cardinality has so many entries. */
  public HeadStatistics statistics(String tenant, int limit) {
    Head head = heads.get(tenant);
    return head == null ? HeadStatistics.empty() : head.statistics(limit);
  }

  /** Returns after everything appended so far is on the disk itself. */
  public void sync() throws IOException {
    log.sync(log.end());
  }

  /**
   * Hands ranges that end at or before a time to a sink, oldest first, and forgets them.
   *
   * @throws IOException if the sink cannot keep one; that and later ones stay
   */
  public void cutBefore(long time, CutSink sink) throws IOException {
    maintenanceLock.lock();
    try {
      for (Head head : heads.values()) {
        for (long from : head.rangesBefore(time)) {
          cut(head, from, sink);
        }
      }
    } finally {
      maintenanceLock.unlock();
    }
  }

  private void cut(Head head, long from, CutSink sink) throws IOException {
    Cut cut = freeze(head, from);
    try (SeriesSet series = cut.series()) {
      sink.keep(cut.tenant(), cut.from(), cut.to(), cut.position(), series);
    }
    noteCheckpoint(cut);
    appendLock.lock();
    try {
      head.drop(cut);
      coverage.cut(cut.tenant(), cut.from(), cut.position());
    } finally {
      appendLock.unlock();
    }
  }

  /** Hands everything there is to a sink, range by range, and keeps it. */
  public void copy(CutSink sink) throws IOException {
    maintenanceLock.lock();
    try {
      for (Head head : heads.values()) {
        for (long from : head.rangesBefore(Long.MAX_VALUE)) {
          long to = from + limits.blockMillis();
          SeriesSelection all = SeriesSelection.of(head.tenant(), List.of(), from, to - 1);
          try (SeriesSet series = head.select(all)) {
            sink.keep(head.tenant(), from, to, logEnd(), series);
          }
        }
      }
    } finally {
      maintenanceLock.unlock();
    }
  }

  /** The position behind everything appended so far. */
  public long logEnd() {
    return log.end();
  }

  /** Whether nothing that was appended before a position is in the log any more. */
  public boolean hasForgotten(long position) {
    List<Long> segments = log.segments();
    return segments.isEmpty() || segments.getFirst() > position >>> 32;
  }

  private Cut freeze(Head head, long from) {
    appendLock.lock();
    try {
      return head.cut(from, log.end());
    } finally {
      appendLock.unlock();
    }
  }

  /**
   * Returns when it is on the disk which samples of the log are in blocks. A deletion of samples in
   * blocks needs that: if the log were read without it, they would be back.
   *
   * @throws IOException if it cannot be written
   */
  public void writeCheckpoint() throws IOException {
    maintenanceLock.lock();
    try {
      checkpoint.write();
    } finally {
      maintenanceLock.unlock();
    }
  }

  private void noteCheckpoint(Cut cut) {
    List<Long> segments = log.segments();
    long oldest = segments.isEmpty() ? 0 : segments.getFirst();
    try {
      checkpoint.add(cut.tenant(), cut.from(), cut.to(), cut.position(), oldest);
    } catch (IOException e) {
      LOG.warn("no checkpoint written; the next start reads more of the log than it must", e);
    }
  }

  /**
   * Packs what is over; forgets what is older than a time, series without samples, and log segments
   * without use.
   */
  public void clean(long olderThan) {
    maintenanceLock.lock();
    try {
      for (Head head : heads.values()) {
        head.dropBefore(olderThan);
        dropIdle(head);
        head.seal();
      }
      dropSegments(olderThan);
    } finally {
      maintenanceLock.unlock();
    }
  }

  /** Not while a batch is on its way, which may have admitted samples of a series still idle. */
  private void dropIdle(Head head) {
    appendLock.lock();
    try {
      head.dropIdle();
    } finally {
      appendLock.unlock();
    }
  }

  private void dropSegments(long olderThan) {
    appendLock.lock();
    try {
      coverage.dropBefore(olderThan);
      List<Long> segments = log.segments();
      for (long segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
        if (!coverage.isNeeded(segment)) {
          log.dropSegment(segment);
          coverage.forget(segment);
        }
      }
    } catch (IOException e) {
      LOG.warn("a log segment could not be deleted; it is tried again", e);
    } finally {
      appendLock.unlock();
    }
  }

  private SampleGroup.Appended append(Source source, SampleBatch batch) {
    Head head = source.head;
    Group group = source.group;
    long position;
    SampleGroup.Appended appended;
    appendLock.lock();
    try {
      SampleGroup.Appended refused =
          head.admit(group, batch, clock.millis(), source.lateWindow, rows);
      position = writeToLog(head, group, batch);
      noteCoverage(head, position);
      int duplicates = head.apply(group, rows);
      keepRest(head, batch);
      appended =
          new SampleGroup.Appended(
              rows.size() - duplicates,
              refused.outOfOrder(),
              duplicates,
              refused.tooFarAhead(),
              refused.unknownSeries());
    } finally {
      appendLock.unlock();
    }
    if (batch.mustBeDurable()) {
      makeDurable(position);
    }
    return appended;
  }

  private long writeToLog(Head head, Group group, SampleBatch batch) {
    boolean written = false;
    try {
      writer.begin(log.part());
      writer.putRows(head, group, rows);
      for (Exemplar exemplar : batch.exemplars()) {
        int member = head.memberFor(group, exemplar.ref());
        if (member != SeriesTable.NONE && head.isNew(exemplar)) {
          writer.putExemplar(head, group, member, exemplar);
        }
      }
      for (Metadata family : batch.metadata()) {
        writer.putMetadata(head, group, family);
      }
      long position = writer.frame().isEmpty() ? log.end() : log.append(writer.frame());
      written = true;
      return position;
    } catch (IOException e) {
      throw new SinkUnavailableException(
          "samples cannot be stored, the log refuses them: "
              + e.getMessage()
              + ". Queries go on; check free space and health of the data directory's disk",
          e);
    } finally {
      if (!written) {
        // The writer has taken for said what is in no frame.
        log.endPart();
      }
    }
  }

  private void noteCoverage(Head head, long position) {
    for (int i = 0; i < rows.size(); i++) {
      if (i == 0 || rows.time(i) != rows.time(i - 1)) {
        coverage.add(position, head.tenant(), rows.time(i));
      }
    }
  }

  private static void keepRest(Head head, SampleBatch batch) {
    batch.exemplars().forEach(head::keep);
    batch.metadata().forEach(head::keep);
  }

  private void makeDurable(long position) {
    try {
      log.sync(position);
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
