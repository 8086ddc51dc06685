package io.atalaya.server.cli;

import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import java.nio.file.Path;
import java.util.List;

/** What commands without a server start from. */
final class LoadedConfiguration {
  private LoadedConfiguration() {}

  /**
   * Loads files, or what is found where configurations usually are.
   *
   * @throws CliException if there are errors; they were printed then
   */
  static Configuration of(
      List<String> files, Surroundings surroundings, ExpressionCheck expressions) {
    List<Path> paths = files.stream().map(Path::of).toList();
    LoadResult result = ConfigLoader.load(paths, surroundings.environment(), expressions);
    return switch (result) {
      case LoadResult.Loaded loaded -> loaded.configuration();
      case LoadResult.Refused refused -> {
        refused.problems().forEach(problem -> surroundings.err().println(problem));
        throw new CliException(ExitCode.CONFIGURATION, "the configuration has errors");
      }
    };
  }
}
