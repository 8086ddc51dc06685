package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.YamlText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files of one load and remembers which they were, and which directories were searched,
 * so that somebody can watch them.
 */
final class SourceFiles {
  /** Most files of one directory or pattern. */
  static final int MAX_FILES = 10_000;

  private static final String WILDCARDS = "*?[";
  private static final List<String> ENDINGS = List.of(".yml", ".yaml", ".json", ".env");

  private final Problems problems;
  private final Set<Path> watched = new LinkedHashSet<>();

  SourceFiles(Problems problems) {
    this.problems = problems;
  }

  /** All files read and directories searched so far, in that order. */
  Set<Path> watched() {
    return watched;
  }

  /** The files a user named: a file is itself, a directory all its files in name order. */
  List<Path> expand(List<Path> named) {
    List<Path> files = new ArrayList<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        files.addAll(filesOf(path));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private List<Path> filesOf(Path directory) {
    List<Path> files = list(directory, "*", Position.of(directory.toString()));
    files.removeIf(file -> file.getFileName().toString().startsWith("."));
    List<Path> known = files.stream().filter(SourceFiles::hasKnownEnding).toList();
    files.removeAll(known);
    for (Path other : files) {
      String hint = "in a directory only " + String.join(", ", ENDINGS) + " are read";
      problems.warning(Position.of(other.toString()), "not read", hint);
    }
    if (known.isEmpty()) {
      problems.error(
          Position.of(directory.toString()),
          "no configuration in this directory",
          "put files that end in " + String.join(", ", ENDINGS) + " there");
    }
    return known;
  }

  private static boolean hasKnownEnding(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** The files that match a pattern, whose wildcards count in its last part only. */
  List<Path> matching(Path pattern, Position at) {
    String last = String.valueOf(pattern.getFileName());
    Path parent = pattern.getParent() == null ? Path.of("") : pattern.getParent();
    if (last.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
      watched.add(pattern);
      if (!Files.exists(pattern)) {
        problems.warning(at, ConfigLoader.NO_FILE + pattern, "create it, or remove the entry");
        return List.of();
      }
      return List.of(pattern);
    }
    return Files.isDirectory(parent) ? list(parent, last, at) : List.of();
  }

  private List<Path> list(Path directory, String glob, Position at) {
    watched.add(directory);
    List<Path> files = new ArrayList<>();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (matcher.matches(entry.getFileName()) && Files.isRegularFile(entry)) {
          files.add(entry);
        }
      }
    } catch (IOException e) {
      problems.error(at, "cannot list " + directory + ": " + reason(e));
    }
    files.sort(null);
    if (files.size() > MAX_FILES) {
      problems.error(at, "more than " + MAX_FILES + " files in " + directory);
      return new ArrayList<>(files.subList(0, MAX_FILES));
    }
    return files;
  }

  /** The text of a file; nothing, and a problem, if it cannot be read. */
  Optional<String> read(Path file) {
    watched.add(file);
    Position at = Position.of(file.toString());
    try {
      if (Files.size(file) > YamlText.MAX_CHARS) {
        problems.error(at, "larger than " + (YamlText.MAX_CHARS >> 20) + " MiB", "split it");
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.error(at, "not UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      problems.error(at, "cannot be read: " + reason(e), "check the path and the permissions");
    }
    return Optional.empty();
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
