package io.atalaya.server;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.cli.QueryOptions;
import io.atalaya.server.cli.ServeOptions;
import io.atalaya.server.clock.SystemScheduler;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.PushConfig;
import io.atalaya.server.config.WebConfig;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.server.logging.LogSetup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A short life of the server for the JVM to learn from: the launcher runs it once after a build to
 * make the cache that halves every later start.
 */
final class WarmUp {
  static final String COMMAND = "warm-up";

  /** What a first visitor asks for. */
  private static final List<String> PATHS =
      List.of(
          "/",
          "/ui/main.js",
          "/metrics",
          "/-/ready",
          "/api/v1/targets",
          "/api/v1/rules",
          "/api/atalaya/v1/checks",
          "/api/v1/label/__name__/values",
          "/api/v1/query?query=up",
          "/api/v1/query_range?query=rate(x%5B5m%5D)&start=0&end=60&step=15");

  /** A configuration with so many checks is read, so often; so many checks run. */
  private static final int READ_CHECKS = 1000;

  private static final int READ_ROUNDS = 3;
  private static final int RUNNING_CHECKS = 20;

  private WarmUp() {}

  static int run(String version, SystemScheduler scheduler) {
    try {
      LogSetup.install(LogOptions.DEFAULT);
      Path folder = Files.createTempDirectory("atalaya-warm-up");
      try (WarmUpTarget target = WarmUpTarget.start()) {
        live(version, scheduler, folder, target);
        WarmUpStore.live(folder.resolve("store"), scheduler);
      } finally {
        delete(folder);
      }
      return 0;
    } catch (IOException e) {
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void live(
      String version, SystemScheduler scheduler, Path folder, WarmUpTarget target)
      throws IOException, InterruptedException {
    Map<String, String> environment = Map.of();
    for (int round = 0; round < READ_ROUNDS; round++) {
      read(WarmUpFile.text(target.port(), READ_CHECKS), folder);
    }
    Configuration configuration = read(WarmUpFile.text(target.port(), RUNNING_CHECKS), folder);
    ServerOptions options =
        new ServerOptions(
            folder.resolve("data"),
            version,
            QueryOptions.defaults(),
            ServeOptions.defaults(),
            Set.of(),
            Map.of(),
            environment,
            Path.of("/proc"));
    Network network = Network.system(AddressGuard.except(Set.of()));
    Lifecycle lifecycle = new Lifecycle(List::of, () -> {});
    try (Server server =
            Server.start(
                onFreePort(configuration),
                options,
                scheduler,
                network,
                new SecureRandom(),
                lifecycle);
        HttpClient client = HttpClient.newHttpClient()) {
      URI root = URI.create("http://127.0.0.1:" + server.port());
      get(client, root, PATHS, 3);
      WarmUpQueries queries = new WarmUpQueries(scheduler.instant().toEpochMilli());
      byte[] series = queries.series().getBytes(StandardCharsets.UTF_8);
      post(client, root.resolve("/api/v1/import"), series);
      for (byte[] write : WarmUpWrites.requests(scheduler.instant().toEpochMilli())) {
        post(client, root.resolve("/api/v1/write"), write);
        get(client, root, queries.paths(), 1);
      }
    }
  }

  private static void post(HttpClient client, URI address, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    client.send(request, HttpResponse.BodyHandlers.discarding());
  }

  private static void get(HttpClient client, URI root, List<String> paths, int rounds)
      throws IOException, InterruptedException {
    for (int round = 0; round < rounds; round++) {
      for (String path : paths) {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).build();
        client.send(request, HttpResponse.BodyHandlers.discarding());
      }
    }
  }

  private static Configuration read(String text, Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("warm-up.yml"), text);
    return switch (ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()))) {
      case LoadResult.Loaded(Configuration configuration, _, _) -> configuration;
      case LoadResult.Refused refused ->
          throw new IOException("the configuration does not load: " + refused.problems());
    };
  }

  private static Configuration onFreePort(Configuration configuration) {
    WebConfig web = configuration.web().withListen(new HostPort("127.0.0.1", 0));
    PushConfig push = configuration.push().withReceivers(EnumSet.allOf(PushConfig.Receiver.class));
    return configuration.with(configuration.storage(), web, push, configuration.logging());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
