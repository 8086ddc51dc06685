package io.atalaya.server.cli;

import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the server is to be started.
 *
 * @param sources files and directories of the configuration, in the order given; none for the
 *     defaults
 * @param environment variables for the configuration
 * @param overrides what the command line says instead of the configuration
 * @param query limits of queries
 * @param features names of {@code --enable-feature}
 * @param debug whether faults are shown with their stack traces
 */
public record StartOptions(
    List<Path> sources,
    Map<String, String> environment,
    Overrides overrides,
    QueryOptions query,
    Set<String> features,
    boolean debug) {
  public StartOptions {
    sources = List.copyOf(sources);
    environment = Map.copyOf(environment);
    features = Set.copyOf(features);
  }

  /** Loads the configuration as it is now, with what the command line says put over it. */
  public LoadResult load(ExpressionCheck expressions) {
    LoadResult result = ConfigLoader.load(sources, environment, expressions);
    return switch (result) {
      case LoadResult.Loaded loaded -> {
        Configuration configuration = overrides.apply(loaded.configuration());
        yield new LoadResult.Loaded(configuration, loaded.problems(), loaded.watched());
      }
      case LoadResult.Refused refused -> refused;
    };
  }
}
