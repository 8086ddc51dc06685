package io.atalaya.store;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleLog;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.StorageException;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.BlockStore;
import io.atalaya.store.block.DamagedBlock;
import io.atalaya.store.compact.Compactor;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.downsample.Downsampling;
import io.atalaya.store.downsample.Resolution;
import io.atalaya.store.head.HeadExtent;
import io.atalaya.store.head.HeadLimits;
import io.atalaya.store.head.HeadStatistics;
import io.atalaya.store.head.Shard;
import io.atalaya.store.index.Cardinality;
import io.atalaya.store.log.Checkpoint;
import io.atalaya.store.log.KeptLog;
import io.atalaya.store.log.LocalLog;
import io.atalaya.store.log.ReplayReport;
import io.atalaya.store.tombstone.Tombstone;
import io.atalaya.store.tombstone.Tombstones;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time-series database in a directory.
 *
 * <pre>
 * Scheduler scheduler = Scheduler.of(clock, timer);
 * try (Tsdb db = Tsdb.open(Path.of("data"), StoreOptions.defaults(), scheduler)) {
 *   SampleGroup source = db.open(SampleSink.DEFAULT_TENANT, "my program");
 *   long ref = source.register(Labels.of("__name__", "temperature", "room", "kitchen"));
 *   SampleBatch batch = new SampleBatch(scheduler.millis());
 *   batch.add(ref, 21.5);
 *   source.append(batch);
 *   try (SeriesSet found = db.select(SeriesSelection.of(
 *       SampleSink.DEFAULT_TENANT, List.of(Matcher.equal("__name__", "temperature")), 0, now))) {
 *     SeriesSamples samples = new SeriesSamples();
 *     found.read(0, samples);
 *   }
 * }
 * </pre>
 *
 * <pre>
 * directory   lock      held while the store is open
 *             tombstones  what is deleted and still in files, see io.atalaya.store.tombstone
 *             wal/      what was taken in last, see io.atalaya.store.log
 *             head/     what is over and in no block yet, see io.atalaya.store.head
 *             followers/  what of the log is kept for those who follow it, see io.atalaya.store.log
 *             blocks/   what left the head, see io.atalaya.store.block
 * </pre>
 */
public final class Tsdb implements SampleSink, SeriesSource, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Tsdb.class);
  private static final Duration MAINTENANCE_INTERVAL = Duration.ofMinutes(1);

  /** As given, but for the retention, which may change. */
  private volatile StoreOptions options;

  private final Scheduler scheduler;
  private final Closeable directoryLock;
  private final LocalLog log;
  private final Shard shard;
  private final @Nullable BlockStore blocks;
  private final @Nullable Compactor compactor;
  private final @Nullable Downsampling downsampling;
  private final Tombstones tombstones;
  private final StoreReader reader;
  private final Upkeep upkeep;
  private final LongAdder failedCompactions = new LongAdder();
  private final LongAdder compactions = new LongAdder();
  private volatile boolean closed;

  /** What is to be done again and again, by what it is. */
  private final Map<String, Scheduler.Task> waiting = new ConcurrentHashMap<>();

  /**
   * Whether the last sync failed: that is said when it begins and when it ends, not every second.
   */
  private volatile boolean syncFails;

  /** Whether blocks are being made of other blocks. */
  private volatile boolean merging;

  /** Whether the head's files of earlier processes have been read through; by the maintenance. */
  private boolean filesChecked;

  private volatile ReplayReport replayed = new ReplayReport(0, 0, 0, 0, List.of());

  private Tsdb(
      StoreOptions options,
      Scheduler scheduler,
      Closeable directoryLock,
      LocalLog log,
      Shard shard,
      Storage storage) {
    this.options = options;
    this.scheduler = scheduler;
    this.directoryLock = directoryLock;
    this.log = log;
    blocks = storage.blocks();
    compactor = storage.compactor();
    downsampling = storage.downsampling();
    this.shard = shard;
    tombstones = storage.tombstones();
    reader = new StoreReader(shard, storage, scheduler, this::horizon);
    upkeep = new Upkeep(shard, this, storage, scheduler);
  }

  private static HeadLimits limits(StoreOptions options) {
    return new HeadLimits(
        options.maxSeriesPerTenant(),
        options.lateWindow().toMillis(),
        options.maxAhead().toMillis(),
        options.retention().toMillis(),
        options.blockRange().toMillis(),
        options.maxExemplarsPerTenant());
  }

  /**
   * Opens the store of a directory, which is created if it does not exist.
   *
   * @throws io.atalaya.store.disk.DirectoryLockedException if another process uses it
   * @throws IOException if it cannot be read or written
   */
  public static Tsdb open(Path directory, StoreOptions options, Scheduler scheduler)
      throws IOException {
    return open(directory, options, scheduler, Disk.real());
  }

  /** As above, on a disk of the caller's. */
  public static Tsdb open(Path directory, StoreOptions options, Scheduler scheduler, Disk disk)
      throws IOException {
    return open(
        directory,
        options,
        scheduler,
        disk,
        tombstones -> Storage.open(disk, directory, tombstones, options));
  }

  /**
   * As above, with blocks of the caller's.
   *
   * @param blocks where samples go that are old enough; without it, everything within the retention
   *     stays in memory and in the log. It is closed with the store
   */
  public static Tsdb open(
      Path directory,
      StoreOptions options,
      Scheduler scheduler,
      Disk disk,
      @Nullable BlockStore blocks)
      throws IOException {
    return open(
        directory,
        options,
        scheduler,
        disk,
        tombstones -> new Storage(disk, directory, tombstones, blocks, null, null, null));
  }

  /** Opens the blocks; called when the directory is locked. */
  private interface StorageOpener {
    Storage open(Tombstones tombstones) throws IOException;
  }

  private static Tsdb open(
      Path directory, StoreOptions options, Scheduler scheduler, Disk disk, StorageOpener opener)
      throws IOException {
    disk.createDirectories(directory);
    Closeable lock = disk.lock(directory.resolve("lock"));
    try {
      Path wal = directory.resolve("wal");
      LocalLog log = LocalLog.open(disk, wal, options.segmentBytes());
      Storage storage = opener.open(Tombstones.open(disk, directory));
      Path head = Storage.headOf(directory);
      Checkpoint checkpoint = Checkpoint.read(disk, wal);
      KeptLog kept = KeptLog.open(disk, directory.resolve("followers"), options.followerBytes());
      Shard shard = new Shard(log, checkpoint, limits(options), scheduler, disk, head, kept);
      Tsdb db = new Tsdb(options, scheduler, lock, log, shard, storage);
      db.start();
      return db;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void start() throws IOException {
    ReplayReport report = shard.replay();
    replayed = report;
    report.problems().forEach(problem -> LOG.error("log damaged: {}", problem));
    LOG.info(
        "log read: {} segments, {} batches, {} bytes, {} torn bytes cut off",
        report.segments(),
        report.frames(),
        report.bytes(),
        report.tornBytes());
    every(options.fsyncInterval(), "sync the log", this::sync);
    every(
        MAINTENANCE_INTERVAL,
        "cut and clean the head",
        () -> onOwnThread("store-maintenance", this::maintain));
    every(MAINTENANCE_INTERVAL, "clean the head while blocks are merged", this::cleanMeanwhile);
  }

  private long droppableTo(String tenant) {
    return downsampling == null ? Long.MAX_VALUE : downsampling.doneTo(tenant);
  }

  private void every(Duration interval, String what, Runnable task) {
    Scheduler.Task next =
        scheduler.at(
            scheduler.instant().plus(interval),
            what,
            () -> {
              if (!closed) {
                try {
                  task.run();
                } finally {
                  every(interval, what, task);
                }
              }
            });
    waiting.put(what, next);
  }

  /**
   * Works, and waits for it, on a platform thread: what computes for long must not take one of the
   * few threads that carry everybody's virtual ones. Syncs of the log are tasks of their own.
   */
  private static void onOwnThread(String name, Runnable task) {
    FutureTask<Void> work = new FutureTask<>(task, null);
    Thread.ofPlatform().name(name).daemon().start(work);
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("maintenance of the store failed", e.getCause());
    }
  }

  /** A merge may take many minutes, in which memory and log would grow. */
  private void cleanMeanwhile() {
    if (merging) {
      onOwnThread("store-cleaning", () -> shard.upkeep().clean(horizon()));
    }
  }

  private void sync() {
    try {
      shard.sync();
      if (syncFails) {
        LOG.info("the log is on the disk again");
      }
      syncFails = false;
    } catch (IOException e) {
      if (!syncFails) {
        LOG.error(
            "the log cannot be synced to the disk; until it can, a crash of the machine loses what"
                + " comes in: {}",
            e.toString());
      }
      syncFails = true;
    }
  }

  /**
   * Cuts ranges that are over, and can get no late samples any more, to blocks; forgets what is
   * older than the retention, and log segments nobody needs; merges blocks. Runs by itself every
   * minute.
   */
  public void maintain() {
    upkeep.exclusively(this::maintainNow);
  }

  private void maintainNow() {
    long now = scheduler.millis();
    if (!filesChecked) {
      shard.upkeep().checkFiles();
      filesChecked = true;
    }
    try {
      if (blocks != null) {
        shard
            .upkeep()
            .cutBefore(
                now - options.lateWindow().toMillis(),
                (tenant, from, to, position, series) -> {
                  upkeep.add(upkeep.cut(tenant, from, to, position, series), horizon());
                  compactions.increment();
                });
      }
    } catch (IOException e) {
      failedCompactions.increment();
      LOG.error(
          "no block could be written; the head keeps its samples and tries again: {}",
          e.toString());
    }
    shard.upkeep().clean(horizon());
    merging = true;
    try {
      downsample(now);
      compact(now);
    } finally {
      merging = false;
    }
    upkeep.forgetCarriedOut();
  }

  private void downsample(long now) {
    BlockStore old = blocks;
    if (downsampling == null || old == null) {
      return;
    }
    try {
      List<Tombstone> deletions = tombstones.list();
      downsampling.maintain(
          now,
          upkeep.blocks(),
          part -> reader.samples(old, Tombstones.ofLog(deletions, part.tenant()), part));
    } catch (IOException | StorageException e) {
      LOG.error(
          "no aggregates could be made; the samples are kept until they can: {}", e.toString());
    }
  }

  private void compact(long now) {
    if (compactor == null) {
      return;
    }
    try {
      compactions.add(compactor.run(now, options.retention(), this::droppableTo));
      if (options.retentionBytes() > 0) {
        long others = upkeep.logBytes() + upkeep.aggregateBytes();
        compactor.shrinkTo(Math.max(0, options.retentionBytes() - others));
      }
    } catch (IOException | StorageException e) {
      failedCompactions.increment();
      LOG.error("blocks could not be merged or dropped; they serve as they are: {}", e.toString());
    }
  }

  /**
   * Changes how much is kept, from the next maintenance on. Which samples are too old to be taken
   * in follows from the retention with which the store was opened.
   *
   * @param age from which on samples are dropped
   * @param bytes how much may be kept, log included; 0: no bound
   */
  public void retain(Duration age, long bytes) {
    options = options.withRetention(age).withRetentionBytes(bytes);
  }

  /**
   * Deletes samples: they are gone for every query that begins after the return, and stay gone over
   * a crash. Their space is given back by {@link #cleanTombstones}, or when their blocks are
   * merged.
   *
   * <p>What is deleted is what there is: samples of a time to come are not concerned. A sample that
   * comes late into the deleted range is deleted with it while the log still has that range.
   *
   * @param matchers of the series, all of which must match
   * @param fromMillis first millisecond
   * @param toMillis last millisecond
   * @throws IOException if it cannot be noted; then nothing was deleted
   */
  public void delete(String tenant, List<Matcher> matchers, long fromMillis, long toMillis)
      throws IOException {
    upkeep.delete(tenant, matchers, fromMillis, toMillis, horizon());
  }

  /**
   * Writes blocks with deleted samples anew, without them.
   *
   * @throws IOException if one cannot be written; its samples stay deleted
   */
  public void cleanTombstones() throws IOException {
    upkeep.cleanTombstones();
  }

  /**
   * Makes a copy of the store in another directory of the same file system, which can be opened as
   * one. Blocks are not copied but get a second name.
   *
   * @param target is created; must not be a store already
   * @param withHead whether samples that are in no block yet are part of it
   */
  public void snapshot(Path target, boolean withHead) throws IOException {
    upkeep.snapshot(target, withHead);
  }

  /**
   * Writes samples straight into a block, whatever their age. Where there are samples already,
   * those stay.
   *
   * @param fromMillis first millisecond of what is taken from the series
   * @param toMillis last millisecond, excluded
   * @param series read once, from the first to the last; not closed
   */
  public void addBlock(String tenant, long fromMillis, long toMillis, SeriesSet series)
      throws IOException {
    upkeep.addBlock(tenant, fromMillis, toMillis, series, horizon());
  }

  /** The blocks there are; none if the store keeps them elsewhere. */
  public List<BlockInfo> blocks() {
    return upkeep.blocks();
  }

  /** What makes the index of a block large; lists have so many entries. */
  public Cardinality cardinality(BlockInfo block, int limit) throws IOException {
    return upkeep.cardinality(block, limit);
  }

  /** Bytes of a block. */
  public long blockBytes(BlockInfo block) {
    return upkeep.blockBytes(block);
  }

  /** Bytes of the blocks. */
  public long blockBytes() {
    return upkeep.blockBytes();
  }

  /** The blocks of aggregates there are, by the length of their windows. */
  public Map<Resolution, List<BlockInfo>> aggregateBlocks() {
    return upkeep.aggregateBlocks();
  }

  /**
   * Aggregates as they are kept, for those who look at the store itself: a series each, with a
   * label {@code __aggregate__} that says which.
   */
  public SeriesSet aggregates(Resolution resolution, SeriesSelection selection) {
    return downsampling == null ? SeriesSet.empty() : downsampling.kept(resolution, selection);
  }

  /** Bytes of the blocks of aggregates. */
  public long aggregateBytes() {
    return upkeep.aggregateBytes();
  }

  /** Number of deletions whose samples are still on the disk. */
  public int pendingDeletions() {
    return tombstones.list().size();
  }

  /** The blocks that are not served because they are damaged. */
  public List<DamagedBlock> damagedBlocks() {
    return upkeep.damagedBlocks();
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    return shard.open(tenant, key);
  }

  /** As {@link #open(String, String)}, for samples of any age within the retention. */
  public SampleGroup openBackfill(String tenant, String key) {
    return shard.openBackfill(tenant, key);
  }

  /** How many blocks were cut from the head or merged from others since the start. */
  public long compactions() {
    return compactions.sum();
  }

  /** How often blocks could not be written, merged or dropped. */
  public long failedCompactions() {
    return failedCompactions.sum();
  }

  /** What is taken in, for those who pass it on. */
  public SampleLog log() {
    return shard.followers();
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    return reader.select(selection);
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return reader.labelNames(selection, limit);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return reader.labelValues(name, selection, limit);
  }

  /** The time of the oldest samples that are kept. */
  private long horizon() {
    return scheduler.millis() - options.retention().toMillis();
  }

  /**
   * Exemplars that series of the selection had in its range of time, oldest first, by labels of the
   * series. Only the newest are kept, see {@link StoreOptions#maxExemplarsPerTenant}.
   */
  public Map<Labels, List<SampleBatch.Exemplar>> exemplars(SeriesSelection selection) {
    return shard.exemplars(selection);
  }

  /** What sources said about their metric families, sorted by family. */
  public List<SampleBatch.Metadata> metadata(String tenant) {
    return shard.metadata(tenant);
  }

  /** What was found in the log when the store was opened; its problems should reach somebody. */
  public ReplayReport replayReport() {
    return replayed;
  }

  /** Tenants that have recent samples, sorted. */
  public List<String> tenants() {
    return shard.tenants();
  }

  /** What a tenant has in the head, and what makes it large; lists have so many entries. */
  public HeadStatistics headStatistics(String tenant, int limit) {
    return shard.statistics(tenant, limit);
  }

  /** How much a tenant has in the head, and from when to when. */
  public HeadExtent headExtent(String tenant) {
    return shard.extent(tenant);
  }

  /**
   * Bytes of the log and of the head's files.
   *
   * @throws StorageException if they cannot be looked at
   */
  public long logBytes() {
    try {
      return upkeep.logBytes();
    } catch (IOException e) {
      throw new StorageException("the size of the log cannot be told: " + e.getMessage(), e);
    }
  }

  /** Number of files the log consists of. */
  public int logSegments() {
    return shard.logSegments();
  }

  /** Number of the file of the log that is written to. */
  public long currentLogSegment() {
    return shard.logEnd() >>> Integer.SIZE;
  }

  /** Number of series of a tenant that count against its limit. */
  public int activeSeries(String tenant) {
    return shard.activeSeries(tenant);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    waiting.values().forEach(Scheduler.Task::cancel);
    try (directoryLock;
        blocks;
        downsampling;
        log) {
      shard.close();
    }
  }
}
