package io.atalaya.store.promblock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a directory in the order of their numbers. A log may begin with a checkpoint, a
 * directory that stands for the files up to its number.
 */
final class LogFiles {
  private static final String CHECKPOINT = "checkpoint.";

  private LogFiles() {}

  /** The files of a log, what its checkpoint has first; none if there is no log. */
  static List<Path> ofLog(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> all = new ArrayList<>();
    long after = -1;
    Path checkpoint = lastCheckpoint(directory);
    if (checkpoint != null) {
      all.addAll(numbered(checkpoint));
      after = Long.parseLong(name(checkpoint).substring(CHECKPOINT.length()));
    }
    for (Path file : numbered(directory)) {
      if (number(file) > after) {
        all.add(file);
      }
    }
    return all;
  }

  private static @Nullable Path lastCheckpoint(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> name(entry).matches("checkpoint\\.[0-9]{1,18}"))
          .max(Comparator.comparing(LogFiles::name))
          .orElse(null);
    }
  }

  /** The files with numbers for names; none if there is no such directory. */
  static List<Path> numbered(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> name(entry).matches("[0-9]{1,18}"))
          .sorted(Comparator.comparingLong(LogFiles::number))
          .toList();
    }
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  private static long number(Path file) {
    return Long.parseLong(name(file));
  }
}
