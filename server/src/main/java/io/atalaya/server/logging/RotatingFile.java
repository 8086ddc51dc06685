package io.atalaya.server.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Appends log lines to a file; when it would grow beyond its limit it becomes {@code name.1}, the
 * one before {@code name.2}, and so on, and the oldest is deleted.
 */
final class RotatingFile extends Handler {
  private final Path file;
  private final int maxBytes;
  private final int keep;
  private @Nullable OutputStream out;
  private long size;

  RotatingFile(Path file, int maxBytes, int keep) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.keep = keep;
    open();
  }

  private void open() throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
  }

  @Override
  public synchronized void publish(LogRecord line) {
    if (!isLoggable(line)) {
      return;
    }
    byte[] bytes = getFormatter().format(line).getBytes(StandardCharsets.UTF_8);
    try {
      if (maxBytes > 0 && size > 0 && size + bytes.length > maxBytes) {
        rotate();
      }
      OutputStream current = out;
      if (current != null) {
        current.write(bytes);
        size += bytes.length;
      }
    } catch (IOException e) {
      reportError("cannot write to " + file, e, ErrorManager.WRITE_FAILURE);
    }
  }

  private void rotate() throws IOException {
    close();
    for (int i = keep; i > 1; i--) {
      moveIfPresent(numbered(i - 1), numbered(i));
    }
    if (keep > 0) {
      moveIfPresent(file, numbered(1));
    } else {
      Files.deleteIfExists(file);
    }
    open();
  }

  private static void moveIfPresent(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path numbered(int i) {
    return file.resolveSibling(file.getFileName() + "." + i);
  }

  /** Lines are written at once; there is nothing to flush. */
  @Override
  public void flush() {}

  @Override
  public synchronized void close() {
    OutputStream current = out;
    out = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        reportError("cannot close " + file, e, ErrorManager.CLOSE_FAILURE);
      }
    }
  }
}
