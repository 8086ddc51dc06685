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
import io.atalaya.store.head.BatchReader.SampleFilter;
import io.atalaya.store.log.Checkpoint;
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.KeptLog;
import io.atalaya.store.log.MalformedFrameException;
import io.atalaya.store.log.ReplayReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log and the heads it feeds, one per tenant.
 *
 * <p>A batch goes this way, under the append lock: rows that may be stored are picked, written to
 * the log as one frame, and only then put into the head. What the log refuses is nowhere.
 */
public final class Shard implements SampleSink, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  /** Segments of the log behind the current one over which an epoch may grow. */
  private static final long GROWING_SEGMENTS = 2;

  private final IngestLog log;
  private final KeptLog kept;
  private final Followers followers;
  private final Checkpoint checkpoint;
  private final HeadLimits limits;
  private final InstantSource clock;
  private final ReentrantLock appendLock = new ReentrantLock();
  private final ReentrantLock maintenanceLock = new ReentrantLock();
  private final Generations generations;
  private final Coverage coverage;
  private final BatchWriter writer = new BatchWriter();
  private final Rows rows = new Rows();
  private final List<Damage> damage = new CopyOnWriteArrayList<>();
  private final Map<String, Head> heads = new ConcurrentSkipListMap<>();

  /** Rows of samples that cannot be read. */
  private record Damage(String tenant, long from, long to, int rows) {
    String message() {
      return String.format(
          "%d scrapes of a source from %s to %s are missing: a file of the head is damaged",
          rows, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
    }
  }

  /** Everything before this position is in files, except for what epochs say. */
  private long notesStoredTo;

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
    generations = new Generations(disk, directory, kept);
    this.log = log;
    this.kept = kept;
    followers = new Followers(log, kept, directory);
    this.checkpoint = checkpoint;
    coverage = new Coverage(limits.blockMillis());
    this.limits = limits;
    this.clock = clock;
  }

  /** Fills the heads from the files and the log; before anything else. */
  public ReplayReport replay() throws IOException {
    SampleFilter filter = (tenant, time, position) -> !checkpoint.covers(tenant, time, position);
    Map<Long, GenerationReader> readers = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (long number : generations.numbers()) {
      GenerationReader reader = new GenerationReader(number, this::head, filter, coverage);
      reader.readSeries(generations.disk(), generations.directory());
      reader.readChunks(generations.disk(), generations.directory());
      problems.addAll(reader.problems());
      if (reader.isDamaged()) {
        generations.noteDamaged(number);
      }
      readers.put(number, reader);
    }
    heads.values().forEach(Head::noteNewest);
    long last = Math.max(checkpoint.lastPosition(), kept.lastPosition());
    for (GenerationReader reader : readers.values()) {
      last = Math.max(last, reader.lastPosition());
    }
    log.continueAfter(last);
    // The rows of the log need no index, so both can be done at once.
    FutureTask<Void> index = new FutureTask<>(() -> heads.values().forEach(Head::buildIndex), null);
    Thread.ofPlatform().name("store-index").start(index);
    BatchReader batches = new BatchReader((g, s) -> groups(readers, g, s), filter);
    ReplayReport report;
    try {
      report = log.replay(batches);
    } finally {
      batches.finish();
      await(index);
    }
    for (GenerationReader reader : readers.values()) {
      reader.groups().forEach(declared -> declared.head.release(declared.group));
    }
    problems.addAll(lost(batches, readers.values()));
    return report.with(problems);
  }

  private static List<String> lost(BatchReader batches, Collection<GenerationReader> readers) {
    long samples =
        readers.stream().mapToLong(reader -> reader.groups().sum(DeclaredGroup::lost)).sum();
    List<String> problems = new ArrayList<>();
    if (batches.lostFrames() > 0 || samples > 0) {
      problems.add(
          String.format(
              "%d batches and %d samples of the log are left out: it is lost of what series",
              batches.lostFrames(), samples));
    }
    return problems;
  }

  private static void await(FutureTask<Void> work) throws InterruptedIOException {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the store was opened");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the index of the head could not be built", e.getCause());
    }
  }

  private DeclaredGroups groups(Map<Long, GenerationReader> readers, long generation, long segment)
      throws MalformedFrameException {
    GenerationReader reader = readers.get(generation);
    if (reader == null) {
      throw new MalformedFrameException("the files of generation " + generation + " are missing");
    }
    generations.note(segment, generation);
    return reader.groups();
  }

  /**
   * Checks what the start has left unchecked because it would take long: epochs in files. Those
   * that are damaged are no longer served, and queries about their times say so.
   */
  public void checkFiles() {
    maintenanceLock.lock();
    try {
      for (Head head : heads.values()) {
        for (Epoch epoch : head.dropDamaged()) {
          generations.noteDamaged(epoch.generation());
          damage.add(new Damage(head.tenant(), epoch.firstTime(), epoch.lastTime(), epoch.rows()));
        }
      }
    } finally {
      maintenanceLock.unlock();
    }
  }

  /** What queries of a tenant about a range of time should know is missing. */
  public List<String> missing(String tenant, long fromMillis, long toMillis) {
    return damage.stream()
        .filter(d -> d.tenant.equals(tenant) && d.to >= fromMillis && d.from <= toMillis)
        .map(Damage::message)
        .toList();
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

  /** Syncs and lets go of the files of the head. */
  @Override
  public void close() throws IOException {
    try (kept) {
      generations.close();
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
    Head head = heads.get(tenant);
    return head == null ? 0 : head.activeSeries();
  }

  /** What the head of a tenant has; each list of its cardinality has so many entries. */
  public HeadStatistics statistics(String tenant, int limit) {
    Head head = heads.get(tenant);
    return head == null ? HeadStatistics.empty() : head.statistics(limit);
  }

  /** How much the head of a tenant has, and from when to when. */
  public HeadExtent extent(String tenant) {
    Head head = heads.get(tenant);
    return head == null ? HeadExtent.EMPTY : head.extent();
  }

  /** Returns after everything appended so far is on the disk itself. */
  public void sync() throws IOException {
    sync(log.end());
  }

  private void sync(long position) throws IOException {
    generations.sync(position);
    log.sync(position);
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

  /** Whether nothing that was appended before a position is in the log or the head's files. */
  public boolean hasForgotten(long position) {
    List<Long> segments = log.segments();
    return (segments.isEmpty() || segments.getFirst() > position >>> 32)
        && generations.oldestPosition() > position;
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
      List<Long> numbers = generations.numbers();
      long first = numbers.isEmpty() ? Long.MAX_VALUE : numbers.getFirst();
      checkpoint.dropBefore(oldest, first);
      long newest = numbers.isEmpty() ? 0 : numbers.getLast();
      checkpoint.add(cut.tenant(), cut.from(), cut.to(), cut.position(), newest);
    } catch (IOException e) {
      LOG.warn("no checkpoint written; the next start reads more of the log than it must", e);
    }
  }

  /**
   * Forgets what is older than a time, and series without samples; writes what is over to files,
   * and drops files without use.
   */
  public void clean(long olderThan) {
    maintenanceLock.lock();
    try {
      for (Head head : heads.values()) {
        head.dropBefore(olderThan);
        dropIdle(head);
      }
      store();
      dropFiles(olderThan);
    } catch (IOException e) {
      LOG.warn("samples could not be moved from memory to files; it is tried again", e);
    } finally {
      maintenanceLock.unlock();
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
        storables.forEach(s -> s.head().keep(s.notes()));
      }
    }
  }

  private long collect(List<Storable> storables) {
    appendLock.lock();
    try {
      long end = log.end();
      for (Head head : heads.values()) {
        Storable storable = head.storable((end >>> 32) - GROWING_SEGMENTS, end);
        if (!storable.isEmpty()) {
          storables.add(storable);
        }
      }
      return end;
    } finally {
      appendLock.unlock();
    }
  }

  private ChunkWriter prepare(List<Storable> storables) throws IOException {
    appendLock.lock();
    try {
      Generation generation = generation();
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
      appendLock.unlock();
    }
  }

  private void finish(ChunkWriter chunks) throws IOException {
    appendLock.lock();
    try {
      chunks.replace(coverage, generations);
    } finally {
      appendLock.unlock();
    }
  }

  /** The generation for what is appended now; under the append lock. */
  private Generation generation() throws IOException {
    long period = Math.floorDiv(clock.millis(), limits.blockMillis());
    Generation usable = generations.usable(period);
    if (usable != null) {
      return usable;
    }
    Generation begun = generations.begin(period, log.end());
    log.endPart();
    return begun;
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

  private void dropFiles(long olderThan) throws IOException {
    appendLock.lock();
    try {
      coverage.dropBefore(olderThan);
      long needed = notesStoredTo >>> 32;
      for (Head head : heads.values()) {
        needed = Math.min(needed, head.firstSegmentNeeded());
      }
      List<Long> segments = log.segments();
      for (long segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
        if (segment < needed) {
          kept.retire(log, segment, generations.ofSegment(segment));
        }
      }
      generations.dropUnneeded(log.segments(), coverage);
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
      appendLock.unlock();
    }
    if (batch.mustBeDurable()) {
      makeDurable(position);
    }
    return appended;
  }

  private long writeToLog(Head head, Group group, SampleBatch batch) {
    try {
      Generation generation = generation();
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
      generations.note(log.end() >>> 32, generation.number());
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
