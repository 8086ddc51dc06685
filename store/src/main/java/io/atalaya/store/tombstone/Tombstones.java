package io.atalaya.store.tombstone;

import io.atalaya.model.Matcher;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deletions of a store that are not carried out yet. What was added is on the disk when the
 * call returns, and counts from then on.
 *
 * <p>Readers take the {@link #list} before they look for samples: a deletion goes from the list
 * only after the samples are gone.
 */
public final class Tombstones {
  private static final Logger LOG = LoggerFactory.getLogger(Tombstones.class);

  /** Most deletions that may wait: every reader goes through all of them. */
  static final int MAX = 1000;

  private static final String NAME = "tombstones";
  private static final int MAGIC = 0x31545441;
  private static final int MAX_BYTES = 1 << 28;

  private final Disk disk;
  private final @Nullable Path directory;
  private volatile List<Tombstone> list = List.of();

  private Tombstones(Disk disk, @Nullable Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** None, and nowhere to keep any. */
  public static Tombstones none(Disk disk) {
    return new Tombstones(disk, null);
  }

  /**
   * Reads those of a store. A damaged file is set aside and told: what it said is undone then, and
   * nothing else is lost.
   */
  public static Tombstones open(Disk disk, Path directory) throws IOException {
    Tombstones tombstones = new Tombstones(disk, directory);
    Path path = directory.resolve(NAME);
    if (disk.exists(path)) {
      try {
        tombstones.list = List.copyOf(parse(load(disk, path)));
      } catch (MalformedDataException e) {
        LOG.error(
            "{} is damaged and set aside; samples it said were deleted are visible again: {}",
            path,
            e.getMessage());
        disk.rename(path, directory.resolve(NAME + ".corrupt"));
        disk.syncDirectory(directory);
      }
    }
    return tombstones;
  }

  /** All there are, oldest first. */
  public List<Tombstone> list() {
    return list;
  }

  /** Those of a list that concern a block. */
  public static List<Tombstone> ofBlock(List<Tombstone> all, String blockId) {
    return all.isEmpty() ? all : all.stream().filter(t -> t.blocks().contains(blockId)).toList();
  }

  /** Those of a list that concern the head and the log. */
  public static List<Tombstone> ofLog(List<Tombstone> all, String tenant) {
    return all.isEmpty()
        ? all
        : all.stream().filter(t -> t.isInLog() && t.tenant().equals(tenant)).toList();
  }

  /**
   * Adds a deletion.
   *
   * @throws IOException if it cannot be written; then nothing was deleted
   */
  public synchronized void add(Tombstone tombstone) throws IOException {
    if (tombstone.isCarriedOut()) {
      return;
    }
    if (list.size() >= MAX) {
      throw new IOException(
          MAX + " deletions wait to be carried out, as many as may; clean tombstones first");
    }
    List<Tombstone> more = new ArrayList<>(list);
    more.add(tombstone);
    replace(more);
  }

  /**
   * Leaves out what is carried out.
   *
   * @param keepBlock whether a block still has what was deleted from it
   * @param keepLog whether the log still has what a deletion was about
   */
  public synchronized void reduce(Predicate<String> keepBlock, Predicate<Tombstone> keepLog)
      throws IOException {
    List<Tombstone> fewer = new ArrayList<>();
    for (Tombstone old : list) {
      Tombstone left = old.reduced(keepBlock, old.isInLog() && keepLog.test(old));
      if (!left.isCarriedOut()) {
        fewer.add(left);
      }
    }
    if (!fewer.equals(list)) {
      replace(fewer);
    }
  }

  /** Writes those that concern some blocks into another directory. */
  public void copyTo(Path target, Set<String> blocks) throws IOException {
    List<Tombstone> copied =
        list.stream()
            .map(t -> t.reduced(blocks::contains, false))
            .filter(t -> !t.isCarriedOut())
            .toList();
    if (!copied.isEmpty()) {
      write(target, copied);
    }
  }

  private void replace(List<Tombstone> wanted) throws IOException {
    if (directory == null) {
      throw new IOException("this store cannot note deletions");
    }
    write(directory, wanted);
    list = List.copyOf(wanted);
  }

  private void write(Path into, List<Tombstone> wanted) throws IOException {
    ByteOutput out = new ByteOutput();
    out.fixed32(MAGIC);
    out.unsigned(wanted.size());
    wanted.forEach(t -> write(t, out));
    out.fixed32(crc(out.array(), out.size()));
    Path temporary = into.resolve(NAME + ".tmp");
    if (disk.exists(temporary)) {
      disk.delete(temporary);
    }
    try (DiskFile file = disk.create(temporary)) {
      file.writeFully(ByteBuffer.wrap(out.array(), 0, out.size()), 0);
      file.force();
    }
    disk.rename(temporary, into.resolve(NAME));
    disk.syncDirectory(into);
  }

  private static void write(Tombstone tombstone, ByteOutput out) {
    out.text(tombstone.tenant());
    out.signed(tombstone.fromMillis());
    out.signed(tombstone.toMillis());
    out.unsigned(tombstone.logPosition() + 1);
    out.unsigned(tombstone.matchers().size());
    for (Matcher matcher : tombstone.matchers()) {
      out.put(number(matcher.type()));
      out.text(matcher.name());
      out.text(matcher.value());
    }
    out.unsigned(tombstone.blocks().size());
    new TreeSet<>(tombstone.blocks()).forEach(out::text);
  }

  private static int number(Matcher.Type type) {
    return switch (type) {
      case EQUAL -> 0;
      case NOT_EQUAL -> 1;
      case REGEX -> 2;
      case NOT_REGEX -> 3;
    };
  }

  private static Matcher.Type type(int number) throws MalformedDataException {
    return switch (number) {
      case 0 -> Matcher.Type.EQUAL;
      case 1 -> Matcher.Type.NOT_EQUAL;
      case 2 -> Matcher.Type.REGEX;
      case 3 -> Matcher.Type.NOT_REGEX;
      default -> throw new MalformedDataException("a matcher of type " + number);
    };
  }

  private static byte[] load(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.open(path)) {
      if (file.size() > MAX_BYTES) {
        throw new MalformedDataException("it has " + file.size() + " bytes");
      }
      byte[] bytes = new byte[(int) file.size()];
      file.readFully(ByteBuffer.wrap(bytes), 0);
      return bytes;
    }
  }

  private static List<Tombstone> parse(byte[] bytes) throws MalformedDataException {
    ByteInput in = ByteInput.copyOf(bytes);
    int body = bytes.length - Integer.BYTES;
    if (body < Integer.BYTES || in.fixed32() != MAGIC) {
      throw new MalformedDataException("it does not begin as it should");
    }
    ByteInput tail = ByteInput.copyOf(bytes);
    tail.skip(body);
    if (tail.fixed32() != crc(bytes, body)) {
      throw new MalformedDataException("its checksum is wrong");
    }
    List<Tombstone> found = new ArrayList<>();
    for (int left = in.count(MAX); left > 0; left--) {
      found.add(readOne(in));
    }
    return found;
  }

  private static Tombstone readOne(ByteInput in) throws MalformedDataException {
    String tenant = in.text();
    long from = in.signed();
    long to = in.signed();
    long position = in.unsigned() - 1;
    List<Matcher> matchers = new ArrayList<>();
    for (int left = in.count(in.remaining()); left > 0; left--) {
      Matcher.Type type = type(in.unsignedByte());
      String name = in.text();
      matchers.add(matcher(type, name, in.text()));
    }
    Set<String> blocks = new TreeSet<>();
    for (int left = in.count(in.remaining()); left > 0; left--) {
      blocks.add(in.text());
    }
    return new Tombstone(tenant, matchers, from, to, position, blocks);
  }

  private static Matcher matcher(Matcher.Type type, String name, String value)
      throws MalformedDataException {
    try {
      return Matcher.of(type, name, value);
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("a matcher that is none: " + e.getMessage(), e);
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
