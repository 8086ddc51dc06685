package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * ZFS: files below {@code /proc/spl/kstat/zfs} with lines {@code name type value} under a heading,
 * and for each pool its state, what it reads and writes, and its datasets.
 *
 * <pre>
 *   name                type data                pool/state     ONLINE
 *   hits                4    8772612             pool/io        nread nwritten reads writes …
 *   l2_size             3    -1                                 1884160 3206144 22 132 …
 * </pre>
 */
final class ZfsSource implements HostSource {
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("abdstats", "abd"),
          Map.entry("arcstats", "arc"),
          Map.entry("dbufstats", "dbuf"),
          Map.entry("dmu_tx", "dmu_tx"),
          Map.entry("dnodestats", "dnode"),
          Map.entry("fm", "fm"),
          Map.entry("vdev_cache_stats", "vdev_cache"),
          Map.entry("vdev_mirror_stats", "vdev_mirror"),
          Map.entry("xuio_stats", "xuio"),
          Map.entry("zfetchstats", "zfetch"),
          Map.entry("zil", "zil"));

  private static final List<String> STATES =
      List.of("online", "degraded", "faulted", "offline", "removed", "unavail", "suspended");

  private static final String SIGNED = "3";
  private static final String UNSIGNED = "4";

  private final KernelFiles files;

  ZfsSource(KernelFiles files) {
    this.files = files;
  }

  @Override
  public void read(Readings out) throws IOException {
    Path all = files.proc("spl/kstat/zfs");
    if (!Files.isDirectory(all)) {
      throw new NoSuchFileException(all.toString());
    }
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      if (Files.isReadable(all.resolve(file.getKey()))) {
        readNamed(out, all.resolve(file.getKey()), "node_zfs_" + file.getValue() + "_");
      }
    }
    for (Path pool : files.folders(all)) {
      readPool(out, pool, Labels.of("zpool", String.valueOf(pool.getFileName())));
    }
  }

  private void readNamed(Readings out, Path file, String prefix) throws IOException {
    for (String line : files.lines(file)) {
      String[] words = KernelFiles.words(line);
      if (words.length >= 3 && (words[1].equals(UNSIGNED) || words[1].equals(SIGNED))) {
        tell(out, prefix + words[0], Labels.empty(), KernelFiles.number(words[2]));
      }
    }
  }

  private void readPool(Readings out, Path pool, Labels labels) throws IOException {
    if (Files.isReadable(pool.resolve("io"))) {
      readTraffic(out, pool.resolve("io"), labels);
    }
    for (Path file : files.children(pool)) {
      if (String.valueOf(file.getFileName()).startsWith("objset-")) {
        readDataset(out, file, labels);
      }
    }
    if (Files.isReadable(pool.resolve("state"))) {
      String state = files.text(pool.resolve("state")).strip().toLowerCase(Locale.ROOT);
      for (String each : STATES) {
        out.gauge(
            "node_zfs_zpool_state",
            "State of the pool.",
            labels.with("state", each),
            each.equals(state) ? 1 : 0);
      }
    }
  }

  private void readTraffic(Readings out, Path file, Labels labels) throws IOException {
    String[] names = new String[0];
    for (String line : files.lines(file)) {
      String[] words = KernelFiles.words(line);
      if (words[0].equals("nread")) {
        names = words;
      } else {
        for (int i = 0; i < Math.min(names.length, words.length); i++) {
          tell(out, "node_zfs_zpool_" + names[i], labels, KernelFiles.number(words[i]));
        }
      }
    }
  }

  /** The dataset's name, which may hold spaces, comes before its numbers. */
  private void readDataset(Readings out, Path file, Labels pool) throws IOException {
    Labels labels = pool;
    for (String line : files.lines(file)) {
      String[] words = line.strip().split("\\s+", 3);
      if (words.length == 3 && words[0].equals("dataset_name")) {
        labels = pool.with("dataset", words[2]);
      } else if (words.length == 3 && words[1].equals(UNSIGNED)) {
        tell(out, "node_zfs_zpool_dataset_" + words[0], labels, KernelFiles.number(words[2]));
      }
    }
  }

  private static void tell(Readings out, String metric, Labels labels, double value) {
    String name = metric.replaceAll("[^a-zA-Z0-9_]", "_");
    out.untyped(name, "What ZFS tells: " + name, labels, value);
  }
}
