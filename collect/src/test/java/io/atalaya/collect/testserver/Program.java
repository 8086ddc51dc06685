package io.atalaya.collect.testserver;

import io.atalaya.collect.http.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that runs for a test, with a directory of its own. */
final class Program implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

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

  /** Runs a program to its end. */
  static void run(List<String> command, Path directory) throws IOException {
    Program program = start(command, directory);
    try {
      if (!program.process.waitFor(60, TimeUnit.SECONDS) || program.process.exitValue() != 0) {
        throw new IOException(Files.readString(directory.resolve("output")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
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
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (ConnectException e) {
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

  /** A port that nobody listens on at the moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
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
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(directory);
  }

  static void delete(Path directory) throws IOException {
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
