package io.atalaya.collect.check.local;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Looks at the space that is left where a path lies.
 *
 * @param basics name, labels, times, judgement
 * @param path any path of the file system
 * @param minFreeBytes down if less is left for us; 0 (default) for no bound
 * @param minFreePercent down if less of the whole is left for us; 0 (default) for no bound
 */
public record DiskCheck(CheckBasics basics, Path path, long minFreeBytes, double minFreePercent)
    implements CheckConfig {
  private static final double BYTES_PER_GIB = 1 << 30;

  @Override
  public String kind() {
    return "disk";
  }

  @Override
  public String target() {
    return path.toString();
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Prober prober(ProbeContext context) {
    return this::probe;
  }

  private Observation probe() {
    Observation.Builder seen = new Observation.Builder();
    try {
      FileStore store = Files.getFileStore(path);
      long free = store.getUsableSpace();
      long total = store.getTotalSpace();
      seen.read("probe_disk_free_bytes", free);
      seen.read("probe_disk_size_bytes", total);
      if (free < minFreeBytes || 100.0 * free < minFreePercent * total) {
        seen.judge(
            Verdict.DOWN,
            "space",
            String.format(
                Locale.ROOT,
                "%.1f of %.1f GiB are free",
                free / BYTES_PER_GIB,
                total / BYTES_PER_GIB));
      }
    } catch (IOException e) {
      seen.judge(Verdict.UNKNOWN, "internal", "no file system can be read at " + e.getMessage());
    }
    return seen.build(0);
  }
}
