package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What followers of the log need and the store does not: how far each of them is, and the segments
 * and declarations that the store has dropped since. Files of one directory:
 *
 * <pre>
 * position-&lt;name, URL-encoded&gt;   i64 position | u32 crc32c of it, written in place
 * wal-&lt;sequence&gt;-&lt;generation&gt;   a segment of the log, 16 hex digits each
 * series-&lt;generation&gt;           the declarations its numbers refer to
 * </pre>
 *
 * <p>Numbers are little endian. The store drops a file by giving it a second name here first, if a
 * follower needs it; so nothing is copied, and a crash in between leaves it in both places. When
 * more than a bound is kept, the oldest segments go, and whoever had not read them has lost them.
 */
public final class KeptLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptLog.class);
  private static final Pattern SEGMENT = Pattern.compile("wal-([0-9a-f]{16})-([0-9a-f]{16})");
  private static final String POSITION = "position-";
  private static final int POSITION_BYTES = Long.BYTES + Integer.BYTES;

  private final Disk disk;
  private final Path directory;
  private final long maxBytes;
  private final Map<String, Place> places = new HashMap<>();
  private final TreeMap<Long, Kept> segments = new TreeMap<>();

  /** A segment that is kept. */
  private record Kept(long generation, long bytes) {}

  /** How far a follower is. */
  private static final class Place {
    private final DiskFile file;
    private long position;
    private long lostParts;

    Place(DiskFile file, long position) {
      this.file = file;
      this.position = position;
    }
  }

  /** Removes a file. */
  public interface Removal {
    void remove() throws IOException;
  }

  private KeptLog(Disk disk, Path directory, long maxBytes) {
    this.disk = disk;
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens a directory, which is created if needed.
   *
   * @param maxBytes of segments that are kept
   */
  public static KeptLog open(Disk disk, Path directory, long maxBytes) throws IOException {
    KeptLog kept = new KeptLog(disk, directory, maxBytes);
    disk.createDirectories(directory);
    for (String name : disk.list(directory)) {
      kept.find(name);
    }
    return kept;
  }

  private void find(String name) throws IOException {
    Matcher segment = SEGMENT.matcher(name);
    if (segment.matches()) {
      long sequence = Long.parseLong(segment.group(1), 16);
      long generation = Long.parseLong(segment.group(2), 16);
      try (DiskFile file = disk.open(directory.resolve(name))) {
        segments.put(sequence, new Kept(generation, file.size()));
      }
    } else if (name.startsWith(POSITION)) {
      DiskFile file = disk.open(directory.resolve(name));
      if (file.size() == 0) {
        // A crash came before its follower began.
        file.close();
        disk.delete(directory.resolve(name));
        return;
      }
      places.put(
          URLDecoder.decode(name.substring(POSITION.length()), StandardCharsets.UTF_8),
          new Place(file, read(name, file)));
    }
  }

  private static long read(String name, DiskFile file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(bytes, 0);
    boolean good =
        !bytes.hasRemaining()
            && Frame.checksum(bytes.array(), 0, Long.BYTES) == bytes.getInt(Long.BYTES);
    if (!good) {
      LOG.error("{} is damaged: everything that is in the log is sent again", name);
    }
    return good ? bytes.getLong(0) : 0;
  }

  /** The last position that a follower knows; 0 without followers. */
  public synchronized long lastPosition() {
    return places.values().stream().mapToLong(p -> p.position).max().orElse(0);
  }

  /**
   * The position of a follower.
   *
   * @param end where it begins if it is new
   */
  public synchronized long begin(String name, long end) throws IOException {
    Place known = places.get(name);
    if (known == null) {
      DiskFile file = disk.create(positionFile(name));
      known = new Place(file, end);
      places.put(name, known);
      write(known, end);
      file.force();
      disk.syncDirectory(directory);
    }
    return known.position;
  }

  private Path positionFile(String name) {
    return directory.resolve(POSITION + URLEncoder.encode(name, StandardCharsets.UTF_8));
  }

  /** Notes how far a follower is, and drops what nobody needs any more. */
  public synchronized void acknowledge(String name, long position) throws IOException {
    Place place = places.get(name);
    if (place == null || position <= place.position) {
      return;
    }
    write(place, position);
    dropUnneeded();
  }

  private static void write(Place place, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(position);
    bytes.putInt(Frame.checksum(bytes.array(), 0, Long.BYTES));
    place.file.writeFully(bytes.flip(), 0);
    place.position = position;
  }

  /** Forgets all followers but these. */
  public synchronized void retain(Set<String> names) throws IOException {
    for (String name : List.copyOf(places.keySet())) {
      if (!names.contains(name)) {
        Place place = places.remove(name);
        if (place != null) {
          place.file.close();
        }
        disk.delete(positionFile(name));
      }
    }
    dropUnneeded();
  }

  private boolean isNeeded(long sequence) {
    return places.values().stream().anyMatch(p -> p.position >>> 32 <= sequence);
  }

  /**
   * Removes a segment of the log, and keeps it here if somebody needs it.
   *
   * @param generation that its frames refer to, or −1 if it has none
   */
  public synchronized void retire(IngestLog log, long sequence, long generation)
      throws IOException {
    if (generation >= 0 && isNeeded(sequence)) {
      Path also = directory.resolve(segmentName(sequence, generation));
      if (!disk.exists(also)) {
        log.linkSegment(sequence, also);
        disk.syncDirectory(directory);
      }
      segments.put(sequence, new Kept(generation, log.bytes(sequence)));
      shrink();
    }
    log.dropSegment(sequence);
  }

  private static String segmentName(long sequence, long generation) {
    return String.format("wal-%016x-%016x", sequence, generation);
  }

  /** Removes the declarations of a generation, and keeps them here if a kept segment needs them. */
  public synchronized void retireSeries(long generation, Path file, Removal removal)
      throws IOException {
    Path also = seriesFile(generation);
    if (refersTo(generation) && disk.exists(file) && !disk.exists(also)) {
      disk.link(file, also);
      disk.syncDirectory(directory);
    }
    removal.remove();
  }

  private Path seriesFile(long generation) {
    return directory.resolve(String.format("series-%016x", generation));
  }

  private boolean refersTo(long generation) {
    return segments.values().stream().anyMatch(s -> s.generation() == generation);
  }

  private void shrink() throws IOException {
    while (bytes() > maxBytes && segments.size() > 1) {
      long oldest = segments.firstKey();
      LOG.warn(
          "what is to be sent to other servers has grown beyond {} bytes; its oldest part is"
              + " dropped and will not reach those that have not taken it",
          maxBytes);
      for (Place place : places.values()) {
        if (place.position >>> 32 <= oldest) {
          place.lostParts++;
        }
      }
      drop(oldest);
    }
  }

  private void dropUnneeded() throws IOException {
    for (long sequence : List.copyOf(segments.keySet())) {
      if (!isNeeded(sequence)) {
        drop(sequence);
      }
    }
  }

  private void drop(long sequence) throws IOException {
    Kept kept = segments.remove(sequence);
    if (kept != null) {
      disk.delete(directory.resolve(segmentName(sequence, kept.generation())));
      if (!refersTo(kept.generation()) && disk.exists(seriesFile(kept.generation()))) {
        disk.delete(seriesFile(kept.generation()));
      }
    }
  }

  /** Bytes of the segments that are kept. */
  public synchronized long bytes() {
    return segments.values().stream().mapToLong(Kept::bytes).sum();
  }

  /** Bytes of the segments that are kept from one on. */
  public synchronized long bytesFrom(long sequence) {
    return segments.tailMap(sequence).values().stream().mapToLong(Kept::bytes).sum();
  }

  /** Segments that were dropped before a follower had read them. */
  public synchronized long lostParts(String name) {
    Place place = places.get(name);
    return place == null ? 0 : place.lostParts;
  }

  /** Sequence numbers of the segments that are kept, ascending. */
  public synchronized List<Long> segments() {
    return new ArrayList<>(segments.keySet());
  }

  /** Opens a segment that is kept; null if it is not. */
  public synchronized @Nullable FrameStream openSegment(long sequence)
      throws IOException, MalformedFrameException {
    Kept kept = segments.get(sequence);
    if (kept == null) {
      return null;
    }
    Path path = directory.resolve(segmentName(sequence, kept.generation()));
    return FrameStream.of(disk.open(path), Segment.header(sequence));
  }

  /**
   * Opens the declarations of a generation.
   *
   * @param own the store's file of them, which is used if it exists
   */
  public synchronized FrameStream openSeries(long generation, Path own)
      throws IOException, MalformedFrameException {
    Path path = disk.exists(own) ? own : seriesFile(generation);
    if (!disk.exists(path)) {
      throw new MalformedFrameException("the files of generation " + generation + " are missing");
    }
    return FrameStream.ofFrameFile(disk.open(path), generation);
  }

  /** Lets go of the files; what is kept stays. */
  @Override
  public synchronized void close() throws IOException {
    for (Place place : places.values()) {
      place.file.close();
    }
    places.clear();
  }
}
