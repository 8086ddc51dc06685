package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file of the log, open for appending. */
final class Segment {
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  static final int HEADER = 20;
  private static final int MAGIC = 0x4c575354;
  private static final short VERSION = 2;
  private static final Pattern NAME = Pattern.compile("wal-[0-9a-f]{16}");

  private final long sequence;
  private final DiskFile file;
  private long size;

  private Segment(long sequence, DiskFile file) {
    this.sequence = sequence;
    this.file = file;
    size = HEADER;
  }

  static boolean isSegment(String name) {
    return NAME.matcher(name).matches();
  }

  static String name(long sequence) {
    return String.format("wal-%016x", sequence);
  }

  static long sequenceOf(String name) {
    return Long.parseLong(name.substring(4), 16);
  }

  static Segment create(Disk disk, Path directory, long sequence) throws IOException {
    Path path = directory.resolve(name(sequence));
    DiskFile file = disk.create(path);
    try {
      file.writeFully(header(sequence), 0);
      disk.syncDirectory(directory);
      return new Segment(sequence, file);
    } catch (IOException e) {
      discard(disk, path, file, e);
      throw e;
    }
  }

  private static void discard(Disk disk, Path path, DiskFile file, IOException cause) {
    try {
      file.close();
      disk.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  static ByteBuffer header(long sequence) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putLong(sequence);
    header.putInt(Frame.checksum(header.array(), 0, HEADER - Integer.BYTES));
    return header.flip();
  }

  /** What is wrong with the start of a segment, or null. */
  static @Nullable String problemOf(byte[] segment, long sequence) {
    if (segment.length < HEADER) {
      return "it has no complete header";
    }
    return ByteBuffer.wrap(segment, 0, HEADER).equals(header(sequence))
        ? null
        : "its header is not that of version " + VERSION + ", segment " + sequence;
  }

  long sequence() {
    return sequence;
  }

  DiskFile file() {
    return file;
  }

  long size() {
    return size;
  }

  /** The position behind the last frame. */
  long position() {
    return sequence << 32 | size;
  }

  void append(Frame frame) throws IOException {
    ByteBuffer bytes = frame.seal();
    int length = bytes.remaining();
    file.writeFully(bytes, size);
    size += length;
  }

  void force() throws IOException {
    file.force();
  }

  void close() throws IOException {
    file.close();
  }

  /** Cuts off what a failed write left behind and closes; a reader copes if that fails too. */
  void abandon() {
    try (file) {
      file.truncate(size);
    } catch (IOException e) {
      LOG.warn("the torn end of log segment {} stays until the next start: {}", sequence, e);
    }
  }
}
