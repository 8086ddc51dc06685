package io.atalaya.store.promblock;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes blocks that Prometheus reads: into a directory that gets its name when it is complete. */
public final class PromBlockWriter {
  private static final long MAX_SEGMENT_BYTES = 512L << 20;

  private final Disk disk;
  private final Path target;
  private final RandomGenerator random;

  /**
   * A writer of blocks.
   *
   * @param target directory in which each becomes a directory
   * @param random for their names
   */
  public PromBlockWriter(Disk disk, Path target, RandomGenerator random) {
    this.disk = disk;
    this.target = target;
    this.random = random;
  }

  /**
   * Writes the samples of a set that lie in a range.
   *
   * @param toMillis last millisecond, excluded
   * @param nowMillis part of the name
   * @return the block; without samples there is none, and nothing was written
   */
  public @Nullable PromBlock write(SeriesSet series, long fromMillis, long toMillis, long nowMillis)
      throws IOException {
    String ulid = Ulid.of(nowMillis, random);
    Path unfinished = target.resolve(ulid + ".tmp-for-creation");
    disk.createDirectories(unfinished.resolve("chunks"));
    OneBlock block = new OneBlock(unfinished, fromMillis, toMillis);
    block.write(series);
    if (block.samples == 0) {
      block.discard();
      return null;
    }
    block.writeMeta(ulid);
    disk.syncDirectory(unfinished.resolve("chunks"));
    disk.syncDirectory(unfinished);
    Path directory = target.resolve(ulid);
    disk.rename(unfinished, directory);
    disk.syncDirectory(target);
    return new PromBlock(directory, ulid, fromMillis, toMillis, block.samples, block.series, true);
  }

  /** One block, while it is written. */
  private final class OneBlock {
    private final Path directory;
    private final long fromMillis;
    private final long toMillis;
    private final ChunkEncoder encoder = new ChunkEncoder();
    private @Nullable PromOutput chunks;
    private int segments;
    private long samples;
    private long series;
    private long chunkCount;

    OneBlock(Path directory, long fromMillis, long toMillis) {
      this.directory = directory;
      this.fromMillis = fromMillis;
      this.toMillis = toMillis;
    }

    void write(SeriesSet set) throws IOException {
      SeriesSamples rows = new SeriesSamples();
      PromIndexWriter index = new PromIndexWriter();
      for (int i : inLabelOrder(set)) {
        set.read(i, rows);
        List<PromIndex.ChunkRef> refs = writeChunks(rows);
        if (!refs.isEmpty()) {
          index.add(set.labels(i), refs);
          series++;
        }
      }
      if (chunks != null) {
        chunks.close();
      }
      if (samples > 0) {
        try (PromOutput out = new PromOutput(disk.create(directory.resolve("index")))) {
          index.write(out);
        }
      }
    }

    /** Prometheus sorts by all labels alike, the name among them. */
    private static int[] inLabelOrder(SeriesSet set) {
      Labels[] labels = new Labels[set.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = set.labels(i);
      }
      return IntStream.range(0, labels.length)
          .boxed()
          .sorted(Comparator.comparing((Integer i) -> labels[i]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private List<PromIndex.ChunkRef> writeChunks(SeriesSamples rows) throws IOException {
      List<PromIndex.ChunkRef> refs = new ArrayList<>();
      int to = Math.min(rows.to, rows.times.firstAtOrAfter(toMillis));
      for (int from = Math.max(rows.from, rows.times.firstAtOrAfter(fromMillis)); from < to; ) {
        ChunkEncoder.Chunk chunk = encoder.next(rows, from, to);
        refs.add(writeChunk(chunk));
        samples += chunk.end() - from;
        chunkCount++;
        from = chunk.end();
      }
      return refs;
    }

    private PromIndex.ChunkRef writeChunk(ChunkEncoder.Chunk chunk) throws IOException {
      byte[] bytes = chunk.data();
      PromOutput out = segmentFor(bytes.length);
      long ref = (long) (segments - 1) << 32 | out.position();
      out.uvarint(bytes.length);
      out.beginChecked();
      out.unsignedByte(chunk.encoding());
      out.bytes(bytes);
      out.endChecked();
      return new PromIndex.ChunkRef(chunk.fromMillis(), chunk.toMillis(), ref);
    }

    private PromOutput segmentFor(int bytes) throws IOException {
      PromOutput open = chunks;
      if (open != null && open.position() + bytes <= MAX_SEGMENT_BYTES) {
        return open;
      }
      if (open != null) {
        open.close();
      }
      segments++;
      Path path = directory.resolve("chunks").resolve(String.format("%06d", segments));
      PromOutput begun = new PromOutput(disk.create(path));
      chunks = begun;
      begun.int32(PromBlock.CHUNKS_MAGIC);
      begun.int32(1 << 24);
      return begun;
    }

    void writeMeta(String ulid) throws IOException {
      String meta =
          """
          {
          	"ulid": "%s",
          	"minTime": %d,
          	"maxTime": %d,
          	"stats": {
          		"numSamples": %d,
          		"numSeries": %d,
          		"numChunks": %d
          	},
          	"compaction": {
          		"level": 1,
          		"sources": [
          			"%s"
          		]
          	},
          	"version": 1
          }
          """
              .formatted(ulid, fromMillis, toMillis, samples, series, chunkCount, ulid);
      try (DiskFile file = disk.create(directory.resolve("meta.json"))) {
        file.writeFully(ByteBuffer.wrap(meta.getBytes(StandardCharsets.UTF_8)), 0);
        file.force();
      }
    }

    void discard() throws IOException {
      disk.delete(directory.resolve("chunks"));
      disk.delete(directory);
    }
  }
}
