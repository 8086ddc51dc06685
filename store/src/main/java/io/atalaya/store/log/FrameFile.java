package io.atalaya.store.log;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file of frames with bodies, written from start to end and never changed; see the package. What
 * a frame says is checked when the file is read, a body when it is needed.
 *
 * <p>After a write or a sync has failed nothing is added any more.
 */
public final class FrameFile implements AutoCloseable {
  static final int HEADER = 20;
  private static final int MAGIC = 0x46485354;
  private static final short VERSION = 1;

  private final DiskFile file;
  private final ReentrantLock syncLock = new ReentrantLock();
  private long size;
  private volatile long forced;
  private volatile boolean broken;

  private FrameFile(DiskFile file) {
    this.file = file;
    size = HEADER;
  }

  /** Makes a file; what it holds is said by its name and this number. */
  public static FrameFile create(Disk disk, Path path, long number) throws IOException {
    DiskFile file = disk.create(path);
    try {
      file.writeFully(header(number), 0);
      disk.syncDirectory(path.resolveSibling(""));
      return new FrameFile(file);
    } catch (IOException e) {
      discard(disk, path, file, e);
      throw e;
    }
  }

  private static void discard(Disk disk, Path path, DiskFile file, IOException cause) {
    try (file) {
      disk.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  static ByteBuffer header(long number) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putLong(number);
    header.putInt(Frame.checksum(header.array(), 0, HEADER - Integer.BYTES));
    return header.flip();
  }

  /** Bytes so far. */
  public long size() {
    return size;
  }

  /** Whether something failed, so that nothing can be added. */
  public boolean isBroken() {
    return broken;
  }

  /** Adds a frame without a body; it survives the end of this process. */
  public void append(Frame frame) throws IOException {
    write(frame.seal());
  }

  /**
   * Adds a frame and the body that it announces.
   *
   * @return where the body is
   */
  public long append(Frame frame, byte[] body, int length) throws IOException {
    write(frame.seal());
    long at = size;
    write(ByteBuffer.wrap(body, 0, length));
    return at;
  }

  private void write(ByteBuffer bytes) throws IOException {
    if (broken) {
      throw new IOException("an earlier write to the file failed");
    }
    int length = bytes.remaining();
    try {
      file.writeFully(bytes, size);
    } catch (IOException e) {
      broken = true;
      throw e;
    }
    size += length;
  }

  /** Returns after everything added is on the disk itself. */
  public void force() throws IOException {
    // One at a time: of two, the system may tell only one that what they wait for is lost.
    syncLock.lock();
    try {
      forceLocked();
    } finally {
      syncLock.unlock();
    }
  }

  private void forceLocked() throws IOException {
    if (broken) {
      throw new IOException("an earlier write or sync of the file failed");
    }
    long reached = size;
    if (forced < reached) {
      try {
        file.force();
      } catch (IOException e) {
        broken = true;
        throw e;
      }
      forced = reached;
    }
  }

  /** Bytes of the file, readable as long as somebody holds them. */
  public MemorySegment map(long from, long length) throws IOException {
    return file.map(Arena.ofAuto(), from, length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
