package io.atalaya.store.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Another process uses the directory. */
public final class DirectoryLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DirectoryLockedException(Path lockFile) {
    super(
        "data directory "
            + lockFile.toAbsolutePath().getParent()
            + " is in use by another process (it holds "
            + lockFile.getFileName()
            + "); stop that process or choose another directory");
  }
}
