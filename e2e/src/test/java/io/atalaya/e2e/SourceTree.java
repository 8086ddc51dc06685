package io.atalaya.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of the whole project. */
public final class SourceTree {
  public static final Path ROOT =
      Path.of(System.getProperty("atalaya.root", "..")).toAbsolutePath();

  /** One source file. */
  record Source(Path path, String text) {
    String shown() {
      return ROOT.relativize(path).toString();
    }

    List<String> lines() {
      return text.lines().toList();
    }

    boolean isMain() {
      return path.toString().contains("/src/main/");
    }
  }

  private SourceTree() {}

  static List<Source> javaSources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(SourceTree::javaFilesBelow)
          .sorted()
          .map(SourceTree::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFilesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Source read(Path file) {
    try {
      return new Source(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
