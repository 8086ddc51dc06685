package io.atalaya.server;

import com.sun.net.httpserver.HttpServer;
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
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A real Prometheus and this server side by side, with the same configuration, the same rules and
 * the same samples: both scrape one page whose samples carry their times.
 */
final class TwoServers implements AutoCloseable {
  private static final int MAX_ATTEMPTS = 2400;
  private static final int MINUTES = 20;
  static final Set<String> FEATURES =
      Set.of("exemplar-storage", "promql-experimental-functions", "native-histograms");

  private final HttpServer page;
  private final InstalledProgram peer;
  private final SystemScheduler scheduler = new SystemScheduler();
  private final Server server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int peerPort;

  /** The time of the newest samples, a whole minute. */
  final Instant newest;

  /**
   * Starts both and waits until they have the samples.
   *
   * @param program the real Prometheus
   * @param rules text of the rule file
   */
  TwoServers(Path program, Path directory, Instant newest, String rules) throws Exception {
    this.newest = newest;
    page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] text = samples(newest).getBytes(StandardCharsets.UTF_8);
    page.createContext(
        "/metrics",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8");
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    page.start();
    Path config = write(directory, rules);
    peerPort = InstalledProgram.freePort();
    peer =
        InstalledProgram.start(
            program,
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("peer"),
            "--web.listen-address=127.0.0.1:" + peerPort,
            "--web.enable-lifecycle",
            "--web.external-url=http://mon.example.org:8080/",
            "--web.route-prefix=/",
            "--enable-feature=" + String.join(",", FEATURES));
    server = startOurs(config, directory.resolve("ours"));
    waitFor(peerPort);
    waitFor(server.port());
  }

  private Path write(Path directory, String rules) throws IOException {
    Files.writeString(directory.resolve("rules.yml"), rules);
    return Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [rules.yml]
        alerting:
          alertmanagers:
            - path_prefix: am
              scheme: https
              static_configs: [{targets: ['127.0.0.1:1', 'gone:2']}]
              relabel_configs: [{source_labels: [__address__], regex: 'gone.*', action: drop}]
        scrape_configs:
          - job_name: page
            static_configs:
              - targets: ['127.0.0.1:%d']
                labels: {env: test}
              - targets: ['dropped:1']
            relabel_configs:
              - {source_labels: [__address__], regex: 'dropped:.*', action: drop}
          - job_name: gone
            scrape_interval: 1y
            scheme: https
            metrics_path: /away
            params: {a: ['x y']}
            static_configs: [{targets: ['localhost:1']}]
        """
            .formatted(page.getAddress().getPort()));
  }

  private Server startOurs(Path config, Path data) throws IOException {
    LoadResult loaded =
        ConfigLoader.load(List.of(config), Map.of(), PromqlExpressions.with(FEATURES));
    if (!(loaded instanceof LoadResult.Loaded good)) {
      throw new IllegalStateException(loaded.problems().toString());
    }
    Configuration c = good.configuration();
    return Server.start(
        c.with(
            c.storage(),
            c.web()
                .withListen(new HostPort("127.0.0.1", 0))
                .withExternalUrl(URI.create("http://mon.example.org:8080/")),
            c.push(),
            c.logging()),
        new ServerOptions(
            data,
            "test",
            QueryOptions.defaults(),
            ServeOptions.defaults(),
            FEATURES,
            Map.of(),
            Map.of(),
            Path.of("/proc")),
        scheduler,
        Network.system(AddressGuard.except(Set.of())),
        new SecureRandom(),
        new Lifecycle(List::of, () -> {}));
  }

  /** Metrics of each type, UTF-8 names among them, one sample a minute. */
  private static String samples(Instant newest) {
    StringBuilder out = new StringBuilder();
    out.append("# HELP http_requests Requests.\n# TYPE http_requests counter\n");
    for (String code : List.of("200", "500")) {
      series(
          out, newest, "http_requests_total{code=\"" + code + "\"}", code.equals("200") ? 60 : 1);
    }
    out.append("# HELP temperature_celsius Of the room,\\n \\\"inside\\\".\n");
    out.append("# TYPE temperature_celsius gauge\n# UNIT temperature_celsius celsius\n");
    for (String room : List.of("kitchen", "hall", "<attic & \\\"more\\\">", "köök")) {
      series(out, newest, "temperature_celsius{room=\"" + room + "\"}", 0.1);
    }
    out.append("# TYPE duration_seconds histogram\n");
    for (String le : List.of("0.1", "1.0", "+Inf")) {
      series(out, newest, "duration_seconds_bucket{le=\"" + le + "\"}", 3);
    }
    series(out, newest, "duration_seconds_count", 3);
    series(out, newest, "duration_seconds_sum", 1.5);
    out.append("# TYPE \"with.dots\" gauge\n");
    series(out, newest, "{\"with.dots\",\"label.dots\"=\"v\"}", 1);
    return out.append("# EOF\n").toString();
  }

  private static void series(StringBuilder out, Instant newest, String name, double step) {
    for (int i = 0; i <= MINUTES; i++) {
      long second = newest.getEpochSecond() - 60L * (MINUTES - i);
      out.append(name).append(' ').append(i * step).append(' ').append(second);
      if (name.contains("_bucket") && i % 5 == 0) {
        out.append(" # {trace_id=\"t").append(i).append("\"} 0.05 ").append(second);
      }
      out.append('\n');
    }
  }

  private void waitFor(int port) throws Exception {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      try {
        if (askPort(port, "GET", "/api/v1/query?query=settled", "").body().contains("\"value\"")
            && askPort(port, "GET", "/api/v1/alerts", "").body().contains("activeAt")
            && askPort(port, "GET", "/api/v1/alertmanagers", "").body().contains("am/api")) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    throw new IllegalStateException("no samples arrived at port " + port);
  }

  String ourUrl() {
    return "http://127.0.0.1:" + server.port();
  }

  HttpResponse<String> askPeer(String method, String path, String form, String... headers)
      throws Exception {
    return askPort(peerPort, method, path, form, headers);
  }

  HttpResponse<String> askUs(String method, String path, String form, String... headers)
      throws Exception {
    return askPort(server.port(), method, path, form, headers);
  }

  private HttpResponse<String> askPort(
      int port, String method, String path, String form, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                form.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(form));
    if (!form.isEmpty()) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
    peer.close();
    page.stop(0);
    client.close();
    scheduler.close();
  }
}
