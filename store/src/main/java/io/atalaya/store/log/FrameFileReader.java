package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link FrameFile} from its start up to its end or to the first frame that is not good.
 */
public final class FrameFileReader {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private byte[] payload = new byte[4096];
  private long at = FrameFile.HEADER;
  private @Nullable String problem;

  private FrameFileReader(MemorySegment bytes, long number) {
    this.bytes = bytes;
    if (bytes.byteSize() < FrameFile.HEADER) {
      stop("it has no complete header");
    } else if (!bytes
        .asSlice(0, FrameFile.HEADER)
        .asByteBuffer()
        .equals(FrameFile.header(number))) {
      stop("its header is not that of version 1, number " + number);
    }
  }

  /** Takes the frames. */
  public interface Reader {
    /**
     * One frame.
     *
     * @param bodyAt where its body begins, if it has one
     * @return bytes of the body; −1 if the body is not good, which ends the reading
     * @throws MalformedFrameException if the frame makes no sense
     */
    long frame(FrameInput payload, long bodyAt) throws MalformedFrameException;
  }

  /**
   * Opens a file of a number. What a killed process left to the system is brought to the disk
   * first: whoever reads it relies on it from now on, and drops what else there is of it.
   */
  public static FrameFileReader open(Disk disk, Path path, long number) throws IOException {
    try (DiskFile file = disk.open(path)) {
      file.force();
      long size = file.size();
      MemorySegment bytes =
          size == 0 ? MemorySegment.ofArray(new byte[0]) : file.map(Arena.ofAuto(), 0, size);
      return new FrameFileReader(bytes, number);
    }
  }

  /** All bytes of the file. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** Reads as far as possible. */
  public void read(Reader reader) {
    while (problem == null && at < bytes.byteSize()) {
      try {
        next(reader);
      } catch (MalformedFrameException e) {
        stop("offset " + at + ": " + e.getMessage());
      }
    }
  }

  private void next(Reader reader) throws MalformedFrameException {
    int length = load();
    if (length < 0) {
      stop("offset " + at + ": the frame is not complete or its checksum is wrong");
      return;
    }
    long bodyAt = at + Frame.HEADER + length;
    long body = reader.frame(new FrameInput(payload, 0, length), bodyAt);
    if (body < 0 || body > bytes.byteSize() - bodyAt) {
      stop("offset " + at + ": what follows the frame is not complete or its checksum is wrong");
    } else {
      at = bodyAt + body;
    }
  }

  /** Fills {@link #payload}; returns its length, −1 if the frame is not good. */
  private int load() {
    long left = bytes.byteSize() - at - Frame.HEADER;
    int length = left < 0 ? -1 : bytes.get(INT, at);
    if (length <= 0 || length > left) {
      return -1;
    }
    if (payload.length < length) {
      payload = new byte[Math.max(length, Math.min(payload.length * 2, Frame.MAX_PAYLOAD))];
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + Frame.HEADER, payload, 0, length);
    return Frame.checksum(payload, 0, length) == bytes.get(INT, at + Integer.BYTES) ? length : -1;
  }

  private void stop(String why) {
    problem = why;
  }

  /** What ended the reading before the end of the file, or null. */
  public @Nullable String problem() {
    return problem;
  }

  /** Bytes that were not read. */
  public long unread() {
    return bytes.byteSize() - Math.min(at, bytes.byteSize());
  }

  /** Whether only zeros are left, as after a crash of the machine. */
  public boolean onlyZerosLeft() {
    byte[] chunk = new byte[8192];
    for (long from = at; from < bytes.byteSize(); from += chunk.length) {
      int length = (int) Math.min(chunk.length, bytes.byteSize() - from);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, chunk, 0, length);
      if (Arrays.mismatch(chunk, 0, length, new byte[length], 0, length) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The checksum of a body before it is written. */
  public static int checksum(byte[] body, int length) {
    return Frame.checksum(body, 0, length);
  }

  /** The checksum of a body. */
  public static int checksum(MemorySegment body) {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = body.asByteBuffer();
    crc.update(buffer);
    return (int) crc.getValue();
  }
}
