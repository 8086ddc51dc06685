package io.atalaya.server.config;

import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Problems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The file of {@code --http.config.file}: how commands reach a server. */
public final class HttpConfigFile {
  private HttpConfigFile() {}

  /**
   * Reads the file.
   *
   * @param problems where its faults go
   * @return nothing if it has any
   */
  public static Optional<HttpClientConfig> read(Path file, Problems problems) {
    LinkedFiles linked =
        new LinkedFiles(new SourceFiles(problems), new Environment(Map.of()), problems, true);
    int errorsBefore = problems.errorCount();
    Optional<HttpClientConfig> read = linked.read(file, HttpClientReader::read);
    return problems.errorCount() > errorsBefore ? Optional.empty() : read;
  }
}
