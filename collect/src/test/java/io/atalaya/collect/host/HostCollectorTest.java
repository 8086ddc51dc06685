package io.atalaya.collect.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
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
  void saysOnceWhatEachMetricMeans() {
    collect();
    clock.advance(Duration.ofMinutes(1));

    assertThat(sink.metadata())
        .extracting(SampleBatch.Metadata::family)
        .doesNotHaveDuplicates()
        .contains("node_cpu_seconds_total", "node_vmstat_pgmajfault");
    assertThat(sink.metadata())
        .contains(
            new SampleBatch.Metadata("node_load1", "gauge", "", "1m load average."),
            new SampleBatch.Metadata(
                "node_vmstat_pgmajfault",
                "unknown",
                "",
                "/proc/vmstat information field pgmajfault."));
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
  void readsSensorsByTheirKindAndUnit() throws IOException {
    kernel.write("sys/devices/platform/coretemp.0/keep", "");
    kernel.write("sys/class/hwmon/hwmon0/name", "core temp\n");
    kernel.write("sys/class/hwmon/hwmon0/temp1_input", "55500\n");
    kernel.write("sys/class/hwmon/hwmon0/temp1_crit_alarm", "0\n");
    kernel.write("sys/class/hwmon/hwmon0/temp1_label", "Package\n");
    kernel.write("sys/class/hwmon/hwmon0/fan2_input", "1200\n");
    kernel.write("sys/class/hwmon/hwmon0/in0_max", "12000\n");
    kernel.write("sys/class/hwmon/hwmon0/power1_average", "25000000\n");
    kernel.write("sys/class/hwmon/hwmon0/pwm1", "128\n");
    kernel.write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
    kernel.write("sys/class/thermal/thermal_zone0/temp", "44000\n");
    kernel.write("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "2400000\n");
    collect();

    String[] temp = {"chip", "core_temp", "sensor", "temp1"};
    assertThat(told("node_hwmon_temp_celsius", temp)).isEqualTo(55.5);
    assertThat(told("node_hwmon_temp_crit_alarm_celsius", temp)).isZero();
    assertThat(told("node_hwmon_sensor_label", "label", "Package", "sensor", "temp1")).isOne();
    assertThat(told("node_hwmon_fan_rpm", "sensor", "fan2")).isEqualTo(1200);
    assertThat(told("node_hwmon_in_max_volts", "sensor", "in0")).isEqualTo(12);
    assertThat(told("node_hwmon_power_average_watt", "sensor", "power1")).isEqualTo(25);
    assertThat(told("node_hwmon_pwm", "sensor", "pwm1")).isEqualTo(128);
    assertThat(told("node_thermal_zone_temp", "zone", "0", "type", "x86_pkg_temp")).isEqualTo(44);
    assertThat(told("node_cpu_scaling_frequency_hertz", "cpu", "1")).isEqualTo(2.4e9);
  }

  private double told(String metric, String... labels) {
    return last(with(labels, metric));
  }

  @Test
  void readsWhatScriptsLeaveInFilesButNotWhatIsWrong() throws IOException {
    kernel.write(
        "textfiles/backup.prom",
        """
        # HELP backup_size_bytes Size of the last backup.
        # TYPE backup_size_bytes gauge
        backup_size_bytes{what="db"} 42
        """);
    kernel.write("textfiles/late.prom", "late 1 1600000000000\n");
    kernel.write("textfiles/broken.prom", "broken{ 1\n");
    kernel.write("textfiles/note.txt", "nobody reads this");
    collect();

    assertThat(told("backup_size_bytes", "what", "db")).isEqualTo(42);
    assertThat(told("node_textfile_scrape_error")).isOne();
    assertThat(sink.samplesOf("__name__", "late")).isEmpty();
    assertThat(sink.samplesOf("__name__", "node_textfile_mtime_seconds")).hasSize(1);
  }

  @Test
  void readsThePropertiesOfInterfacesAndWhatWaits() throws IOException {
    kernel.write("sys/class/net/eth0/operstate", "up\n");
    kernel.write("sys/class/net/eth0/flags", "0x1003\n");
    kernel.write("sys/class/net/eth0/speed", "1000\n");
    kernel.write("sys/class/net/eth0/mtu", "1500\n");
    kernel.write("sys/class/net/eth0/carrier", "not a number\n");
    kernel.write("proc/net/softnet_stat", "0000000a 00000001 0 0 0 0 0 0 0 0 0 2 00000003\n");
    kernel.write(
        "proc/net/udp",
        "sl local rem st tx:rx\n0: 0:1 0:0 07 00000010:000000ff 0\n1: 0:2 0:0 07 1:1 0\n");
    kernel.write("proc/net/arp", "IP HW Flags Address Mask Device\n1.1.1.1 1 2 a * eth0\n");
    collect();

    assertThat(told("node_network_up", "device", "eth0")).isOne();
    assertThat(told("node_network_speed_bytes", "device", "eth0")).isEqualTo(125e6);
    assertThat(told("node_network_flags", "device", "eth0")).isEqualTo(0x1003);
    assertThat(told("node_network_info", "device", "eth0", "adminstate", "up")).isOne();
    assertThat(sink.samplesOf("__name__", "node_network_carrier")).isEmpty();
    assertThat(told("node_softnet_processed_total", "cpu", "3")).isEqualTo(10);
    assertThat(told("node_softnet_backlog_len", "cpu", "3")).isEqualTo(2);
    assertThat(told("node_udp_queues", "queue", "rx", "ip", "v4")).isEqualTo(256);
    assertThat(told("node_arp_entries", "device", "eth0")).isOne();
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
