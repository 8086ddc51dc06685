package io.atalaya.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.http.Ticker;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Puts our readings of this very machine next to those of node_exporter, if it is installed. */
class NodeExporterComparisonTest {
  /** All but what the exporter tells of itself, and what some of its versions tell wrongly. */
  private static final Pattern COMPARED = Pattern.compile("node_(?!exporter_|scrape_|disk_info).*");

  /**
   * Metrics that only some versions have: newer ones tell of more protocol fields, older ones of
   * every field of memory that the kernel shows, as we do. Space that can be purged is macOS's.
   */
  private static final Pattern NOT_IN_ALL_VERSIONS =
      Pattern.compile(
          "node_netstat_TcpExt_TCP(OFOQueue|RcvQDrop)|node_pressure_irq.*|node_memory_.*"
              + "|node_filesystem_(mount_info|purgeable_bytes).*");

  @Test
  void hasTheSameSeriesAsNodeExporter() throws IOException, InterruptedException {
    Optional<Path> program = InstalledProgram.find("prometheus-node-exporter", "node_exporter");
    assumeTrue(program.isPresent(), "node_exporter is not installed: nothing to compare with");

    Set<String> theirs = series(exposition(program.get()));
    HostCollector collector =
        new HostCollector(
            new RecordingSink(), new VirtualScheduler(Instant.now()), Ticker.system(), "here");
    collector.apply(HostConfig.defaults());
    Set<String> ours = series(collector.exposition());
    collector.close();

    assertThat(theirs).isNotEmpty();
    theirs.removeIf(series -> series.startsWith("node_filesystem_purgeable_bytes"));
    assertThat(ours).containsAll(theirs);
    ours.removeAll(theirs);
    assertThat(ours).allMatch(series -> NOT_IN_ALL_VERSIONS.matcher(series).matches());
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
    int port = InstalledProgram.freePort();
    HostConfig.Filter filter = HostConfig.Filter.defaults();
    try (InstalledProgram exporter =
        InstalledProgram.start(
            program,
            "--web.listen-address=127.0.0.1:" + port,
            "--collector.textfile.directory=",
            "--collector.netdev.device-exclude=",
            "--collector.diskstats.ignored-devices=^(" + filter.disks() + ")$",
            "--collector.filesystem.mount-points-exclude=^" + filter.mountPoints(),
            "--collector.filesystem.fs-types-exclude=^(" + filter.filesystemTypes() + ")$")) {
      return exporter.fetch(URI.create("http://127.0.0.1:" + port + "/metrics"));
    }
  }
}
