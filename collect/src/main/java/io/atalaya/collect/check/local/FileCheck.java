package io.atalaya.collect.check.local;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file, or at the files of a directory.
 *
 * @param basics name, labels, times, judgement
 * @param path a file, or a directory
 * @param pattern which files of the directory, such as {@code *.tar.gz}; null for the path itself,
 *     or all files if it is a directory
 * @param bounds what must be true of them
 */
public record FileCheck(CheckBasics basics, Path path, @Nullable String pattern, Bounds bounds)
    implements CheckConfig {

  /**
   * What must be true; null for no bound.
   *
   * @param maxAge of the newest file
   * @param maxOldestAge of the oldest file
   * @param minSizeBytes of the newest file
   * @param maxSizeBytes of all files together
   * @param minCount files; 1 by default
   * @param maxCount files
   */
  public record Bounds(
      @Nullable Duration maxAge,
      @Nullable Duration maxOldestAge,
      @Nullable Long minSizeBytes,
      @Nullable Long maxSizeBytes,
      int minCount,
      @Nullable Integer maxCount) {
    public Bounds {
      if (maxCount != null && maxCount < minCount) {
        throw new IllegalArgumentException("max_count must be at least min_count");
      }
    }
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public String target() {
    return pattern == null ? path.toString() : path.resolve(pattern).toString();
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new FileProber(this, context.clock());
  }
}
