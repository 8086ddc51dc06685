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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link FrameFile} from its start to its end. Where a frame is not good, the next good one
 * is looked for; if there is none, the rest is what an interrupted write leaves, or damage that
 * cannot be told from it.
 */
public final class FrameFileReader {
  /** How much is read in search of a good frame. */
  private static final long MAX_SUMMED_BYTES = 64L << 20;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final List<String> problems = new ArrayList<>();
  private byte[] payload = new byte[4096];
  private long at = FrameFile.HEADER;
  private boolean readable = true;

  private FrameFileReader(MemorySegment bytes, long number) {
    this.bytes = bytes;
    if (bytes.byteSize() < FrameFile.HEADER) {
      // Whoever made it was killed before it came to anything.
      readable = false;
    } else {
      checkHeader(number);
    }
  }

  /** What the header says is known from the name; if it is damaged, that is no reason to stop. */
  private void checkHeader(long number) {
    byte[] header = bytes.asSlice(0, FrameFile.HEADER).toArray(ValueLayout.JAVA_BYTE);
    if (!Arrays.equals(header, FrameFile.header(number).array())) {
      problems.add("its header is not that of version 1, number " + number);
      int summed = FrameFile.HEADER - Integer.BYTES;
      readable = Frame.checksum(header, 0, summed) != bytes.get(INT, summed);
    }
  }

  /** Takes the frames. */
  public interface Reader {
    /**
     * One frame.
     *
     * @param bodyAt where its body begins, if it has one
     * @return bytes of the body
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

  /** Reads all good frames. */
  public void read(Reader reader) {
    while (readable && at < bytes.byteSize()) {
      String problem = next(reader);
      if (problem != null) {
        skip(problem);
      }
    }
  }

  /** Reads a frame and goes on to the next; returns what is wrong if that cannot be done. */
  private @Nullable String next(Reader reader) {
    int length = length(at);
    if (length < 0 || !load(length)) {
      return "the frame is not complete or its checksum is wrong";
    }
    long bodyAt = at + Frame.HEADER + length;
    try {
      long body = reader.frame(new FrameInput(payload, 0, length), bodyAt);
      if (body > bytes.byteSize() - bodyAt) {
        return "what follows the frame is not complete";
      }
      at = bodyAt + body;
      return null;
    } catch (MalformedFrameException e) {
      return e.getMessage();
    }
  }

  private void skip(String problem) {
    long bad = at;
    at = nextGood(bad + 1);
    if (at < bytes.byteSize()) {
      problems.add("offset " + bad + ": " + problem + "; " + (at - bad) + " bytes left out");
    } else {
      at = bad;
      readable = false;
    }
  }

  /** Where the next good frame is, or the end of the file. */
  private long nextGood(long from) {
    long summed = 0;
    for (long candidate = from; candidate < bytes.byteSize(); candidate++) {
      int length = length(candidate);
      if (length > 0) {
        summed += length;
        if (summed > MAX_SUMMED_BYTES) {
          return bytes.byteSize();
        }
        if (sum(candidate, length) == bytes.get(INT, candidate + Integer.BYTES)) {
          return candidate;
        }
      }
    }
    return bytes.byteSize();
  }

  private int sum(long frame, int length) {
    return checksum(bytes.asSlice(frame + Frame.HEADER, length));
  }

  /** Length of the payload of the frame at an offset, −1 if there cannot be one. */
  private int length(long frame) {
    long left = bytes.byteSize() - frame - Frame.HEADER;
    int length = left < 0 ? -1 : bytes.get(INT, frame);
    return length > 0 && length <= left ? length : -1;
  }

  /** Fills {@link #payload}; returns whether its checksum is right. */
  private boolean load(int length) {
    if (payload.length < length) {
      payload = new byte[Math.max(length, Math.min(payload.length * 2, Frame.MAX_PAYLOAD))];
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + Frame.HEADER, payload, 0, length);
    return Frame.checksum(payload, 0, length) == bytes.get(INT, at + Integer.BYTES);
  }

  /** What is damaged and was left out. */
  public List<String> problems() {
    return problems;
  }

  /** Bytes at the end that are no frame: an interrupted write leaves some. */
  public long unread() {
    return bytes.byteSize() - Math.min(at, bytes.byteSize());
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
