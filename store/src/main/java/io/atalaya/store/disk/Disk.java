package io.atalaya.store.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Every call the store makes to a file system. Tests put a disk in its place that writes short,
 * fails, fills up, or forgets what was not synced.
 */
public interface Disk {
  /** Bytes that are copied at a time. */
  int COPY_BYTES = 1 << 16;

  /** Creates a file for writing; fails if it exists. */
  DiskFile create(Path path) throws IOException;

  /** Opens an existing file for reading and writing. */
  DiskFile open(Path path) throws IOException;

  /** Names of the entries of a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  boolean exists(Path path) throws IOException;

  void createDirectories(Path directory) throws IOException;

  /** Renames within one directory, replacing what is there, in one step. */
  void rename(Path from, Path to) throws IOException;

  /**
   * Gives a file a second name; fails if there is one. The two are one file afterwards, or, where
   * the file system has no such thing, copies of each other.
   */
  default void link(Path existing, Path also) throws IOException {
    try (DiskFile from = open(existing);
        DiskFile to = create(also)) {
      ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
      for (long at = 0; at < from.size(); at += buffer.limit()) {
        buffer.clear();
        from.readFully(buffer, at);
        buffer.flip();
        to.writeFully(buffer, at);
      }
      to.force();
    }
  }

  void delete(Path path) throws IOException;

  /** Makes creations, renames and deletions in a directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /**
   * Takes a lock that no other process, and no other holder in this one, can have; closing gives it
   * back.
   *
   * @throws DirectoryLockedException if somebody has it
   */
  Closeable lock(Path path) throws IOException;

  /** The file system of this machine. */
  static Disk real() {
    return new RealDisk();
  }
}
