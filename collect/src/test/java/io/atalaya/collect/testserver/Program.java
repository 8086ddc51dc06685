package io.atalaya.collect.testserver;

import io.atalaya.collect.http.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that runs for a test, with a directory of its own. */
final class Program implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MAX_DELETIONS = 100;

  private final Process process;
  private final Path directory;

  private Program(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** Starts a program whose output goes to the file {@code output} of its directory. */
  static Program start(List<String> command, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    return new Program(process, directory);
  }

  /** Whether a program is ready to be used. */
  @FunctionalInterface
  interface Readiness {
    boolean ready() throws IOException;
  }

  /** Waits until it listens. */
  Program listening(int port) throws IOException {
    return when(() -> answers(port));
  }

  /** Waits until it is ready, asking again and again. */
  Program when(Readiness readiness) throws IOException {
    long end = Ticker.system().nanos() + PATIENCE_NANOS;
    while (!readiness.ready()) {
      pause();
      if (!process.isAlive() || Ticker.system().nanos() > end) {
        process.destroyForcibly();
        throw new IOException(
            "the server did not start:\n" + Files.readString(directory.resolve("output")));
      }
    }
    return this;
  }

  private static boolean answers(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
      return true;
    } catch (ConnectException | SocketTimeoutException e) {
      return false;
    }
  }

  private void pause() throws IOException {
    try {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Copies a resource of the class path to an executable file. */
  static Path unpack(String resource, Path to) throws IOException {
    try (InputStream in = Program.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("there is no " + resource + " on the class path");
      }
      Files.createDirectories(Optional.ofNullable(to.getParent()).orElseThrow());
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!to.toFile().setExecutable(true)) {
      throw new IOException(to + " cannot be made executable");
    }
    return to;
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int attempt = 1; !isDeleted(attempt == MAX_DELETIONS); attempt++) {
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Whether its directory is gone: a child of the program may write a moment longer than it. */
  private boolean isDeleted(boolean last) throws IOException {
    try {
      delete(directory);
      return true;
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      if (last) {
        throw e;
      }
      return false;
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
