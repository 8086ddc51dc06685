package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Bcachefs: for each filesystem a folder in {@code /sys/fs/bcachefs}, with small tables for people.
 *
 * <pre>
 *   compression_stats   type      compressed  uncompressed  average extent size
 *                       lz4            19.3G         67.0G                112k
 *   counters/NAME       since mount:                5
 *                       since filesystem creation:  118k
 *   dev-0/io_done       read:
 *                         btree :      72908800
 * </pre>
 */
final class BcachefsSource implements HostSource {
  private static final String SINCE_CREATION = "since filesystem creation:";

  private final KernelFiles files;

  BcachefsSource(KernelFiles files) {
    this.files = files;
  }

  @Override
  public void read(Readings out) throws IOException {
    Path all = files.sys("fs/bcachefs");
    if (files.children(all).isEmpty()) {
      throw new NoSuchFileException(all.toString());
    }
    for (Path folder : files.folders(all)) {
      Labels labels = Labels.of("uuid", String.valueOf(folder.getFileName()));
      gauge(out, "info", labels, 1);
      scaled(folder.resolve("btree_cache_size"))
          .ifPresent(size -> gauge(out, "btree_cache_size_bytes", labels, size));
      readTables(out, folder, labels);
      readCounters(out, folder.resolve("counters"), labels);
      for (Path device : files.children(folder)) {
        String name = String.valueOf(device.getFileName());
        if (name.startsWith("dev-") && Files.isDirectory(device)) {
          readDevice(out, device, labels, name.substring("dev-".length()));
        }
      }
    }
  }

  private Optional<Double> scaled(Path file) {
    return files.word(file).flatMap(Scaled::parseDecimal);
  }

  private List<String> lines(Path file) {
    return files.word(file).map(text -> text.lines().toList()).orElse(List.of());
  }

  private void readTables(Readings out, Path folder, Labels labels) {
    for (String line : lines(folder.resolve("compression_stats"))) {
      String[] words = KernelFiles.words(line);
      if (words.length > 2 && !words[0].equals("type")) {
        Labels of = labels.with("algorithm", words[0].replace(":", ""));
        tell(out, "compression_compressed_bytes", of, words[1]);
        tell(out, "compression_uncompressed_bytes", of, words[2]);
      }
    }
    for (String line : lines(folder.resolve("errors"))) {
      String[] words = KernelFiles.words(line);
      if (words.length > 1) {
        count(out, "errors_total", labels.with("error_type", words[0]), words[1]);
      }
    }
    for (String line : lines(folder.resolve("btree_write_stats")).stream().skip(1).toList()) {
      String[] words = KernelFiles.words(line);
      if (words.length > 2) {
        Labels of = labels.with("type", words[0].replace(":", ""));
        count(out, "btree_writes_total", of, words[1]);
        tell(out, "btree_write_average_size_bytes", of, words[2]);
      }
    }
  }

  private void readCounters(Readings out, Path folder, Labels labels) throws IOException {
    for (Path file : files.children(folder)) {
      String name = String.valueOf(file.getFileName()).replaceAll("[^a-zA-Z0-9_]", "_");
      for (String line : lines(file)) {
        if (line.startsWith(SINCE_CREATION)) {
          String value = line.substring(SINCE_CREATION.length()).strip();
          count(out, name + "_total", labels, value);
        }
      }
    }
  }

  private void readDevice(Readings out, Path folder, Labels labels, String name) {
    Labels of = labels.with("device", name);
    Labels info =
        of.with("label", files.word(folder.resolve("label")).orElse(""))
            .with("state", files.word(folder.resolve("state")).orElse(""));
    gauge(out, "device_info", info, 1);
    gauge(out, "device_bucket_size_bytes", of, scaled(folder.resolve("bucket_size")).orElse(0.0));
    gauge(out, "device_buckets", of, files.wholeNumber(folder.resolve("nbuckets")).orElse(0.0));
    gauge(
        out, "device_durability", of, files.wholeNumber(folder.resolve("durability")).orElse(0.0));
    String operation = "";
    for (String line : lines(folder.resolve("io_done"))) {
      String[] parts = line.strip().split("\\s*:\\s*", 2);
      if (parts.length < 2 || parts[1].isEmpty()) {
        operation = parts[0];
      } else if (!operation.isEmpty()) {
        Labels which = of.with("operation", operation).with("data_type", parts[0]);
        count(out, "device_io_done_bytes_total", which, parts[1]);
      }
    }
    readErrors(out, folder.resolve("io_errors"), of);
  }

  /** Those since the filesystem was made; others follow under a heading of their own. */
  private void readErrors(Readings out, Path file, Labels labels) {
    boolean inside = false;
    for (String line : lines(file)) {
      String[] parts = line.strip().split("\\s*:\\s*", 2);
      if (line.startsWith("IO errors since ")) {
        inside = line.startsWith("IO errors since filesystem creation");
      } else if (inside && parts.length == 2) {
        count(out, "device_io_errors_total", labels.with("type", parts[0]), parts[1]);
      }
    }
  }

  private static void gauge(Readings out, String name, Labels labels, double value) {
    out.gauge("node_bcachefs_" + name, "Of the filesystem: " + name, labels, value);
  }

  private static void tell(Readings out, String name, Labels labels, String text) {
    Scaled.parseDecimal(text).ifPresent(value -> gauge(out, name, labels, value));
  }

  private static void count(Readings out, String name, Labels labels, String text) {
    Scaled.parseDecimal(text)
        .ifPresent(
            value ->
                out.counter("node_bcachefs_" + name, "Of the filesystem: " + name, labels, value));
  }
}
