package io.atalaya.server.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process and its JVM: CPU, memory, threads, collections, with the names of client libraries.
 */
public final class ProcessMetrics {
  private static final String FILES_LIMIT = "Max open files";
  private static final String MEMORY_LIMIT = "Max address space";

  /** What client libraries write for no limit: 2⁶⁴. */
  private static final double UNLIMITED = 0x1p64;

  private final Path proc;

  /**
   * Reads from a proc file system.
   *
   * @param proc usually {@code /proc}; where it is missing, only what the JVM knows is written
   */
  public ProcessMetrics(Path proc) {
    this.proc = proc;
  }

  public void write(MetricsText out) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    out.gauge(
        "process_start_time_seconds",
        "Start of the process, seconds since the epoch.",
        runtime.getStartTime() / 1000.0);
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(
            cpu ->
                out.counter(
                    "process_cpu_seconds_total",
                    "User and system CPU time spent.",
                    cpu.toNanos() / 1e9));
    writeMemory(out);
    out.gauge(
        "jvm_threads_current",
        "Platform threads.",
        ManagementFactory.getThreadMXBean().getThreadCount());
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      String name = gc.getName();
      out.counter("jvm_gc_collections_total", "Collections.", gc.getCollectionCount(), "gc", name);
      out.counter(
          "jvm_gc_collection_seconds_total",
          "Time spent in collections.",
          gc.getCollectionTime() / 1000.0,
          "gc",
          name);
    }
  }

  private void writeMemory(MetricsText out) {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    out.gauge("jvm_memory_used_bytes", "Memory in use.", heap.getUsed(), "area", "heap");
    out.gauge(
        "jvm_memory_committed_bytes", "Memory reserved.", heap.getCommitted(), "area", "heap");
    out.gauge("jvm_memory_max_bytes", "Most it may use.", heap.getMax(), "area", "heap");
    try {
      List<String> status = Files.readAllLines(proc.resolve("self/status"), StandardCharsets.UTF_8);
      gaugeOf(status, "VmRSS:", "process_resident_memory_bytes", "Resident memory.", out);
      gaugeOf(status, "VmSize:", "process_virtual_memory_bytes", "Virtual memory.", out);
      try (var fds = Files.list(proc.resolve("self/fd"))) {
        out.gauge("process_open_fds", "Open file descriptors.", fds.count());
      }
      writeLimits(out);
      writeNetwork(out);
    } catch (IOException e) {
      // Not Linux: the process' own memory is then not told.
      return;
    }
  }

  private void writeLimits(MetricsText out) throws IOException {
    for (String line : Files.readAllLines(proc.resolve("self/limits"), StandardCharsets.UTF_8)) {
      if (line.startsWith(FILES_LIMIT)) {
        out.gauge("process_max_fds", "Most it may open.", softLimit(line, FILES_LIMIT));
      } else if (line.startsWith(MEMORY_LIMIT)) {
        out.gauge(
            "process_virtual_memory_max_bytes",
            "Most virtual memory it may have.",
            softLimit(line, MEMORY_LIMIT));
      }
    }
  }

  /** From a line like {@code Max open files 1024 4096 files}: the first number. */
  private static double softLimit(String line, String name) {
    String limit = line.substring(name.length()).strip().split(" ")[0];
    return limit.equals("unlimited") ? UNLIMITED : Double.parseDouble(limit);
  }

  /** Of the machine, or of the container in which it is: a row of names, a row of numbers. */
  private void writeNetwork(MetricsText out) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(proc.resolve("self/net/netstat"))) {
      if (line.startsWith("IpExt:")) {
        rows.add(line.split(" "));
      }
    }
    if (rows.size() != 2) {
      return;
    }
    for (int i = 0; i < Math.min(rows.get(0).length, rows.get(1).length); i++) {
      double bytes = i == 0 ? 0 : Double.parseDouble(rows.get(1)[i]);
      switch (rows.get(0)[i]) {
        case "InOctets" ->
            out.counter("process_network_receive_bytes_total", "Bytes received.", bytes);
        case "OutOctets" ->
            out.counter("process_network_transmit_bytes_total", "Bytes sent.", bytes);
        default -> {}
      }
    }
  }

  /** A line like {@code VmRSS: 81234 kB}. */
  private static void gaugeOf(
      List<String> status, String key, String name, String help, MetricsText out) {
    for (String line : status) {
      if (line.startsWith(key)) {
        String kib = line.substring(key.length()).replace("kB", "").trim();
        out.gauge(name, help, Long.parseLong(kib) * 1024.0);
      }
    }
  }
}
