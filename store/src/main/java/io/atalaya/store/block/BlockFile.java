package io.atalaya.store.block;

import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A block file being written, from the first byte to the last. */
final class BlockFile {
  /** Bytes that one checksum covers. */
  static final int PAGE_BYTES = 64 << 10;

  /**
   * Bytes after which the file is forced to the disk while it is written: a sync of the log may
   * have to wait for what the system has not yet written of other files.
   */
  private static final long FORCE_BYTES = 16 << 20;

  private final DiskFile file;
  private final byte[] page = new byte[PAGE_BYTES];
  private final ByteOutput checksums = new ByteOutput();
  private int filled;
  private long flushed;
  private long forced;

  BlockFile(DiskFile file) {
    this.file = file;
  }

  /** Where the next byte goes. */
  long position() {
    return flushed + filled;
  }

  void write(ByteOutput bytes) throws IOException {
    write(bytes.array(), 0, bytes.size());
  }

  void write(byte[] bytes, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = Math.min(length - done, PAGE_BYTES - filled);
      System.arraycopy(bytes, from + done, page, filled, n);
      filled += n;
      done += n;
      if (filled == PAGE_BYTES) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    checksums.fixed32(crc(page, 0, filled));
    file.writeFully(ByteBuffer.wrap(page, 0, filled), flushed);
    flushed += filled;
    filled = 0;
    if (flushed - forced >= FORCE_BYTES) {
      file.force();
      forced = flushed;
    }
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Ends the last page; returns the checksums of all, which are not written yet. */
  ByteOutput endPages() throws IOException {
    if (filled > 0) {
      flush();
    }
    return checksums;
  }

  /** Writes bytes that no page checksum covers. */
  void writeUnpaged(ByteOutput bytes) throws IOException {
    file.writeFully(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), flushed);
    flushed += bytes.size();
  }
}
