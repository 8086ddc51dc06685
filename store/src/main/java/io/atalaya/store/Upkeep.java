package io.atalaya.store;

import io.atalaya.model.Matcher;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.BlockStore;
import io.atalaya.store.block.Blocks;
import io.atalaya.store.block.DamagedBlock;
import io.atalaya.store.block.HeadSnapshot;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import io.atalaya.store.downsample.Downsampling;
import io.atalaya.store.downsample.Resolution;
import io.atalaya.store.head.Shard;
import io.atalaya.store.index.Cardinality;
import io.atalaya.store.tombstone.Tombstone;
import io.atalaya.store.tombstone.Tombstones;
import io.atalaya.store.tombstone.VisibleSeriesSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to the store as a whole: maintenance, deletions, snapshots. One at a time, so that a
 * deletion knows in which blocks the samples are, and a snapshot sees none twice or not at all.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final Shard shard;
  private final SeriesSource source;
  private final Storage storage;
  private final Tombstones tombstones;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  Upkeep(Shard shard, SeriesSource source, Storage storage, InstantSource clock) {
    this.shard = shard;
    this.source = source;
    this.storage = storage;
    this.clock = clock;
    tombstones = storage.tombstones();
  }

  /** Something that may fail. */
  private interface Work {
    void run() throws IOException;
  }

  void exclusively(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  private void alone(Work work) throws IOException {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /** A cut of the head without what is deleted in it. */
  HeadSnapshot cut(String tenant, long from, long to, long position, SeriesSet series) {
    SeriesSelection all = SeriesSelection.of(tenant, List.of(), from, to - 1);
    List<Tombstone> deletions = Tombstones.ofLog(tombstones.list(), tenant);
    return new HeadCut(tenant, from, to, position, VisibleSeriesSet.of(series, deletions, all));
  }

  private record HeadCut(
      String tenant, long fromMillis, long toMillis, long position, SeriesSet series)
      implements HeadSnapshot {
    @Override
    public void close() {
      series.close();
    }
  }

  /** Adds a block of samples. */
  void add(HeadSnapshot cut, long horizon) throws IOException {
    BlockStore blocks = storage.blocks();
    if (blocks == null) {
      throw new IOException("this store keeps no blocks");
    }
    makeAgain(cut.tenant(), cut.fromMillis(), cut.toMillis() - 1, horizon);
    blocks.add(cut);
  }

  private void makeAgain(String tenant, long fromMillis, long toMillis, long horizon)
      throws IOException {
    Downsampling downsampling = storage.downsampling();
    if (downsampling != null) {
      downsampling.makeAgain(tenant, fromMillis, toMillis, horizon);
    }
  }

  void delete(String tenant, List<Matcher> matchers, long fromMillis, long toMillis, long horizon)
      throws IOException {
    alone(
        () -> {
          // Else a start would bring back what is deleted, from the log or from a file left behind.
          shard.upkeep().writeCheckpoint();
          deleteLeftovers();
          long last = lastThereIs(tenant, matchers, fromMillis, toMillis);
          SeriesSelection what = SeriesSelection.of(tenant, matchers, fromMillis, last);
          if (fromMillis <= last) {
            deleteAggregates(tenant, matchers, fromMillis, last, horizon);
            tombstones.add(
                new Tombstone(
                    tenant, matchers, fromMillis, last, logPosition(what), holding(what)));
          }
        });
  }

  private void deleteAggregates(
      String tenant, List<Matcher> matchers, long fromMillis, long last, long horizon)
      throws IOException {
    makeAgain(tenant, fromMillis, last, horizon);
    Downsampling downsampling = storage.downsampling();
    if (downsampling != null) {
      for (Tombstone deletion : downsampling.deletions(tenant, matchers, fromMillis, last)) {
        tombstones.add(deletion);
      }
    }
  }

  /** Everything that is kept in files, samples and aggregates. */
  private List<Blocks> allFiles() {
    List<Blocks> all = new ArrayList<>();
    if (storage.files() != null) {
      all.add(storage.files());
    }
    if (storage.downsampling() != null) {
      all.addAll(storage.downsampling().blocks().values());
    }
    return all;
  }

  private void deleteLeftovers() throws IOException {
    for (Blocks files : allFiles()) {
      files.deleteLeftovers();
    }
  }

  /** The time of the last sample to delete: what is still to come is not deleted. */
  private long lastThereIs(String tenant, List<Matcher> matchers, long fromMillis, long toMillis) {
    long last = Math.min(toMillis, clock.millis());
    if (last == toMillis) {
      return last;
    }
    SeriesSelection ahead =
        SeriesSelection.of(tenant, matchers, Math.max(fromMillis, last), toMillis);
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = source.select(ahead)) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        if (samples.size() > 0) {
          last = Math.max(last, samples.times.millis(samples.to - 1));
        }
      }
    }
    return last;
  }

  /** Up to where the log may have such samples. */
  private long logPosition(SeriesSelection what) {
    return isInHead(what) ? shard.logEnd() : Tombstone.NOT_IN_LOG;
  }

  private boolean isInHead(SeriesSelection what) {
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = shard.select(what)) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        if (samples.size() > 0) {
          return true;
        }
      }
      return false;
    }
  }

  private Set<String> holding(SeriesSelection what) {
    BlockStore blocks = storage.blocks();
    return blocks == null ? Set.of() : blocks.holding(what);
  }

  void cleanTombstones() throws IOException {
    alone(
        () -> {
          for (Blocks files : allFiles()) {
            for (BlockInfo block : files.withDeletions()) {
              files.merge(List.of(block));
              carriedOut(block.id());
            }
          }
        });
  }

  private void carriedOut(String blockId) throws IOException {
    tombstones.reduce(id -> !id.equals(blockId), tombstone -> true);
  }

  /** Leaves out deletions whose samples are gone: after cuts and merges. */
  void forgetCarriedOut() {
    Blocks files = storage.files();
    if (files == null || tombstones.list().isEmpty()) {
      return;
    }
    Set<String> existing =
        allFiles().stream()
            .flatMap(all -> all.list().stream())
            .map(BlockInfo::id)
            .collect(Collectors.toSet());
    try {
      deleteLeftovers();
      tombstones.reduce(existing::contains, this::isInLog);
    } catch (IOException e) {
      LOG.warn(
          "deletions that were carried out could not be struck off; it is tried again: {}",
          e.toString());
    }
  }

  private boolean isInLog(Tombstone tombstone) {
    if (!shard.upkeep().hasForgotten(tombstone.logPosition())) {
      return true;
    }
    return isInHead(
        SeriesSelection.of(
            tombstone.tenant(),
            tombstone.matchers(),
            tombstone.fromMillis(),
            tombstone.toMillis()));
  }

  void addBlock(String tenant, long fromMillis, long toMillis, SeriesSet series, long horizon)
      throws IOException {
    alone(() -> add(new HeadCut(tenant, fromMillis, toMillis, Long.MAX_VALUE, series), horizon));
  }

  void snapshot(Path target, boolean withHead) throws IOException {
    alone(
        () -> {
          Blocks files = storage.files();
          if (files == null) {
            throw new IOException("this store does not keep its blocks in its directory");
          }
          write(files, target, withHead);
        });
  }

  private void write(Blocks files, Path target, boolean withHead) throws IOException {
    Disk disk = storage.disk();
    Path blocks = Storage.blocksOf(target);
    if (disk.exists(blocks)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    disk.createDirectories(blocks);
    Set<String> linked = new TreeSet<>(files.linkInto(blocks));
    if (storage.downsampling() != null) {
      linked.addAll(storage.downsampling().linkInto(disk, target));
    }
    tombstones.copyTo(target, linked);
    if (withHead) {
      try (Blocks copy = Blocks.open(disk, blocks)) {
        shard
            .upkeep()
            .copy(
                (tenant, from, to, position, series) ->
                    copy.add(cut(tenant, from, to, position, series)));
      }
    }
    disk.syncDirectory(target);
  }

  List<BlockInfo> blocks() {
    Blocks files = storage.files();
    return files == null ? List.of() : files.list();
  }

  Map<Resolution, List<BlockInfo>> aggregateBlocks() {
    Map<Resolution, List<BlockInfo>> all = new EnumMap<>(Resolution.class);
    Downsampling downsampling = storage.downsampling();
    if (downsampling != null) {
      downsampling.blocks().forEach((resolution, files) -> all.put(resolution, files.list()));
    }
    return all;
  }

  long aggregateBytes() {
    Downsampling downsampling = storage.downsampling();
    return downsampling == null
        ? 0
        : downsampling.blocks().values().stream().mapToLong(Blocks::sizeBytes).sum();
  }

  Cardinality cardinality(BlockInfo block, int limit) throws IOException {
    Blocks files = storage.files();
    if (files == null) {
      throw new IOException("this store keeps no blocks");
    }
    return files.cardinality(block, limit);
  }

  long blockBytes(BlockInfo block) {
    return allFiles().stream().mapToLong(files -> files.sizeBytes(block)).sum();
  }

  long blockBytes() {
    Blocks files = storage.files();
    return files == null ? 0 : files.sizeBytes();
  }

  List<DamagedBlock> damagedBlocks() {
    return allFiles().stream().flatMap(files -> files.damaged().stream()).toList();
  }

  /** Bytes of the log and the files of the head. */
  long logBytes() throws IOException {
    Path directory = storage.directory();
    return bytesIn(Storage.logOf(directory)) + bytesIn(Storage.headOf(directory));
  }

  private long bytesIn(Path directory) throws IOException {
    long sum = 0;
    for (String name : storage.disk().list(directory)) {
      try (DiskFile file = storage.disk().open(directory.resolve(name))) {
        sum += file.size();
      }
    }
    return sum;
  }
}
