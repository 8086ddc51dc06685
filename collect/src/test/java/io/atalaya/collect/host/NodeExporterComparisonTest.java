package io.atalaya.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.http.Ticker;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Puts our readings of this very machine next to those of node_exporter, if it is installed. */
class NodeExporterComparisonTest {
  private static final Pattern COMPARED =
      Pattern.compile(
          "node_(cpu_seconds|cpu_guest|memory|load|filesystem|disk_[^i]|disk_io|network_(receive"
              + "|transmit)_[a-z]+_total|intr|context|forks|boot|procs|vmstat|uname|time_|pressure"
              + "|sockstat|filefd|netstat).*");

  /** Metrics that only newer versions than Debian's have. */
  private static final Pattern NEWER =
      Pattern.compile("node_netstat_TcpExt_TCP(OFOQueue|RcvQDrop)|node_pressure_irq.*");

  @Test
  void hasTheSameSeriesAsNodeExporter() throws IOException, InterruptedException {
    Optional<Path> program = find("prometheus-node-exporter").or(() -> find("node_exporter"));
    assumeTrue(program.isPresent(), "node_exporter is not installed: nothing to compare with");

    Set<String> theirs = series(exposition(program.get()));
    HostCollector collector =
        new HostCollector(
            new RecordingSink(), new VirtualScheduler(Instant.now()), Ticker.system(), "here");
    collector.apply(HostConfig.defaults());
    Set<String> ours = series(collector.exposition());
    collector.close();

    assertThat(theirs).isNotEmpty();
    ours.removeIf(series -> NEWER.matcher(series).matches());
    assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
  }

  private static Optional<Path> find(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Set<String> series(String exposition) {
    return exposition
        .lines()
        .filter(line -> COMPARED.matcher(line).matches())
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .map(NodeExporterComparisonTest::withoutEmptyLabels)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Labels in one order, and none that is empty. */
  private static String withoutEmptyLabels(String series) {
    int brace = series.indexOf('{');
    if (brace < 0) {
      return series;
    }
    String labels = series.substring(brace + 1, series.length() - 1);
    return series.substring(0, brace)
        + Arrays.stream(labels.split(",(?=[a-z_]+=\")"))
            .filter(label -> !label.endsWith("=\"\""))
            .sorted()
            .toList();
  }

  private static String exposition(Path program) throws IOException, InterruptedException {
    int port = freePort();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--web.listen-address=127.0.0.1:" + port,
                "--collector.netdev.device-exclude=",
                "--collector.diskstats.ignored-devices=^("
                    + HostConfig.Filter.defaults().disks()
                    + ")$",
                "--collector.filesystem.mount-points-exclude=^"
                    + HostConfig.Filter.defaults().mountPoints(),
                "--collector.filesystem.fs-types-exclude=^("
                    + HostConfig.Filter.defaults().filesystemTypes()
                    + ")$")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return fetch(client, URI.create("http://127.0.0.1:" + port + "/metrics"), process);
    } finally {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Asks until the program listens, or has ended, or ten seconds are over. */
  private static String fetch(HttpClient client, URI url, Process process)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
    IOException last = new IOException("node_exporter did not start");
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        return client.send(request, BodyHandlers.ofString()).body();
      } catch (IOException e) {
        last = e;
        boolean ended = process.waitFor(100, TimeUnit.MILLISECONDS);
        if (ended) {
          throw new IOException(
              String.format(Locale.ROOT, "node_exporter ended with %d", process.exitValue()), e);
        }
      }
    }
    throw last;
  }
}
