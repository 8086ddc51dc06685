package io.atalaya.store.block;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import io.atalaya.store.index.Cardinality;
import io.atalaya.store.index.CardinalityCounter;
import io.atalaya.store.merge.MergedSeriesSet;
import io.atalaya.store.merge.Spares;
import io.atalaya.store.tombstone.Tombstone;
import io.atalaya.store.tombstone.Tombstones;
import io.atalaya.store.tombstone.VisibleSeriesSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of a directory.
 *
 * <p>A block appears in one step: it is written under a name that counts for nothing, forced to the
 * disk, renamed, and the directory forced too. A crash before the renaming leaves a file that the
 * next start deletes; a crash after it leaves a block whose samples the log may have as well.
 */
public final class Blocks implements BlockStore {
  private static final Logger LOG = LoggerFactory.getLogger(Blocks.class);
  private static final String SUFFIX = ".block";
  private static final String UNFINISHED = ".tmp";
  private static final String CORRUPT = ".corrupt";

  /** The order in which samples count. */
  private static final Comparator<Block> ORDER =
      Comparator.comparingLong((Block b) -> b.info().position())
          .thenComparingLong(b -> b.info().fromMillis())
          .thenComparing(b -> b.info().id());

  private final Disk disk;
  private final Path directory;

  /** Sorted by {@link #ORDER}; replaced as a whole, under the lock. */
  private volatile List<Block> blocks = List.of();

  private final Tombstones tombstones;
  private final Spares<BlockSeriesSet.Scratch> room = BlockSeriesSet.room();
  private final List<DamagedBlock> damaged = new CopyOnWriteArrayList<>();

  /** Files to be deleted yet, see {@link #deleteLeftovers}. */
  private final Set<Path> leftovers = ConcurrentHashMap.newKeySet();

  private Blocks(Disk disk, Path directory, Tombstones tombstones) {
    this.disk = disk;
    this.directory = directory;
    this.tombstones = tombstones;
  }

  /** Opens the blocks of a directory, none of which has deleted samples. */
  public static Blocks open(Disk disk, Path directory) throws IOException {
    return open(disk, directory, Tombstones.none(disk));
  }

  /**
   * Opens the blocks of a directory, which is created if it does not exist. Damaged ones are set
   * aside.
   *
   * @param tombstones what is deleted in them
   */
  public static Blocks open(Disk disk, Path directory, Tombstones tombstones) throws IOException {
    disk.createDirectories(directory);
    // A killed process may have finished a block and not come to this.
    disk.syncDirectory(directory);
    Blocks blocks = new Blocks(disk, directory, tombstones);
    try {
      for (String name : disk.list(directory)) {
        blocks.openFile(name);
      }
    } catch (IOException | RuntimeException e) {
      blocks.close();
      throw e;
    }
    return blocks;
  }

  private void openFile(String name) throws IOException {
    Path path = directory.resolve(name);
    if (name.endsWith(UNFINISHED)) {
      disk.delete(path);
    } else if (name.endsWith(SUFFIX)) {
      try {
        insert(Block.open(disk, path));
      } catch (MalformedDataException e) {
        setAside(path, e);
      }
    } else if (name.endsWith(CORRUPT)) {
      damaged.add(DamagedBlock.of(name, "it was set aside before"));
    }
  }

  private synchronized void insert(Block block) {
    List<Block> more = new ArrayList<>(blocks);
    more.add(block);
    more.sort(ORDER);
    blocks = List.copyOf(more);
  }

  private synchronized boolean remove(Block block) {
    List<Block> fewer = new ArrayList<>(blocks);
    boolean removed = fewer.remove(block);
    blocks = List.copyOf(fewer);
    return removed;
  }

  private void setAside(Path path, MalformedDataException why) {
    String name = path.getFileName().toString();
    damaged.add(DamagedBlock.of(name + CORRUPT, String.valueOf(why.getMessage())));
    LOG.error(
        "block {} is damaged and set aside as {}{}; its samples are missing from now on",
        name,
        name,
        CORRUPT,
        why);
    try {
      disk.rename(path, directory.resolve(name + CORRUPT));
      disk.syncDirectory(directory);
    } catch (IOException e) {
      LOG.error("{} could not be renamed; it is not read until the next start", path, e);
    }
  }

  /** A block turned out to be damaged while it was read. */
  private void setAside(Block block, MalformedDataException why) {
    if (remove(block)) {
      setAside(block.path(), why);
      block.release();
    }
  }

  /** The blocks that were set aside, now or earlier, and are not served. */
  public List<DamagedBlock> damaged() {
    return List.copyOf(damaged);
  }

  @Override
  public List<String> missing(long fromMillis, long toMillis) {
    if (damaged.isEmpty()) {
      return List.of();
    }
    return damaged.stream()
        .filter(b -> b.overlaps(fromMillis, toMillis))
        .map(DamagedBlock::warning)
        .toList();
  }

  /** The blocks there are, those that count first coming first. */
  public List<BlockInfo> list() {
    return blocks.stream().map(Block::info).toList();
  }

  @Override
  public void add(HeadSnapshot cut) throws IOException {
    Path unfinished = directory.resolve("cut" + UNFINISHED);
    BlockInfo info = write(unfinished, cut);
    if (info.samples() == 0) {
      disk.delete(unfinished);
      return;
    }
    Path path = directory.resolve(info.fileName());
    if (serves(path)) {
      disk.delete(unfinished);
    } else {
      insert(adopt(unfinished, path));
    }
  }

  private boolean serves(Path path) {
    return blocks.stream().anyMatch(b -> b.path().equals(path));
  }

  /** Gives a finished file its name and opens it. */
  private Block adopt(Path unfinished, Path path) throws IOException {
    leftovers.add(path);
    disk.rename(unfinished, path);
    disk.syncDirectory(directory);
    Block block = Block.open(disk, path);
    leftovers.remove(path);
    return block;
  }

  /**
   * Deletes files that are not served and would be at the next start, as faults leave them behind.
   * What is deleted in the blocks that are served would be back with them.
   *
   * @throws IOException if one may be there still
   */
  public void deleteLeftovers() throws IOException {
    List<Path> paths = List.copyOf(leftovers);
    if (paths.isEmpty()) {
      return;
    }
    for (Path path : paths) {
      if (!serves(path) && disk.exists(path)) {
        disk.delete(path);
      }
    }
    disk.syncDirectory(directory);
    paths.forEach(leftovers::remove);
  }

  /** Begins a file that counts for nothing yet, in place of one that was left behind. */
  private DiskFile begin(Path unfinished) throws IOException {
    if (disk.exists(unfinished)) {
      disk.delete(unfinished);
    }
    return disk.create(unfinished);
  }

  private BlockInfo write(Path path, HeadSnapshot cut) throws IOException {
    try (DiskFile file = begin(path)) {
      BlockWriter writer = new BlockWriter(file);
      SampleChunker chunker = new SampleChunker(writer, cut.fromMillis(), cut.toMillis());
      SeriesSet series = cut.series();
      SeriesSamples samples = new SeriesSamples();
      for (int i = 0; i < series.size(); i++) {
        series.read(i, samples);
        if (samples.size() > 0) {
          chunker.write(series.labels(i), samples);
        }
      }
      BlockInfo info =
          writer.finish(cut.tenant(), cut.fromMillis(), cut.toMillis(), cut.position());
      file.force();
      return info;
    }
  }

  /**
   * Writes blocks as one, which takes their place in one step, without what is deleted in them; if
   * nothing is left, they are dropped. Where they overlap, samples of the one listed first count.
   *
   * @throws IOException if it cannot be written; the blocks are still there
   */
  public void merge(List<BlockInfo> group) throws IOException {
    List<Block> sources = new ArrayList<>();
    for (Block block : blocks) {
      if (group.contains(block.info()) && block.acquire()) {
        sources.add(block);
      }
    }
    try {
      Path unfinished = directory.resolve("merge" + UNFINISHED);
      BlockInfo info = writeMerged(unfinished, sources);
      Path path = directory.resolve(info.fileName());
      if (info.samples() == 0) {
        disk.delete(unfinished);
        replace(sources, null);
      } else {
        replace(sources, adopt(unfinished, path));
      }
      sources.forEach(source -> leftovers.add(source.path()));
      deleteLeftovers();
    } finally {
      sources.forEach(Block::release);
    }
  }

  /** The blocks that have samples which are deleted. */
  public List<BlockInfo> withDeletions() {
    List<Tombstone> all = tombstones.list();
    return list().stream().filter(b -> !Tombstones.ofBlock(all, b.id()).isEmpty()).toList();
  }

  private BlockInfo writeMerged(Path path, List<Block> sources) throws IOException {
    List<BlockInfo> infos = sources.stream().map(Block::info).toList();
    try (DiskFile file = begin(path)) {
      BlockWriter writer = new BlockWriter(file);
      BlockMerger merger = new BlockMerger(sources, tombstones.list(), writer, this::setAside);
      try {
        merger.merge();
      } catch (MalformedDataException e) {
        setAside(merger.reading(), e);
        throw e;
      }
      BlockInfo info =
          writer.finish(
              infos.getFirst().tenant(),
              infos.stream().mapToLong(BlockInfo::fromMillis).min().orElseThrow(),
              infos.stream().mapToLong(BlockInfo::toMillis).max().orElseThrow(),
              infos.stream().mapToLong(BlockInfo::position).max().orElseThrow());
      file.force();
      return info;
    }
  }

  private synchronized void replace(List<Block> sources, @Nullable Block merged) {
    List<Block> others = new ArrayList<>(blocks);
    for (Block source : sources) {
      if (others.remove(source)) {
        source.release();
      }
    }
    blocks = List.copyOf(others);
    if (merged != null) {
      insert(merged);
    }
  }

  /** Deletes a block; who reads it just now reads on. */
  public void drop(BlockInfo info) throws IOException {
    for (Block block : blocks) {
      if (block.info().equals(info) && remove(block)) {
        block.release();
        leftovers.add(block.path());
      }
    }
    deleteLeftovers();
  }

  /**
   * What makes the index of a block large.
   *
   * @param limit entries of each list
   * @throws IOException if there is no such block, or it is damaged
   */
  public Cardinality cardinality(BlockInfo info, int limit) throws IOException {
    CardinalityCounter counter = new CardinalityCounter(limit);
    for (Block block : blocks) {
      if (block.info().equals(info) && block.acquire()) {
        try {
          block.index().count(counter);
          return counter.result();
        } catch (MalformedDataException e) {
          setAside(block, e);
          throw e;
        } finally {
          block.release();
        }
      }
    }
    throw new IOException("block " + info.id() + " is not there any more");
  }

  /** Bytes of a block; 0 if it is not there any more. */
  public long sizeBytes(BlockInfo info) {
    return blocks.stream().filter(b -> b.info().equals(info)).mapToLong(Block::sizeBytes).sum();
  }

  /** Bytes that all blocks take together. */
  public long sizeBytes() {
    return blocks.stream().mapToLong(Block::sizeBytes).sum();
  }

  /** The blocks that may answer a selection, each to be released by the caller. */
  private List<Block> acquire(SeriesSelection selection) {
    List<Block> acquired = new ArrayList<>();
    for (Block block : blocks) {
      BlockInfo info = block.info();
      if (info.tenant().equals(selection.tenant())
          && info.overlaps(selection.fromMillis(), selection.toMillis())
          && block.acquire()) {
        acquired.add(block);
      }
    }
    return acquired;
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    List<SeriesSet> sets = new ArrayList<>();
    List<Tombstone> deletions = tombstones.list();
    List<Block> acquired = acquire(selection);
    for (int i = 0; i < acquired.size(); i++) {
      Block block = acquired.get(i);
      try {
        SeriesSet all =
            new BlockSeriesSet(block, selection, block.select(selection), this::setAside, room);
        List<Tombstone> ofBlock = Tombstones.ofBlock(deletions, block.info().id());
        sets.add(VisibleSeriesSet.of(all, ofBlock, selection));
      } catch (MalformedDataException e) {
        sets.forEach(SeriesSet::close);
        acquired.subList(i, acquired.size()).forEach(Block::release);
        throw failure(block, e);
      } catch (StorageException e) {
        sets.forEach(SeriesSet::close);
        acquired.subList(i + 1, acquired.size()).forEach(Block::release);
        throw e;
      }
    }
    return MergedSeriesSet.of(sets);
  }

  private StorageException failure(Block culprit, MalformedDataException e) {
    setAside(culprit, e);
    return new StorageException("block " + culprit + " is damaged: " + e.getMessage(), e);
  }

  @Override
  public Set<String> holding(SeriesSelection selection) {
    Set<String> ids = new TreeSet<>();
    List<Block> acquired = acquire(selection);
    try {
      for (Block block : acquired) {
        if (!block.select(selection).isEmpty()) {
          ids.add(block.info().id());
        }
      }
    } catch (MalformedDataException e) {
      throw new StorageException("an index is damaged: " + e.getMessage(), e);
    } finally {
      acquired.forEach(Block::release);
    }
    return ids;
  }

  /**
   * Makes the files of all blocks known in another directory too, without copying them.
   *
   * @return their ids
   */
  public Set<String> linkInto(Path target) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (Block block : blocks) {
      disk.link(block.path(), target.resolve(block.info().fileName()));
      ids.add(block.info().id());
    }
    disk.syncDirectory(target);
    return ids;
  }

  /** Asks an index something, given the series among which to look. */
  private interface Question {
    void ask(Block block, RoaringBitmap among, SortedSet<String> answers)
        throws MalformedDataException;
  }

  private List<String> ask(SeriesSelection selection, int limit, Question question) {
    SortedSet<String> answers = new TreeSet<>(Labels::compareUtf8);
    List<Block> acquired = acquire(selection);
    try {
      for (Block block : acquired) {
        askOne(block, selection, question, answers);
      }
    } finally {
      acquired.forEach(Block::release);
    }
    return answers.stream().limit(limit > 0 ? limit : Long.MAX_VALUE).toList();
  }

  private void askOne(
      Block block, SeriesSelection selection, Question question, SortedSet<String> answers) {
    try {
      question.ask(block, block.select(selection), answers);
    } catch (MalformedDataException e) {
      throw failure(block, e);
    }
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return ask(selection, limit, (block, among, names) -> block.index().labelNames(among, names));
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return ask(
        selection,
        limit,
        (block, among, values) -> block.index().labelValues(name, among, limit, values));
  }

  @Override
  public void close() {
    List<Block> open = blocks;
    blocks = List.of();
    open.forEach(Block::release);
  }
}
