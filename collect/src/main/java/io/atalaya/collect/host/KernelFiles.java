package io.atalaya.collect.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the small text files in which the kernel tells about itself. */
final class KernelFiles {
  /** The largest file that is read. */
  private static final int MAX_BYTES = 8 << 20;

  private final HostConfig.Paths paths;

  KernelFiles(HostConfig.Paths paths) {
    this.paths = paths;
  }

  Path proc(String file) {
    return paths.proc().resolve(file);
  }

  Path sys(String file) {
    return paths.sys().resolve(file);
  }

  /** A path of the machine as seen from here, such as a mount point. */
  Path root(String absolute) {
    String relative = absolute.startsWith("/") ? absolute.substring(1) : absolute;
    return paths.root().resolve(relative);
  }

  String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  byte[] bytes(Path file) throws IOException {
    // The kernel's files say that they have no size, so they are read until they end.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  List<String> lines(Path file) throws IOException {
    return text(file).lines().toList();
  }

  /** The one line of a file, or nothing if there is no such file. */
  Optional<String> word(Path file) {
    try {
      return Optional.of(text(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The one whole number of a file, perhaps as {@code 0x1003}; nothing if there is none. */
  Optional<Double> wholeNumber(Path file) {
    try {
      return word(file).map(text -> (double) Long.decode(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** What is in a folder, by name; nothing if there is none. */
  List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  /**
   * The folders in a folder, by name.
   *
   * @throws IOException if there is no such folder
   */
  List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    return children(folder).stream().filter(Files::isDirectory).toList();
  }

  /** The words of a line. */
  static String[] words(String line) {
    return line.strip().split("\\s+");
  }

  /**
   * A number of a file.
   *
   * @throws IOException if it is none
   */
  static double number(String word) throws IOException {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new IOException("\"" + word + "\" is not a number", e);
    }
  }
}
