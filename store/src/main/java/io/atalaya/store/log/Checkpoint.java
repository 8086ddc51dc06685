package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which samples of the log are kept elsewhere already: those of a tenant in a range of time that
 * were appended before a position. A file of text beside the segments, replaced as a whole:
 *
 * <pre>
 * atalaya-checkpoint 2
 * from to position generation tenant      (the tenant URL-encoded)
 * …
 * crc32c of the lines above, 8 hex digits
 * </pre>
 *
 * Without it, or with a damaged one, samples are read from the log that are in blocks too, which
 * costs memory and nothing else.
 */
public final class Checkpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final String NAME = "checkpoint";
  private static final String HEADER = "atalaya-checkpoint 2";

  /**
   * One range that is kept elsewhere.
   *
   * @param from first millisecond, included
   * @param to last millisecond, excluded
   * @param generation the newest that may have samples of the range
   */
  private record Entry(long from, long to, long position, long generation, String tenant) {
    static Entry parse(String line) {
      String[] fields = line.split(" ", 5);
      return new Entry(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          URLDecoder.decode(fields[4], StandardCharsets.UTF_8));
    }

    String line() {
      String name = URLEncoder.encode(tenant, StandardCharsets.UTF_8);
      return from + " " + to + " " + position + " " + generation + " " + name;
    }
  }

  private final Disk disk;
  private final Path directory;
  private final List<Entry> entries;

  /** Whether the file says what this object does. */
  private boolean written = true;

  private Checkpoint(Disk disk, Path directory, List<Entry> entries) {
    this.disk = disk;
    this.directory = directory;
    this.entries = entries;
  }

  /** Reads the checkpoint of a log's directory; a damaged one is told and counts as none. */
  public static Checkpoint read(Disk disk, Path directory) throws IOException {
    Path path = directory.resolve(NAME);
    List<Entry> entries = new ArrayList<>();
    if (disk.exists(path)) {
      try {
        entries.addAll(parse(load(disk, path)));
      } catch (IllegalArgumentException e) {
        LOG.error("{} is damaged and not used: {}", path, e.getMessage());
      }
    }
    return new Checkpoint(disk, directory, entries);
  }

  private static String load(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.readFully(bytes, 0);
      return new String(bytes.array(), StandardCharsets.UTF_8);
    }
  }

  private static List<Entry> parse(String text) {
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    String body = text.substring(0, end);
    if (!body.startsWith(HEADER + "\n") || !text.substring(end).equals(checksum(body) + "\n")) {
      throw new IllegalArgumentException("its header or its checksum is wrong");
    }
    return body.lines().skip(1).map(Entry::parse).toList();
  }

  private static String checksum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  /** The last position that an entry mentions. */
  public long lastPosition() {
    return entries.stream().mapToLong(Entry::position).max().orElse(0);
  }

  /** Whether a sample, appended before a position, is kept elsewhere. */
  public boolean covers(String tenant, long time, long position) {
    for (Entry entry : entries) {
      if (time >= entry.from
          && time < entry.to
          && position <= entry.position
          && tenant.equals(entry.tenant)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Leaves entries out of the next file that say nothing any more.
   *
   * @param oldestSegment of the log that exists
   * @param oldestGeneration of the head's files that exists
   */
  public void dropBefore(long oldestSegment, long oldestGeneration) {
    entries.removeIf(e -> e.position >>> 32 < oldestSegment && e.generation < oldestGeneration);
  }

  /**
   * Adds a range and makes the checkpoint durable.
   *
   * @param generation the newest that may have samples of the range
   */
  public void add(String tenant, long from, long to, long position, long generation)
      throws IOException {
    entries.removeIf(e -> e.tenant.equals(tenant) && e.from == from && e.to == to);
    entries.add(new Entry(from, to, position, generation, tenant));
    written = false;
    write();
  }

  /**
   * Makes the checkpoint durable, if that failed before.
   *
   * @throws IOException if it fails again
   */
  public void write() throws IOException {
    if (written) {
      return;
    }
    StringBuilder body = new StringBuilder(HEADER).append('\n');
    entries.forEach(e -> body.append(e.line()).append('\n'));
    String text = body + checksum(body.toString()) + "\n";
    replace(text.getBytes(StandardCharsets.UTF_8));
  }

  private void replace(byte[] content) throws IOException {
    Path temporary = directory.resolve(NAME + ".tmp");
    if (disk.exists(temporary)) {
      disk.delete(temporary);
    }
    try (DiskFile file = disk.create(temporary)) {
      file.writeFully(ByteBuffer.wrap(content), 0);
      file.force();
    }
    disk.rename(temporary, directory.resolve(NAME));
    disk.syncDirectory(directory);
    written = true;
  }
}
