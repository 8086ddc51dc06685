package io.atalaya.store;

import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.head.HeadLimits;
import io.atalaya.store.head.Shard;
import io.atalaya.store.log.LocalLog;
import io.atalaya.store.log.ReplayReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time-series database in a directory.
 *
 * <pre>
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
 *             wal/      what was taken in and is not in blocks, see io.atalaya.store.log
 * </pre>
 */
public final class Tsdb implements SampleSink, SeriesSource, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Tsdb.class);

  private final StoreOptions options;
  private final Scheduler scheduler;
  private final Closeable directoryLock;
  private final LocalLog log;
  private final Shard shard;
  private volatile boolean closed;

  private Tsdb(StoreOptions options, Scheduler scheduler, Closeable directoryLock, LocalLog log) {
    this.options = options;
    this.scheduler = scheduler;
    this.directoryLock = directoryLock;
    this.log = log;
    shard = new Shard(log, limits(options), scheduler);
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
    disk.createDirectories(directory);
    Closeable lock = disk.lock(directory.resolve("lock"));
    try {
      LocalLog log = LocalLog.open(disk, directory.resolve("wal"), options.segmentBytes());
      Tsdb db = new Tsdb(options, scheduler, lock, log);
      db.start();
      return db;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void start() throws IOException {
    ReplayReport report = shard.replay();
    report.problems().forEach(problem -> LOG.error("log damaged: {}", problem));
    LOG.info(
        "log read: {} segments, {} batches, {} bytes, {} torn bytes cut off",
        report.segments(),
        report.frames(),
        report.bytes(),
        report.tornBytes());
    every(options.fsyncInterval(), "sync the log", this::sync);
  }

  private void every(Duration interval, String what, Runnable task) {
    scheduler.at(
        scheduler.instant().plus(interval),
        what,
        () -> {
          if (!closed) {
            task.run();
            every(interval, what, task);
          }
        });
  }

  private void sync() {
    try {
      shard.sync();
    } catch (IOException e) {
      LOG.error("the log could not be synced to the disk; a crash of the machine loses it", e);
    }
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    return shard.open(tenant, key);
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    return shard.select(selection);
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return limited(shard.labelNames(selection), limit);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return limited(shard.labelValues(name, selection), limit);
  }

  private static List<String> limited(List<String> all, int limit) {
    return limit > 0 && all.size() > limit ? List.copyOf(all.subList(0, limit)) : all;
  }

  /** What sources said about their metric families, sorted by family. */
  public List<SampleBatch.Metadata> metadata(String tenant) {
    return shard.metadata(tenant);
  }

  /** Number of series of a tenant that count against its limit. */
  public int activeSeries(String tenant) {
    return shard.activeSeries(tenant);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try (directoryLock) {
      log.close();
    }
  }
}
