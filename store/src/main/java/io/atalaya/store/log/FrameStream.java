package io.atalaya.store.log;

import io.atalaya.store.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a segment, or of a frame file without bodies, while it may still grow: a
 * frame that is not complete yet is found when it is asked for again. For one thread.
 */
public final class FrameStream implements Closeable {
  private static final int READ_BYTES = 1 << 18;

  private final DiskFile file;
  private byte[] buffer = new byte[READ_BYTES];

  /** Where in the file the buffer begins. */
  private long base;

  private int filled;

  /** Where in the file the next frame begins. */
  private long at;

  private FrameStream(DiskFile file, long at) {
    this.file = file;
    this.at = at;
    base = at;
  }

  /**
   * Opens a file, which is closed with the stream.
   *
   * @throws MalformedFrameException if it has another header
   */
  static FrameStream of(DiskFile file, ByteBuffer header)
      throws IOException, MalformedFrameException {
    ByteBuffer found = ByteBuffer.allocate(header.remaining());
    try {
      file.readFully(found, 0);
      if (found.hasRemaining() || !found.flip().equals(header)) {
        throw new MalformedFrameException("its header is not the one it should have");
      }
      return new FrameStream(file, header.remaining());
    } catch (IOException | MalformedFrameException e) {
      file.close();
      throw e;
    }
  }

  /** Opens a {@link FrameFile} that has no bodies. */
  public static FrameStream ofFrameFile(DiskFile file, long number)
      throws IOException, MalformedFrameException {
    return of(file, FrameFile.header(number));
  }

  /** Where in the file the next frame begins. */
  public long offset() {
    return at;
  }

  /**
   * The next frame, or null if there is no good one that ends at or before {@code limit}.
   *
   * @param limit offset in the file behind which nothing is read
   */
  public @Nullable FrameInput next(long limit) throws IOException {
    if (limit - at < Frame.HEADER || !load(Frame.HEADER)) {
      return null;
    }
    int start = (int) (at - base);
    ByteBuffer header = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    int length = header.getInt(start);
    int checksum = header.getInt(start + Integer.BYTES);
    boolean possible = length > 0 && length <= limit - at - Frame.HEADER;
    if (!possible || !load(Frame.HEADER + length)) {
      return null;
    }
    int payload = (int) (at - base) + Frame.HEADER;
    if (Frame.checksum(buffer, payload, length) != checksum) {
      // Perhaps only half of it was there; what comes next time is read anew.
      filled = (int) (at - base);
      return null;
    }
    at += Frame.HEADER + length;
    return new FrameInput(buffer, payload, length);
  }

  /** Makes sure that so many bytes from {@link #at} on are in the buffer. */
  private boolean load(int length) throws IOException {
    int start = (int) (at - base);
    if (filled - start >= length) {
      return true;
    }
    System.arraycopy(buffer, start, buffer, 0, Math.max(0, filled - start));
    filled = Math.max(0, filled - start);
    base = at;
    if (length > file.size() - at) {
      return false;
    }
    if (buffer.length < length) {
      buffer = Arrays.copyOf(buffer, length);
    }
    ByteBuffer rest = ByteBuffer.wrap(buffer, filled, buffer.length - filled);
    file.readFully(rest, base + filled);
    filled = rest.position();
    return filled >= length;
  }

  /** Whether bytes are left that are no good frame. */
  public boolean hasRest() throws IOException {
    return at < file.size();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
