package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads segments at start, and mends what a crash or a bad disk did to them. */
final class Replay {
  /** How much is read to tell a torn tail from damage. */
  private static final long MAX_SUMMED_BYTES = 64L << 20;

  private final Disk disk;
  private final Path directory;
  private final FrameReader reader;
  private final List<String> problems = new ArrayList<>();
  private long frames;
  private long bytes;
  private long tornBytes;

  Replay(Disk disk, Path directory, FrameReader reader) {
    this.disk = disk;
    this.directory = directory;
    this.reader = reader;
  }

  ReplayReport report(int segments) {
    return new ReplayReport(segments, frames, bytes, tornBytes, problems);
  }

  /**
   * Reads one segment.
   *
   * @param last whether it is the one a crash may have torn
   * @return whether its file is still there
   */
  boolean read(long sequence, boolean last) throws IOException {
    Path path = directory.resolve(Segment.name(sequence));
    byte[] segment = load(path);
    bytes += segment.length;
    String problem = Segment.problemOf(segment, sequence);
    if (problem != null) {
      return headerIsBad(path, segment, problem, last);
    }
    int good = readFrames(segment, sequence);
    if (good < segment.length) {
      mend(path, segment, good);
    }
    return true;
  }

  /** Reads a segment, and sees to what a killed process had no time to force to the disk. */
  private byte[] load(Path path) throws IOException {
    try (DiskFile file = disk.open(path)) {
      file.force();
      byte[] segment = new byte[Math.toIntExact(file.size())];
      file.readFully(ByteBuffer.wrap(segment), 0);
      return segment;
    }
  }

  private boolean headerIsBad(Path path, byte[] segment, String problem, boolean last)
      throws IOException {
    boolean neverUsed = last && segment.length <= Segment.HEADER;
    if (neverUsed) {
      tornBytes += segment.length;
      disk.delete(path);
    } else {
      setAside(path, problem);
    }
    disk.syncDirectory(directory);
    return false;
  }

  /** Hands all good frames on; returns where the good part ends. */
  private int readFrames(byte[] segment, long sequence) {
    int at = Segment.HEADER;
    for (int length = goodFrame(segment, at); length >= 0; length = goodFrame(segment, at)) {
      int next = at + Frame.HEADER + length;
      try {
        FrameInput payload = new FrameInput(segment, at + Frame.HEADER, length);
        reader.frame(sequence << 32 | next, payload);
      } catch (MalformedFrameException e) {
        problems.add("segment " + sequence + " offset " + at + ": " + e.getMessage());
        return at;
      }
      frames++;
      at = next;
    }
    return at;
  }

  /** Length of the payload of the frame at an offset, or −1 if there is no good one. */
  private static int goodFrame(byte[] segment, int at) {
    int length = payloadLength(segment, at);
    boolean complete = length > 0 && length <= segment.length - at - Frame.HEADER;
    return complete && sumAgrees(segment, at, length) ? length : -1;
  }

  private static int payloadLength(byte[] segment, int at) {
    return segment.length - at < Frame.HEADER
        ? 0
        : ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private static boolean sumAgrees(byte[] segment, int at, int length) {
    int sum = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
    return sum == Frame.checksum(segment, at + Frame.HEADER, length);
  }

  private void mend(Path path, byte[] segment, int good) throws IOException {
    int lost = segment.length - good;
    if (isTorn(segment, good)) {
      tornBytes += lost;
      cutOff(path, good);
      return;
    }
    copyAside(path, segment, lost + " bytes from offset " + good + " on are damaged");
    cutOff(path, good);
  }

  /** Whether the bad end is what an interrupted write leaves: one incomplete frame, or zeros. */
  private static boolean isTorn(byte[] segment, int good) {
    int length = payloadLength(segment, good);
    boolean reachesEnd = length < 0 || length >= segment.length - good - Frame.HEADER;
    return onlyZeros(segment, good) || (reachesEnd && !goodFrameAfter(segment, good));
  }

  /** Whether somewhere behind an offset a good frame begins; the search has a limit. */
  private static boolean goodFrameAfter(byte[] segment, int offset) {
    long summed = 0;
    for (int at = offset + 1; at < segment.length && summed < MAX_SUMMED_BYTES; at++) {
      int length = payloadLength(segment, at);
      if (length > 0 && length <= segment.length - at - Frame.HEADER) {
        summed += length;
        if (sumAgrees(segment, at, length)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean onlyZeros(byte[] segment, int from) {
    for (int i = from; i < segment.length; i++) {
      if (segment[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void cutOff(Path path, int size) throws IOException {
    try (DiskFile file = disk.open(path)) {
      file.truncate(size);
      file.force();
    }
  }

  private void setAside(Path path, String problem) throws IOException {
    Path aside = freeName(path);
    disk.rename(path, aside);
    problems.add(path.getFileName() + ": " + problem + "; kept as " + aside.getFileName());
  }

  private Path freeName(Path path) throws IOException {
    @Nullable Path found = null;
    for (int i = 0; found == null; i++) {
      Path candidate =
          path.resolveSibling(path.getFileName() + (i == 0 ? "" : "." + i) + ".damaged");
      found = disk.exists(candidate) ? null : candidate;
    }
    return found;
  }

  /** Copies before anything is cut off, so that a crash in between loses nothing. */
  private void copyAside(Path path, byte[] segment, String problem) throws IOException {
    Path aside = freeName(path);
    try (DiskFile file = disk.create(aside)) {
      file.writeFully(ByteBuffer.wrap(segment), 0);
      file.force();
    }
    disk.syncDirectory(directory);
    problems.add(path.getFileName() + ": " + problem + "; copied to " + aside.getFileName());
  }
}
