package io.atalaya.server;

import io.atalaya.server.cli.QueryOptions;
import io.atalaya.server.cli.ServeOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What a server needs besides its configuration.
 *
 * @param dataDirectory where everything is kept
 * @param version of the program
 * @param query limits of queries
 * @param serve how it serves and evaluates
 * @param features names of {@code --enable-feature}
 * @param flags command line by name, for {@code /api/v1/status/flags}
 * @param environment variables of the process, for proxies
 * @param proc proc file system of the machine, usually {@code /proc}
 */
public record ServerOptions(
    Path dataDirectory,
    String version,
    QueryOptions query,
    ServeOptions serve,
    Set<String> features,
    Map<String, String> flags,
    Map<String, String> environment,
    Path proc) {
  public ServerOptions {
    features = Set.copyOf(features);
    flags = Map.copyOf(flags);
    environment = Map.copyOf(environment);
  }
}
