package io.atalaya.store.promblock;

import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import io.atalaya.store.codec.MalformedDataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A block of Prometheus, as its {@code meta.json} describes it.
 *
 * @param ulid its name
 * @param fromMillis first millisecond of its range
 * @param toMillis last millisecond of its range, excluded
 * @param samples number of samples
 * @param series number of series
 * @param isInOrder whether its samples came in the order of time, as a rule; then the head has none
 *     of its time any more
 */
public record PromBlock(
    Path directory,
    String ulid,
    long fromMillis,
    long toMillis,
    long samples,
    long series,
    boolean isInOrder) {
  static final int CHUNKS_MAGIC = 0x85BD40DD;
  private static final int TOMBSTONES_MAGIC = 0x0130BA30;
  private static final long MAX_META_BYTES = 16 << 20;

  /** Begins the hints of blocks that have a part of what the head had, such as late samples. */
  private static final String OF_PART_OF_HEAD = "from-";

  /**
   * The blocks of a data directory of Prometheus, oldest first.
   *
   * @param problems told what is no block though it looks like one
   */
  public static List<PromBlock> list(Path data, Consumer<String> problems) throws IOException {
    List<PromBlock> blocks = new ArrayList<>();
    try (Stream<Path> entries = Files.list(data)) {
      for (Path entry : entries.filter(PromBlock::isBlock).sorted().toList()) {
        try {
          blocks.add(open(entry));
        } catch (MalformedDataException e) {
          problems.accept(String.valueOf(e.getMessage()));
        }
      }
    }
    blocks.sort(Comparator.comparingLong(PromBlock::fromMillis).thenComparing(PromBlock::ulid));
    return blocks;
  }

  private static boolean isBlock(Path entry) {
    String name = entry.getFileName().toString();
    return name.matches("[0-9A-HJKMNP-TV-Z]{26}") && Files.exists(entry.resolve("meta.json"));
  }

  /** Reads what a block says about itself. */
  public static PromBlock open(Path directory) throws IOException {
    Path file = directory.resolve("meta.json");
    if (Files.size(file) > MAX_META_BYTES) {
      throw new MalformedDataException(file + " is larger than any such file");
    }
    try {
      JsonValue meta = JsonValue.parse(Files.readString(file));
      return new PromBlock(
          directory,
          meta.text("ulid"),
          number(meta, "minTime"),
          number(meta, "maxTime"),
          number(meta.get("stats"), "numSamples"),
          number(meta.get("stats"), "numSeries"),
          meta.get("compaction").get("hints").items().stream()
              .noneMatch(hint -> hint.text().startsWith(OF_PART_OF_HEAD)));
    } catch (JsonException e) {
      throw new MalformedDataException(file + " is not what it should be: " + e.getMessage(), e);
    }
  }

  private static long number(JsonValue object, String name) {
    return object.get(name) instanceof JsonValue.Num number ? number.asLong() : 0;
  }

  /**
   * Its series, without what is deleted. Samples are read when they are asked for.
   *
   * @throws MalformedDataException if a file is not what it should be
   */
  public SeriesSet read() throws IOException {
    return read(
        problem -> {
          throw new StorageException(problem);
        });
  }

  /**
   * As above, but chunks that are damaged are left out.
   *
   * @param problems told which, while the samples are read
   */
  public SeriesSet read(Consumer<String> problems) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      PromIndex index = new PromIndex(PromBytes.map(directory.resolve("index"), arena));
      return new PromSeriesSet(arena, index, chunkFiles(arena), tombstones(arena), problems);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private List<PromBytes> chunkFiles(Arena arena) throws IOException {
    List<PromBytes> files = new ArrayList<>();
    for (int i = 1; ; i++) {
      Path path = directory.resolve("chunks").resolve(String.format("%06d", i));
      if (!Files.exists(path)) {
        return files;
      }
      PromBytes file = PromBytes.map(path, arena);
      if (file.at(0).int32() != CHUNKS_MAGIC || file.at(Integer.BYTES).unsignedByte() != 1) {
        throw new MalformedDataException(path + " does not begin like a file of chunks");
      }
      files.add(file);
    }
  }

  private Map<Long, List<long[]>> tombstones(Arena arena) throws IOException {
    Map<Long, List<long[]>> deleted = new HashMap<>();
    Path path = directory.resolve("tombstones");
    if (!Files.exists(path)) {
      return deleted;
    }
    PromBytes in = PromBytes.map(path, arena);
    if (in.int32() != TOMBSTONES_MAGIC || in.unsignedByte() != 1) {
      throw new MalformedDataException(path + " does not begin like a file of tombstones");
    }
    long start = in.position();
    long end = in.size() - Integer.BYTES;
    while (in.position() < end) {
      long ref = in.uvarint();
      long[] range = {in.varint(), in.varint()};
      deleted.computeIfAbsent(ref, r -> new ArrayList<>()).add(range);
    }
    in.requireChecksum(start, "the tombstones");
    return deleted;
  }
}
