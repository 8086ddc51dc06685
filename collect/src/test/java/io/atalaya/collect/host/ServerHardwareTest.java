package io.atalaya.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.host.HostConfig.Collector;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with all that a rack can hold, from files as the kernel writes them; node_exporter, if
 * it is installed, reads the same files.
 */
class ServerHardwareTest {
  private static final Set<Collector> COLLECTORS =
      EnumSet.of(
          Collector.BCACHE,
          Collector.BCACHEFS,
          Collector.BONDING,
          Collector.BTRFS,
          Collector.DMI,
          Collector.EDAC,
          Collector.FIBRECHANNEL,
          Collector.INFINIBAND,
          Collector.IPVS,
          Collector.MDADM,
          Collector.NFS,
          Collector.NFSD,
          Collector.NVME,
          Collector.POWERSUPPLYCLASS,
          Collector.RAPL,
          Collector.TAPESTATS,
          Collector.WATCHDOG,
          Collector.XFS,
          Collector.ZFS);

  /** Errors of single channels of memory are told by the newest versions only. */
  private static final String ONLY_NEWER_VERSIONS = "node_edac_channel_.*";

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(folder.resolve("root"));
    Path file = null;
    List<String> lines = new ArrayList<>();
    for (String line : resource().lines().toList()) {
      if (line.startsWith("--- ")) {
        write(file, lines);
        file = folder.resolve(line.substring("--- ".length()));
        lines.clear();
      } else {
        lines.add(line);
      }
    }
    write(file, lines);
  }

  private static String resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ServerHardwareTest.class.getResourceAsStream("server.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(@Nullable Path file, List<String> lines) throws IOException {
    if (file != null) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, String.join("\n", lines) + "\n");
    }
  }

  private Map<String, Double> ours() {
    HostConfig.Paths paths =
        new HostConfig.Paths(
            folder.resolve("proc"), folder.resolve("sys"), folder.resolve("root"), List.of());
    HostConfig config =
        new HostConfig(
            COLLECTORS, Duration.ofSeconds(15), "rack", paths, HostConfig.Filter.defaults());
    HostReader reader = HostReader.of(config, InstantSource.fixed(Instant.EPOCH), () -> 0);
    return series(TextExposition.of(reader.read()));
  }

  private static Map<String, Double> series(String exposition) {
    Map<String, Double> series = new TreeMap<>();
    exposition
        .lines()
        .filter(line -> line.startsWith("node_") && !line.contains("_duration_seconds{collector"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              series.put(
                  normal(line.substring(0, space)), Double.parseDouble(line.substring(space + 1)));
            });
    return series;
  }

  /** Labels in one order, and none that is empty. */
  private static String normal(String series) {
    int brace = series.indexOf('{');
    return brace < 0
        ? series
        : series.substring(0, brace)
            + Arrays.stream(
                    series.substring(brace + 1, series.length() - 1).split(",(?=[a-z_]+=\")"))
                .filter(label -> !label.endsWith("=\"\""))
                .sorted()
                .toList();
  }

  @Test
  void readsWhatEachDeviceTells() {
    Map<String, Double> all = ours();

    assertThat(all)
        .containsEntry("node_md_disks[device=\"md127\", state=\"failed\"]", 1.0)
        .containsEntry("node_md_state[device=\"md127\", state=\"recovering\"]", 1.0)
        .containsEntry("node_md_blocks_synced[device=\"md127\"]", 16775552.0)
        .containsEntry("node_md_degraded[device=\"md3\"]", 1.0)
        .containsEntry("node_zfs_zpool_state[state=\"degraded\", zpool=\"tank\"]", 1.0)
        .containsEntry("node_zfs_arc_l2_size", -1.0)
        .containsEntry("node_xfs_write_calls_total[device=\"sda1\"]", 28.0)
        .containsEntry("node_bonding_active[master=\"bond0\"]", 1.0)
        .containsEntry("node_power_supply_temp_celsius[power_supply=\"BAT0\"]", 31.2)
        .containsEntry(
            "node_rapl_package_joules_total[index=\"0\", path=\"%s\"]"
                .formatted(folder.resolve("sys/class/powercap/intel-rapl:0")),
            240422.366267)
        .containsEntry("node_nfs_requests_total[method=\"GetAttr\", proto=\"3\"]", 4084749.0)
        .containsEntry(
            "node_ipvs_backend_weight[local_address=\"2620::1\", local_port=\"80\","
                + " proto=\"TCP\", remote_address=\"2620:0:0:1::abc\", remote_port=\"80\"]",
            1.0);
    for (Collector collector : COLLECTORS) {
      assertThat(all)
          .containsEntry(
              "node_scrape_collector_success[collector=\"" + collector.text() + "\"]", 1.0);
    }
  }

  @Test
  void readsTheSameAsNodeExporter() throws IOException, InterruptedException {
    Optional<Path> program = InstalledProgram.find("prometheus-node-exporter", "node_exporter");
    assumeTrue(program.isPresent(), "node_exporter is not installed: nothing to compare with");

    Map<String, Double> theirs = series(exposition(program.get()));
    theirs.keySet().removeIf(series -> series.startsWith("node_exporter_"));
    Map<String, Double> ours = ours();

    assertThat(theirs).hasSizeGreaterThan(500);
    assertThat(ours.keySet()).containsAll(theirs.keySet());
    assertThat(ours.keySet())
        .allMatch(series -> theirs.containsKey(series) || series.matches(ONLY_NEWER_VERSIONS));
    theirs.forEach(
        (series, value) ->
            assertThat(ours.get(series))
                .as(series)
                .isCloseTo(value, within(Math.abs(value) * 1e-12)));
  }

  private String exposition(Path program) throws IOException, InterruptedException {
    int port = InstalledProgram.freePort();
    List<String> flags = new ArrayList<>();
    flags.add("--web.listen-address=127.0.0.1:" + port);
    flags.add("--path.procfs=" + folder.resolve("proc"));
    flags.add("--path.sysfs=" + folder.resolve("sys"));
    flags.add("--path.rootfs=" + folder.resolve("root"));
    flags.add("--collector.disable-defaults");
    COLLECTORS.forEach(collector -> flags.add("--collector." + collector.text()));
    try (InstalledProgram exporter =
        InstalledProgram.start(program, flags.toArray(String[]::new))) {
      return exporter.fetch(URI.create("http://127.0.0.1:" + port + "/metrics"));
    }
  }
}
