package io.atalaya.collect.discover;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where the targets of a scrape job come from; the family grows with each kind of discovery. */
public sealed interface Discovery {
  /** Targets written in the configuration: {@code static_configs}. */
  record Static(List<TargetGroup> groups) implements Discovery {
    public Static {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Targets listed in files that may change at any time: {@code file_sd_configs}.
   *
   * @param patterns absolute paths; the last part may hold {@code *}, and must end in {@code
   *     .json}, {@code .yml} or {@code .yaml}
   * @param refreshInterval how often files are looked at; 5 m by default
   */
  record Files(List<Path> patterns, Duration refreshInterval) implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMinutes(5);

    public Files {
      patterns = List.copyOf(patterns);
    }
  }
}
