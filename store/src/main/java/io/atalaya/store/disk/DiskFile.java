package io.atalaya.store.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** An open file. Positions are bytes from its start; buffers are on the heap. */
public interface DiskFile extends Closeable {
  /**
   * Writes some of what remains in {@code source}.
   *
   * @return how many bytes were written, possibly fewer than remain
   */
  int write(ByteBuffer source, long position) throws IOException;

  /**
   * Reads some of what {@code target} has room for.
   *
   * @return how many bytes were read, −1 at the end of the file
   */
  int read(ByteBuffer target, long position) throws IOException;

  long size() throws IOException;

  void truncate(long size) throws IOException;

  /** Returns after everything written is on the disk itself. */
  void force() throws IOException;

  /**
   * The bytes of the file as they are now, readable until {@code arena} is closed. They need not
   * fit into memory.
   */
  default MemorySegment map(Arena arena) throws IOException {
    byte[] content = new byte[Math.toIntExact(size())];
    readFully(ByteBuffer.wrap(content), 0);
    return MemorySegment.ofArray(content);
  }

  /** As {@link #map(Arena)}, for a part of the bytes, which exist. */
  default MemorySegment map(Arena arena, long from, long length) throws IOException {
    return map(arena).asSlice(from, length);
  }

  /** Writes all that remains in {@code source}. */
  default void writeFully(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      int written = write(source, at);
      if (written <= 0) {
        throw new IOException("the file system accepts no more bytes");
      }
      at += written;
    }
  }

  /** Fills {@code target} as far as the file reaches. */
  default void readFully(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int read = read(target, at);
      if (read < 0) {
        return;
      }
      at += read;
    }
  }
}
