package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What filesystems and caches of disks tell about themselves: XFS, Btrfs, bcache. */
final class VolumeSources {
  private static final int BYTES_PER_SECTOR = 512;
  private static final double MILLIS = 1000;

  private final KernelFiles files;
  private final FileMetrics xfs = FileMetrics.section("xfs");
  private final FileMetrics cacheSet = FileMetrics.section("bcache");
  private final FileMetrics backing = FileMetrics.section("bcache_backing");
  private final FileMetrics cache = FileMetrics.section("bcache_cache");

  VolumeSources(KernelFiles files) {
    this.files = files;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** For each filesystem, lines of a word and numbers. */
  void readXfs(Readings out) throws IOException {
    for (Path folder : files.children(files.sys("fs/xfs"))) {
      Path file = folder.resolve("stats/stats");
      if (Files.isReadable(file)) {
        Map<String, Double> numbers = columns(files.lines(file));
        xfs.tell(
            out,
            Labels.of("device", name(folder)),
            row -> Optional.ofNullable(numbers.get(row.file())));
      }
    }
  }

  /** The numbers of each line, as {@code word.0}, {@code word.1} and so on. */
  private static Map<String, Double> columns(List<String> lines) throws IOException {
    Map<String, Double> columns = new HashMap<>();
    for (String line : lines) {
      String[] words = KernelFiles.words(line);
      boolean numbers = words.length > 1 && Character.isDigit(words[1].charAt(0));
      for (int i = 1; numbers && i < words.length; i++) {
        columns.put(words[0] + "." + (i - 1), KernelFiles.number(words[i]));
      }
    }
    return columns;
  }

  void readBtrfs(Readings out) throws IOException {
    for (Path folder : files.children(files.sys("fs/btrfs"))) {
      if (name(folder).contains("-")) {
        String id = files.word(folder.resolve("metadata_uuid")).orElse("");
        readBtrfs(out, folder, Labels.of("uuid", id.isEmpty() ? name(folder) : id));
      }
    }
  }

  private void readBtrfs(Readings out, Path folder, Labels labels) throws IOException {
    String label = files.word(folder.resolve("label")).orElse("");
    btrfs(out, "info", labels.with("label", label), 1);
    btrfs(out, "global_rsv_size_bytes", labels, number(folder, "allocation/global_rsv_size"));
    List<Path> devices = files.children(folder.resolve("devices"));
    for (Path device : devices) {
      double bytes = number(device, "size") * BYTES_PER_SECTOR;
      btrfs(out, "device_size_bytes", labels.with("device", name(device)), bytes);
    }
    for (String type : List.of("data", "metadata", "system")) {
      Path group = folder.resolve("allocation").resolve(type);
      Labels ofGroup = labels.with("block_group_type", type);
      btrfs(out, "reserved_bytes", ofGroup, number(group, "bytes_reserved"));
      for (Path layout : files.children(group)) {
        if (Files.isDirectory(layout)) {
          Labels ofLayout = ofGroup.with("mode", name(layout));
          btrfs(out, "used_bytes", ofLayout, number(layout, "used_bytes"));
          btrfs(out, "size_bytes", ofLayout, number(layout, "total_bytes"));
          btrfs(out, "allocation_ratio", ofLayout, ratio(name(layout), devices.size()));
        }
      }
    }
    readCommits(out, folder, labels);
  }

  private double number(Path folder, String file) {
    return files.wholeNumber(folder.resolve(file)).orElse(0.0);
  }

  /** How many bytes on disks one byte of data takes. */
  private static double ratio(String layout, double devices) {
    return switch (layout) {
      case "single", "raid0" -> 1;
      case "dup", "raid1", "raid10" -> 2;
      case "raid1c3" -> 3;
      case "raid1c4" -> 4;
      case "raid5" -> devices / (devices - 1);
      case "raid6" -> devices / (devices - 2);
      default -> 0;
    };
  }

  private void readCommits(Readings out, Path folder, Labels labels) {
    Map<String, Double> facts = new HashMap<>();
    files
        .word(folder.resolve("commit_stats"))
        .ifPresent(
            text ->
                text.lines()
                    .map(KernelFiles::words)
                    .filter(words -> words.length == 2 && words[1].matches("[0-9]+"))
                    .forEach(words -> facts.put(words[0], Double.parseDouble(words[1]))));
    double total = facts.getOrDefault("total_commit_ms", 0.0) / MILLIS;
    btrfs(out, "last_commit_seconds", labels, facts.getOrDefault("last_commit_ms", 0.0) / MILLIS);
    btrfs(out, "max_commit_seconds", labels, facts.getOrDefault("max_commit_ms", 0.0) / MILLIS);
    String help = "Commits of the filesystem.";
    out.counter("node_btrfs_commit_seconds_total", help, labels, total);
    out.counter("node_btrfs_commits_total", help, labels, facts.getOrDefault("commits", 0.0));
  }

  private static void btrfs(Readings out, String name, Labels labels, double value) {
    out.gauge("node_btrfs_" + name, "Of the filesystem: " + name, labels, value);
  }

  /** For each set of caches: what it holds, the disks behind it, and the disks it is on. */
  void readCaches(Readings out) throws IOException {
    for (Path set : files.children(files.sys("fs/bcache"))) {
      if (name(set).contains("-")) {
        Labels labels = Labels.of("uuid", name(set));
        cacheSet.tell(out, labels, row -> rounded(set.resolve(row.file())));
        for (Path part : files.children(set)) {
          if (name(part).matches("bdev[0-9]+")) {
            readBacking(out, part, labels.with("backing_device", name(part)));
          } else if (name(part).matches("cache[0-9]+")) {
            Labels ofCache = labels.with("cache_device", name(part));
            cache.tell(out, ofCache, row -> rounded(part.resolve(row.file())));
          }
        }
      }
    }
  }

  private void readBacking(Readings out, Path folder, Labels labels) throws IOException {
    Map<String, Double> writing = new HashMap<>();
    for (String line : files.lines(folder.resolve("writeback_rate_debug"))) {
      String[] words = KernelFiles.words(line);
      Scaled.parse(words[words.length - 1].replace("/sec", ""))
          .ifPresent(v -> writing.put("writeback_rate_debug." + line.replaceAll(":.*", ""), v));
    }
    backing.tell(
        out,
        labels,
        row ->
            row.file().startsWith("writeback")
                ? Optional.ofNullable(writing.get(row.file()))
                : rounded(folder.resolve(row.file()))
                    .filter(v -> v != 0 || !row.file().endsWith("readaheads")));
  }

  private Optional<Double> rounded(Path file) {
    return files.word(file).flatMap(Scaled::parse);
  }
}
