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
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.ReplayReport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One log and the heads it feeds, one per tenant.
 *
 * <p>A batch goes this way, under the append lock: rows that may be stored are picked, written to
 * the log as one frame, and only then put into the head. What the log refuses is nowhere.
 */
public final class Shard implements SampleSink {
  private final IngestLog log;
  private final HeadLimits limits;
  private final InstantSource clock;
  private final ReentrantLock appendLock = new ReentrantLock();
  private final BatchWriter writer = new BatchWriter();
  private final Rows rows = new Rows();
  private final Map<String, Head> heads = new ConcurrentSkipListMap<>();

  public Shard(IngestLog log, HeadLimits limits, InstantSource clock) {
    this.log = log;
    this.limits = limits;
    this.clock = clock;
  }

  /** Fills the heads from the log; before anything else. */
  public ReplayReport replay() throws IOException {
    return log.replay(new BatchReader(this::head, (tenant, time, position) -> true));
  }

  private Head head(String tenant) {
    return heads.computeIfAbsent(tenant, t -> new Head(t, limits));
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    Head head = head(tenant);
    return new Column(head, head.group(key));
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

  public List<Metadata> metadata(String tenant) {
    Head head = heads.get(tenant);
    return head == null ? List.of() : head.metadata();
  }

  public List<String> tenants() {
    return List.copyOf(heads.keySet());
  }

  public int activeSeries(String tenant) {
    Head head = heads.get(tenant);
    return head == null ? 0 : head.activeSeries();
  }

  /** Returns after everything appended so far is on the disk itself. */
  public void sync() throws IOException {
    log.sync(log.end());
  }

  private SampleGroup.Appended append(Head head, Group group, SampleBatch batch) {
    long position;
    SampleGroup.Appended appended;
    appendLock.lock();
    try {
      SampleGroup.Appended refused = head.admit(group, batch, clock.millis(), rows);
      position = writeToLog(head, group, batch);
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
    try {
      writer.begin(log.part());
      writer.putRows(head, group, rows);
      for (Exemplar exemplar : batch.exemplars()) {
        int member = head.memberFor(group, exemplar.ref());
        if (member != SeriesTable.NONE) {
          writer.putExemplar(head, group, member, exemplar);
        }
      }
      for (Metadata family : batch.metadata()) {
        writer.putMetadata(head, group, family);
      }
      return writer.frame().isEmpty() ? log.end() : log.append(writer.frame());
    } catch (IOException e) {
      throw new SinkUnavailableException(
          "samples cannot be stored, the log refuses them: "
              + e.getMessage()
              + ". Queries go on; check free space and health of the data directory's disk",
          e);
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
  private final class Column implements SampleGroup {
    private final Head head;
    private final Group group;
    private boolean closed;

    Column(Head head, Group group) {
      this.head = head;
      this.group = group;
    }

    @Override
    public long register(Labels labels) {
      return head.register(labels);
    }

    @Override
    public Appended append(SampleBatch batch) {
      if (closed) {
        throw new IllegalStateException("column " + group.key() + " was closed");
      }
      return Shard.this.append(head, group, batch);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
