package io.atalaya.collect.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCollectorTest {
  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final HostCollector collector = new HostCollector(sink, clock, () -> 0, "elsewhere");
  @TempDir private Path folder;
  private FakeKernel kernel;

  @BeforeEach
  void boot() throws IOException {
    kernel = new FakeKernel(folder);
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private void collect() {
    collector.apply(kernel.config());
    clock.advance(Duration.ZERO);
  }

  private double last(String... labels) {
    return sink.lastOf(labels).orElseThrow();
  }

  @Test
  void readsTimesOfEachCpuInSeconds() {
    collect();

    assertThat(last("__name__", "node_cpu_seconds_total", "cpu", "0", "mode", "idle"))
        .isEqualTo(400);
    assertThat(last("__name__", "node_cpu_seconds_total", "cpu", "1", "mode", "steal"))
        .isEqualTo(0.18);
    assertThat(last("__name__", "node_cpu_guest_seconds_total", "cpu", "0", "mode", "nice"))
        .isEqualTo(0.1);
    assertThat(sink.samples().keySet().stream().filter(l -> l.get("cpu").equals("0"))).hasSize(10);
  }

  @Test
  void readsTotalsMemoryLoadAndFiles() {
    collect();

    assertThat(last("__name__", "node_intr_total")).isEqualTo(8885917);
    assertThat(last("__name__", "node_boot_time_seconds")).isEqualTo(1418183276);
    assertThat(last("__name__", "node_procs_blocked")).isEqualTo(1);
    assertThat(last("__name__", "node_memory_MemTotal_bytes")).isEqualTo(3742148 * 1024.0);
    assertThat(last("__name__", "node_memory_Active_anon_bytes")).isEqualTo(102400);
    assertThat(last("__name__", "node_memory_HugePages_Total")).isEqualTo(7);
    assertThat(last("__name__", "node_vmstat_oom_kill")).isEqualTo(3);
    assertThat(sink.last("node_vmstat_nr_free_pages")).isEmpty();
    assertThat(last("__name__", "node_load15")).isEqualTo(0.39);
    assertThat(last("__name__", "node_filefd_maximum")).isEqualTo(1631329);
  }

  @Test
  void readsInterfacesSocketsAndProtocols() {
    collect();

    assertThat(last("__name__", "node_network_receive_bytes_total", "device", "eth0"))
        .isEqualTo(10437182923.0);
    assertThat(last("__name__", "node_network_transmit_compressed_total")).isEqualTo(12);
    assertThat(last("__name__", "node_network_receive_nohandler_total")).isEqualTo(13);
    assertThat(last("__name__", "node_sockstat_sockets_used")).isEqualTo(229);
    assertThat(last("__name__", "node_sockstat_TCP_mem_bytes")).isEqualTo(8192);
    assertThat(last("__name__", "node_sockstat_TCP6_inuse")).isEqualTo(17);
    assertThat(last("__name__", "node_netstat_TcpExt_SyncookiesSent")).isEqualTo(5);
    assertThat(last("__name__", "node_netstat_Tcp_CurrEstab")).isEqualTo(36);
    assertThat(last("__name__", "node_netstat_Ip6_InOctets")).isEqualTo(460);
    assertThat(sink.last("node_netstat_Tcp_RtoMin")).isEmpty();
  }

  @Test
  void readsDisksButNotTheirPartitions() {
    collect();

    assertThat(last("__name__", "node_disk_read_bytes_total", "device", "sda"))
        .isEqualTo(1003346126.0 * 512);
    assertThat(last("__name__", "node_disk_io_time_seconds_total")).isEqualTo(9653.88);
    assertThat(last("__name__", "node_disk_flush_requests_time_seconds_total")).isEqualTo(0.066);
    assertThat(sink.samplesOf("device", "sda1")).isEmpty();
    assertThat(
            last("__name__", "node_disk_info", "model", "SPINNER", "serial", "S123", "major", "8"))
        .isEqualTo(1);
  }

  @Test
  void readsFilesystemsThatHoldData() {
    collect();

    String[] data = {"device", "/dev/sda2", "fstype", "xfs", "mountpoint", "/my data"};
    assertThat(last(with(data, "node_filesystem_readonly"))).isEqualTo(1);
    assertThat(last(with(data, "node_filesystem_size_bytes"))).isPositive();
    assertThat(last(with(data, "node_filesystem_device_error"))).isZero();
    assertThat(last("__name__", "node_filesystem_readonly", "mountpoint", "/")).isZero();
    assertThat(sink.samplesOf("fstype", "proc")).isEmpty();
  }

  private static String[] with(String[] labels, String metric) {
    String[] all = Arrays.copyOf(labels, labels.length + 2);
    all[labels.length] = Labels.METRIC_NAME;
    all[labels.length + 1] = metric;
    return all;
  }

  @Test
  void readsPressureTimeAndName() {
    collect();

    assertThat(last("__name__", "node_pressure_cpu_waiting_seconds_total")).isEqualTo(14.036781);
    assertThat(last("__name__", "node_pressure_memory_stalled_seconds_total")).isEqualTo(8);
    assertThat(last("__name__", "node_time_seconds"))
        .isEqualTo((double) clock.instant().getEpochSecond());
    assertThat(last("__name__", "node_time_clocksource_available_info", "clocksource", "hpet"))
        .isEqualTo(1);
    assertThat(last("__name__", "node_uname_info", "nodename", "tower", "release", "6.1.0"))
        .isEqualTo(1);
  }

  @Test
  void aCollectorThatFailsCostsOnlyItsOwnMetrics() throws IOException {
    kernel.write("proc/loadavg", "what a load");
    collect();

    assertThat(last("__name__", "node_scrape_collector_success", "collector", "loadavg")).isZero();
    assertThat(last("__name__", "node_scrape_collector_success", "collector", "cpu")).isOne();
    assertThat(last("__name__", "node_filefd_allocated")).isEqualTo(1024);
  }

  @Test
  void whatIsNoLongerThereEnds() throws IOException {
    collect();
    kernel.write("proc/diskstats", "");

    clock.advance(HostConfig.DEFAULT_INTERVAL);

    assertThat(SampleValue.isStale(last("__name__", "node_disk_io_now"))).isTrue();
    assertThat(sink.samplesOf("__name__", "node_load1")).hasSize(2);
    collector.close();
    assertThat(SampleValue.isStale(last("__name__", "node_load1"))).isTrue();
    assertThat(sink.openGroups()).isEmpty();
  }

  @Test
  void exposesTheSameReadingsAsText() {
    collect();

    assertThat(collector.exposition())
        .contains(
            "# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\nnode_load1 0.21\n",
            "node_network_receive_bytes_total{device=\"eth0\"} 10437182923\n");
    assertThat(last("__name__", "node_load1", "job", "host", "instance", "tower:9100"))
        .isEqualTo(0.21);
  }
}
