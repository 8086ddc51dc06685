package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import java.io.IOException;
import java.util.Locale;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSFileStore;

/**
 * What OSHI tells of machines that are not Linux, under the names and in the units that
 * node_exporter has for Linux, so that the same rules and dashboards do.
 */
final class OshiSources {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final int LOADS = 3;

  private final SystemInfo system;
  private final Regex mountPointsLeftOut;
  private final Regex typesLeftOut;
  private final Regex disksLeftOut;
  private final Regex interfacesLeftOut;

  OshiSources(SystemInfo system, HostConfig.Filter filter) {
    this.system = system;
    this.mountPointsLeftOut = Regex.compile(filter.mountPoints());
    this.typesLeftOut = Regex.compile(filter.filesystemTypes());
    this.disksLeftOut = Regex.compile(filter.disks());
    this.interfacesLeftOut = Regex.compile(filter.interfaces());
  }

  void readLoad(Readings out) throws IOException {
    double[] loads = system.getHardware().getProcessor().getSystemLoadAverage(LOADS);
    if (loads.length < LOADS || loads[0] < 0) {
      throw new IOException("this system has no load average");
    }
    String[] minutes = {"1", "5", "15"};
    for (int i = 0; i < LOADS; i++) {
      out.gauge("node_load" + minutes[i], minutes[i] + "m load average.", Labels.empty(), loads[i]);
    }
  }

  void readCpu(Readings out) {
    long[][] millis = system.getHardware().getProcessor().getProcessorCpuLoadTicks();
    for (int cpu = 0; cpu < millis.length; cpu++) {
      for (TickType type : TickType.values()) {
        String mode = type.name().toLowerCase(Locale.ROOT);
        out.counter(
            "node_cpu_seconds_total",
            "Seconds the CPUs spent in each mode.",
            Labels.of("cpu", Integer.toString(cpu), "mode", mode),
            millis[cpu][type.getIndex()] / MILLIS_PER_SECOND);
      }
    }
  }

  void readTotals(Readings out) {
    CentralProcessor processor = system.getHardware().getProcessor();
    Labels none = Labels.empty();
    out.counter(
        "node_context_switches_total",
        "Total number of context switches.",
        none,
        processor.getContextSwitches());
    out.counter(
        "node_intr_total", "Total number of interrupts serviced.", none, processor.getInterrupts());
    out.gauge(
        "node_boot_time_seconds",
        "Node boot time, in unixtime.",
        none,
        system.getOperatingSystem().getSystemBootTime());
  }

  void readMemory(Readings out) {
    GlobalMemory memory = system.getHardware().getMemory();
    long swap = memory.getVirtualMemory().getSwapTotal();
    memory(out, "MemTotal_bytes", memory.getTotal());
    memory(out, "MemAvailable_bytes", memory.getAvailable());
    memory(out, "MemFree_bytes", memory.getAvailable());
    memory(out, "SwapTotal_bytes", swap);
    memory(out, "SwapFree_bytes", swap - memory.getVirtualMemory().getSwapUsed());
  }

  private static void memory(Readings out, String name, long bytes) {
    out.gauge(
        "node_memory_" + name,
        "Memory information field " + name + ".",
        Labels.empty(),
        (double) bytes);
  }

  void readDisks(Readings out) {
    for (HWDiskStore disk : system.getHardware().getDiskStores()) {
      if (!disksLeftOut.matches(disk.getName())) {
        Labels labels = Labels.of("device", disk.getName());
        disk(out, "reads_completed_total", labels, disk.getReads());
        disk(out, "read_bytes_total", labels, disk.getReadBytes());
        disk(out, "writes_completed_total", labels, disk.getWrites());
        disk(out, "written_bytes_total", labels, disk.getWriteBytes());
        double busySeconds = disk.getTransferTime() / MILLIS_PER_SECOND;
        disk(out, "io_time_seconds_total", labels, busySeconds);
      }
    }
  }

  private static void disk(Readings out, String name, Labels labels, double value) {
    out.counter("node_disk_" + name, "Disk statistic " + name + ".", labels, value);
  }

  void readInterfaces(Readings out) {
    for (NetworkIF network : system.getHardware().getNetworkIFs(true)) {
      if (!interfacesLeftOut.matches(network.getName())) {
        Labels labels = Labels.of("device", network.getName());
        network(out, "receive_bytes", labels, network.getBytesRecv());
        network(out, "receive_packets", labels, network.getPacketsRecv());
        network(out, "receive_errs", labels, network.getInErrors());
        network(out, "receive_drop", labels, network.getInDrops());
        network(out, "transmit_bytes", labels, network.getBytesSent());
        network(out, "transmit_packets", labels, network.getPacketsSent());
        network(out, "transmit_errs", labels, network.getOutErrors());
      }
    }
  }

  private static void network(Readings out, String name, Labels labels, long value) {
    out.counter(
        "node_network_" + name + "_total",
        "Network device statistic " + name + ".",
        labels,
        (double) value);
  }

  void readFilesystems(Readings out) {
    for (OSFileStore store : system.getOperatingSystem().getFileSystem().getFileStores(true)) {
      boolean wanted =
          !mountPointsLeftOut.matches(store.getMount()) && !typesLeftOut.matches(store.getType());
      if (wanted) {
        filesystem(out, store);
      }
    }
  }

  private static void filesystem(Readings out, OSFileStore store) {
    Labels labels =
        Labels.of(
            "device", store.getVolume(),
            "mountpoint", store.getMount(),
            "fstype", store.getType());
    String free = "Filesystem free space in bytes.";
    String available = "Filesystem space available to non-root users in bytes.";
    space(out, "size_bytes", "Filesystem size in bytes.", labels, store.getTotalSpace());
    space(out, "free_bytes", free, labels, store.getFreeSpace());
    space(out, "avail_bytes", available, labels, store.getUsableSpace());
    if (store.getTotalInodes() > 0) {
      space(out, "files", "Filesystem total file nodes.", labels, store.getTotalInodes());
      space(out, "files_free", "Filesystem free file nodes.", labels, store.getFreeInodes());
    }
  }

  private static void space(Readings out, String name, String help, Labels labels, long value) {
    out.gauge("node_filesystem_" + name, help, labels, (double) value);
  }

  void readName(Readings out, String name, String version, String architecture) {
    out.gauge(
        "node_uname_info",
        "Labeled system information as provided by the uname system call.",
        Labels.builder()
            .set("sysname", name)
            .set("release", version)
            .set("machine", architecture)
            .set("nodename", system.getOperatingSystem().getNetworkParams().getHostName())
            .build(),
        1);
  }
}
