package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Problem;
import java.nio.file.Path;
import java.util.List;

/** What became of a load. */
public sealed interface LoadResult {
  /** Everything found, warnings included, in the order found. */
  List<Problem> problems();

  /** Files that were read or missed, and directories that were searched: what to watch. */
  List<Path> watched();

  /** A configuration, perhaps with warnings. */
  record Loaded(Configuration configuration, List<Problem> problems, List<Path> watched)
      implements LoadResult {
    public Loaded {
      problems = List.copyOf(problems);
      watched = List.copyOf(watched);
    }
  }

  /**
   * At least one error, so no configuration.
   *
   * @param more problems that are not listed, because there are too many
   */
  record Refused(List<Problem> problems, int more, List<Path> watched) implements LoadResult {
    public Refused {
      problems = List.copyOf(problems);
      watched = List.copyOf(watched);
    }
  }
}
