package io.atalaya.collect.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system tells only by calls, not in files. */
interface NativeHost {
  /**
   * Sizes of a filesystem.
   *
   * @param free free for root
   * @param available free for everybody
   * @param files inodes there are; negative if not known
   * @param filesFree inodes that are free; negative if not known
   */
  record Space(double size, double free, double available, double files, double filesFree) {}

  /**
   * The sizes of the filesystem that is mounted at a path.
   *
   * @throws IOException if it does not tell
   */
  Space space(Path mountPoint) throws IOException;

  /** Bytes of a page of memory. */
  int pageBytes();

  /** What the JDK itself knows: no inodes, and the usual page. */
  final class Portable implements NativeHost {
    private static final int USUAL_PAGE_BYTES = 4096;

    @Override
    public Space space(Path mountPoint) throws IOException {
      FileStore store = Files.getFileStore(mountPoint);
      return new Space(
          (double) store.getTotalSpace(),
          (double) store.getUnallocatedSpace(),
          (double) store.getUsableSpace(),
          -1,
          -1);
    }

    @Override
    public int pageBytes() {
      return USUAL_PAGE_BYTES;
    }
  }
}
