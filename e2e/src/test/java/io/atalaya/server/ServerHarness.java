package io.atalaya.server;

import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.server.cli.QueryOptions;
import io.atalaya.server.cli.ServeOptions;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.WebConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A whole server in this process, on a free port and on a clock of the test's. */
public final class ServerHarness implements AutoCloseable {
  private final Server server;

  private ServerHarness(Server server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param folder where its data is, in a folder {@code data}
   */
  public static ServerHarness start(
      Path configuration, Path folder, Scheduler clock, Network network) throws IOException {
    LoadResult result =
        ConfigLoader.load(List.of(configuration), Map.of(), PromqlExpressions.with(Set.of()));
    if (!(result instanceof LoadResult.Loaded loaded)) {
      throw new IllegalStateException("configuration refused: " + result.problems());
    }
    Configuration files = loaded.configuration();
    WebConfig web = files.web().withListen(new HostPort("127.0.0.1", 0));
    ServerOptions options =
        new ServerOptions(
            folder.resolve("data"),
            "test",
            QueryOptions.defaults(),
            ServeOptions.defaults(),
            Set.of(),
            Map.of(),
            Map.of(),
            Path.of("/proc"));
    return new ServerHarness(
        Server.start(
            files.with(files.storage(), web, files.push(), files.logging()),
            options,
            clock,
            network,
            new Random(1),
            new Lifecycle(List::of, () -> {})));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
