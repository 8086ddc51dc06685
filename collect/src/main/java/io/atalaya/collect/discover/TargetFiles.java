package io.atalaya.collect.discover;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Targets listed in files. A file that cannot be read or is broken keeps the targets it had, so
 * that a half-written file never ends a scrape; a file that is gone has none.
 */
final class TargetFiles {
  private static final Logger log = LoggerFactory.getLogger(TargetFiles.class);

  /** The largest target file that is read. */
  static final long MAX_FILE_BYTES = 64L << 20;

  /** Tells which file a target came from. */
  private static final String FILE_PATH = "__meta_filepath";

  private final List<Path> patterns;
  private final TargetFileParser parser;
  private final Runnable unreadable;
  private Map<Path, String> texts = Map.of();
  private Map<Path, Stamp> stamps = Map.of();
  private volatile Map<Path, List<TargetGroup>> groups = Map.of();

  /** What changes whenever a file is written or replaced. */
  private record Stamp(FileTime modified, long sizeBytes, String identity) {}

  /**
   * Files that were not read yet.
   *
   * @param unreadable told whenever one cannot be read
   */
  TargetFiles(List<Path> patterns, TargetFileParser parser, Runnable unreadable) {
    this.unreadable = unreadable;
    this.patterns = patterns;
    this.parser = parser;
  }

  List<TargetGroup> groups() {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  /** Whether a file was written, came or went since they were read. */
  boolean touched() {
    return !stamps().equals(stamps);
  }

  private Map<Path, Stamp> stamps() {
    Map<Path, Stamp> found = new TreeMap<>();
    for (Path file : matching(false)) {
      try {
        BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
        found.put(file, new Stamp(of.lastModifiedTime(), of.size(), String.valueOf(of.fileKey())));
      } catch (IOException e) {
        log.debug("Target file {} cannot be looked at: {}", file, e.toString());
      }
    }
    return found;
  }

  /** Reads all files again; tells whether any group has changed. */
  boolean refresh() {
    // First, so that what is written while we read is noticed.
    stamps = stamps();
    Map<Path, String> newTexts = new TreeMap<>();
    Map<Path, List<TargetGroup>> newGroups = new TreeMap<>();
    for (Path file : matching(true)) {
      List<TargetGroup> old = groups.getOrDefault(file, List.of());
      try {
        String text = read(file);
        boolean same = text.equals(texts.get(file));
        newGroups.put(file, same ? old : parse(file, text));
        newTexts.put(file, text);
      } catch (IOException | IllegalArgumentException e) {
        log.error("Target file {} keeps its former targets: {}", file, e.toString());
        newGroups.put(file, old);
        unreadable.run();
      }
    }
    boolean changed = !newGroups.equals(groups);
    texts = newTexts;
    groups = newGroups;
    return changed;
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException("it is larger than " + MAX_FILE_BYTES + " bytes");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private List<TargetGroup> parse(Path file, String text) {
    List<TargetGroup> named = new ArrayList<>();
    for (TargetGroup group : parser.parse(file.toString(), text)) {
      Labels labels = group.labels().with(FILE_PATH, file.toString());
      named.add(new TargetGroup(group.targets(), labels, file + ":" + named.size()));
    }
    return named;
  }

  private List<Path> matching(boolean tellTrouble) {
    List<Path> files = new ArrayList<>();
    for (Path pattern : patterns) {
      Path folder = pattern.getParent();
      Path name = pattern.getFileName();
      if (folder == null || name == null || !Files.isDirectory(folder)) {
        continue;
      }
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, name.toString())) {
        found.forEach(files::add);
      } catch (IOException e) {
        if (tellTrouble) {
          log.error("Target files {} cannot be listed: {}", pattern, e.toString());
        }
      }
    }
    return files;
  }
}
