package io.atalaya.server.cli;

import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.WebFile;
import io.atalaya.server.config.WebFileReader;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the server is to be started.
 *
 * @param sources files and directories of the configuration, in the order given; none for the
 *     defaults
 * @param sites what {@code --watch} names
 * @param environment variables for the configuration
 * @param overrides what the command line says instead of the configuration
 * @param query limits of queries
 * @param serve how it serves
 * @param flags all of Prometheus' flags, by name
 * @param features names of {@code --enable-feature}
 * @param debug whether faults are shown with their stack traces
 */
public record StartOptions(
    List<Path> sources,
    List<URI> sites,
    Map<String, String> environment,
    Overrides overrides,
    QueryOptions query,
    ServeOptions serve,
    Map<String, String> flags,
    Set<String> features,
    boolean debug) {
  public StartOptions {
    sources = List.copyOf(sources);
    sites = List.copyOf(sites);
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
    features = Set.copyOf(features);
  }

  /** Loads the configuration as it is now, with what the command line says put over it. */
  public LoadResult load(ExpressionCheck expressions) {
    LoadResult result = ConfigLoader.load(sources, sites, environment, expressions, features);
    return switch (result) {
      case LoadResult.Loaded loaded -> {
        Configuration configuration = overrides.apply(loaded.configuration());
        Path webFile = serve.webFile();
        yield webFile == null
            ? new LoadResult.Loaded(configuration, loaded.problems(), loaded.watched())
            : withWebFile(webFile, configuration, loaded);
      }
      case LoadResult.Refused refused -> refused;
    };
  }

  /** Adds TLS and users; their files are watched too. */
  private static LoadResult withWebFile(
      Path file, Configuration configuration, LoadResult.Loaded loaded) {
    Problems problems = new Problems();
    Optional<WebFile> web = WebFileReader.read(file, problems);
    List<Path> watched = new ArrayList<>(loaded.watched());
    watched.addAll(web.map(WebFile::files).orElse(List.of(file)));
    List<Problem> all = new ArrayList<>(loaded.problems());
    all.addAll(problems.all());
    return web.<LoadResult>map(
            read -> new LoadResult.Loaded(configuration.withWebFile(read), all, watched))
        .orElseGet(() -> new LoadResult.Refused(all, problems.dropped(), watched));
  }
}
