package io.atalaya.store.promblock;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.codec.MalformedDataException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus has taken in and put into no block yet, found in its data directory while it
 * does not run, killed or not.
 *
 * <pre>
 * chunks_head/  chunks that are complete, in order or not
 * wal/          what came in, some of it too late to count     } later ones of a series with a time
 * wbl/          what came out of order and was taken           } that is known already do not count
 * </pre>
 *
 * <p>A head may be larger than memory. So it is read once for its series and how many samples there
 * are when, and once more for each window of time, of which the samples are held.
 */
public final class PromHead {
  private static final long SLOT_MILLIS = Duration.ofMinutes(5).toMillis();

  /** No window crosses a multiple of this. */
  private static final long RANGE_MILLIS = Duration.ofHours(2).toMillis();

  /** Samples a window is to have at most, at some 16 bytes each. */
  private static final long WINDOW_SAMPLES = 20_000_000;

  private final Path data;
  private final long blocksEnd;
  private final Inflater zstd;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final Map<Labels, Integer> numbersByLabels = new HashMap<>();
  private final List<Labels> labels = new ArrayList<>();
  private final Map<Integer, List<long[]>> deleted = new HashMap<>();
  private final TreeMap<Long, Long> slots = new TreeMap<>();
  private final PromNotes notes = new PromNotes();
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<Long> unknown = new HashSet<>();

  /**
   * A part of the head.
   *
   * @param fromMillis first millisecond
   * @param toMillis last millisecond, excluded
   */
  public record Window(long fromMillis, long toMillis) {}

  /**
   * The samples of a window.
   *
   * @param samples how many there are
   */
  public record Part(SeriesSet series, long samples) {}

  private PromHead(Path data, long blocksEnd, Inflater zstd) {
    this.data = data;
    this.blocksEnd = blocksEnd;
    this.zstd = zstd;
  }

  /**
   * Looks through the head of a data directory, which may have none.
   *
   * @param blocks of the directory: what came in order and is older than these is no longer of the
   *     head
   * @param zstd for logs that are compressed in this way
   */
  public static PromHead open(Path data, List<PromBlock> blocks, Inflater zstd) throws IOException {
    long end =
        blocks.stream()
            .filter(PromBlock::isInOrder)
            .mapToLong(PromBlock::toMillis)
            .max()
            .orElse(Long.MIN_VALUE);
    PromHead head = new PromHead(data, end, zstd);
    head.survey();
    return head;
  }

  private void survey() throws IOException {
    Survey inLogs = new Survey();
    inLogs.inOrder = true;
    readLog("wal", inLogs);
    inLogs.inOrder = false;
    readLog("wbl", inLogs);
    Survey inChunks = new Survey();
    readChunks(inChunks::chunk);
    slots.putAll(inLogs.counts);
    inChunks.counts.forEach((slot, count) -> slots.merge(slot, count, Math::max));
  }

  /** The windows in which it has samples, oldest first. */
  public List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    long from = 0;
    long to = Long.MIN_VALUE;
    long samples = 0;
    for (Map.Entry<Long, Long> slot : slots.entrySet()) {
      long start = slot.getKey() * SLOT_MILLIS;
      boolean fits = range(start) == range(from) && samples + slot.getValue() <= WINDOW_SAMPLES;
      if (to != Long.MIN_VALUE && !fits) {
        windows.add(new Window(from, to));
      }
      if (to == Long.MIN_VALUE || !fits) {
        from = start;
        samples = 0;
      }
      to = start + SLOT_MILLIS;
      samples += slot.getValue();
    }
    if (to != Long.MIN_VALUE) {
      windows.add(new Window(from, to));
    }
    return windows;
  }

  private static long range(long time) {
    return Math.floorDiv(time, RANGE_MILLIS);
  }

  /** Number of series that have samples, or had some. */
  public int series() {
    return labels.size();
  }

  /** Exemplars and metadata of the log. */
  public PromNotes notes() {
    return notes;
  }

  /** What could not be read; complete after all windows have been. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    if (!unknown.isEmpty()) {
      all.add(
          "the log does not say what " + unknown.size() + " series are, of which it has samples");
    }
    return all;
  }

  /** Reads the samples of a window. */
  public Part read(Window window) throws IOException {
    Collector collector = new Collector(window);
    readChunks(collector::chunk);
    collector.inOrder = true;
    readLog("wal", collector);
    collector.inOrder = false;
    readLog("wbl", collector);
    return collector.part();
  }

  private void readLog(String name, LogRecords.Sink sink) throws IOException {
    LogFileReader reader = new LogFileReader(zstd);
    LogRecords records = new LogRecords(sink);
    List<Path> files = LogFiles.ofLog(data.resolve(name));
    for (Path file : files) {
      reader.read(file, file.equals(files.getLast()), records);
    }
    problems.addAll(reader.problems());
  }

  private void readChunks(HeadChunkFile.Sink sink) throws IOException {
    for (Path file : LogFiles.numbered(data.resolve("chunks_head"))) {
      try {
        HeadChunkFile.read(file, sink);
      } catch (MalformedDataException e) {
        problems.add(file + ": " + e.getMessage() + "; the log may have what it has from there on");
      }
    }
  }

  /** Reads all there is once. */
  private abstract static class Pass implements LogRecords.Sink {
    private final Samples ofChunk = new Samples(128);

    /** Whether what comes later than newer samples was not taken, nor what blocks have. */
    boolean inOrder;

    /** Whether a chunk is of interest. */
    boolean touches(HeadChunkFile.Chunk chunk) {
      return true;
    }

    void chunk(HeadChunkFile.Chunk chunk) throws MalformedDataException {
      if (!touches(chunk)) {
        return;
      }
      ofChunk.clear();
      ChunkEncoding.of(chunk.encoding()).decode(chunk.data(), ofChunk);
      inOrder = !chunk.outOfOrder();
      for (int row = 0; row < ofChunk.size; row++) {
        give(chunk.ref(), row);
      }
    }

    private void give(long ref, int row) {
      long time = ofChunk.times[row];
      long start = ofChunk.starts == null ? 0 : ofChunk.starts[row];
      Histogram histogram = ofChunk.histograms == null ? null : ofChunk.histograms[row];
      if (histogram == null) {
        sample(ref, time, start, ofChunk.values[row]);
      } else {
        histogram(ref, time, start, histogram);
      }
    }
  }

  /** Learns the series and deletions, and when there are samples. */
  private final class Survey extends Pass {
    private final Map<Long, Long> counts = new HashMap<>();

    @Override
    public void series(long ref, Labels found) {
      int number =
          numbersByLabels.computeIfAbsent(
              found,
              l -> {
                labels.add(l);
                return labels.size() - 1;
              });
      numbers.put(ref, number);
    }

    @Override
    public void sample(long ref, long time, long start, double value) {
      count(time);
    }

    @Override
    public void histogram(long ref, long time, long start, Histogram histogram) {
      count(time);
    }

    private void count(long time) {
      if (!inOrder || time >= blocksEnd) {
        counts.merge(Math.floorDiv(time, SLOT_MILLIS), 1L, Long::sum);
      }
    }

    @Override
    public void deletion(long ref, long from, long to) {
      Integer number = numbers.get(ref);
      if (number != null) {
        deleted.computeIfAbsent(number, n -> new ArrayList<>()).add(new long[] {from, to});
      }
    }

    @Override
    public void exemplar(long ref, long time, double value, Labels ofExemplar) {
      Integer number = numbers.get(ref);
      if (number != null) {
        notes.add(new PromNotes.Exemplar(labels.get(number), ofExemplar, value, time));
      }
    }

    @Override
    public void metadata(long ref, int type, String unit, String help) {
      Integer number = numbers.get(ref);
      if (number != null) {
        notes.add(labels.get(number), type, unit, help);
      }
    }
  }

  /** Collects the samples of a window. */
  private final class Collector extends Pass {
    private final Window window;
    private final @Nullable Samples[] collected = new @Nullable Samples[labels.size()];
    private final long[] newest = new long[labels.size()];

    Collector(Window window) {
      this.window = window;
      Arrays.fill(newest, Long.MIN_VALUE);
    }

    @Override
    public void series(long ref, Labels found) {}

    @Override
    public void deletion(long ref, long from, long to) {}

    @Override
    public void sample(long ref, long time, long start, double value) {
      Samples rows = rowsFor(ref, time);
      if (rows != null) {
        rows.add(time, value);
        rows.setStart(start);
      }
    }

    @Override
    public void histogram(long ref, long time, long start, Histogram histogram) {
      Samples rows = rowsFor(ref, time);
      if (rows != null) {
        rows.add(time, histogram);
        rows.setStart(start);
      }
    }

    /** Where a sample goes, or null if it is not of this window or was not taken. */
    private @Nullable Samples rowsFor(long ref, long time) {
      Integer number = numbers.get(ref);
      if (number == null) {
        unknown.add(ref);
        return null;
      }
      if (inOrder) {
        if (time < blocksEnd || time <= newest[number]) {
          return null;
        }
        newest[number] = time;
      }
      return time >= window.fromMillis() && time < window.toMillis() ? rows(number) : null;
    }

    private Samples rows(int number) {
      Samples rows = collected[number];
      if (rows == null) {
        rows = new Samples(16);
        collected[number] = rows;
      }
      return rows;
    }

    @Override
    boolean touches(HeadChunkFile.Chunk chunk) {
      return chunk.lastMillis() >= window.fromMillis() && chunk.firstMillis() < window.toMillis();
    }

    Part part() {
      List<CollectedSeriesSet.One> found = new ArrayList<>();
      long samples = 0;
      for (int number = 0; number < collected.length; number++) {
        Samples rows = collected[number];
        if (rows != null) {
          rows.sort();
          deleted.getOrDefault(number, List.of()).forEach(r -> rows.leaveOut(r[0], r[1]));
          samples += rows.size;
          found.add(new CollectedSeriesSet.One(labels.get(number), rows));
        }
      }
      return new Part(CollectedSeriesSet.of(found), samples);
    }
  }
}
