package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.io.IOException;
import java.util.List;

/** What {@code /proc/stat} tells: time of each CPU, and counts of the whole machine. */
final class StatSources {
  private static final String[] MODES = {
    "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"
  };

  /** Jiffies a second as the kernel shows them, on every architecture. */
  private static final double USER_HZ = 100;

  private static final String CPU_HELP = "Seconds the CPUs spent in each mode.";
  private static final String GUEST_HELP = "Seconds the CPUs spent in guests (VMs) for each mode.";

  private final KernelFiles files;

  StatSources(KernelFiles files) {
    this.files = files;
  }

  /** Lines such as {@code cpu0 user nice system idle iowait irq softirq steal guest guest_nice}. */
  void readCpu(Readings out) throws IOException {
    for (String line : files.lines(files.proc("stat"))) {
      String[] words = KernelFiles.words(line);
      if (words[0].matches("cpu[0-9]+")) {
        readCpu(out, words[0].substring(3), words);
      }
    }
  }

  private static void readCpu(Readings out, String cpu, String[] words) throws IOException {
    for (int i = 0; i < MODES.length && i + 1 < words.length; i++) {
      Labels labels = Labels.of("cpu", cpu, "mode", MODES[i]);
      out.counter("node_cpu_seconds_total", CPU_HELP, labels, seconds(words[i + 1]));
    }
    for (int i = 0; i < 2 && MODES.length + 1 + i < words.length; i++) {
      Labels labels = Labels.of("cpu", cpu, "mode", MODES[i]);
      double seconds = seconds(words[MODES.length + 1 + i]);
      out.counter("node_cpu_guest_seconds_total", GUEST_HELP, labels, seconds);
    }
  }

  private static double seconds(String jiffies) throws IOException {
    return KernelFiles.number(jiffies) / USER_HZ;
  }

  /** The other lines: a word and a number, of which only the first counts. */
  void readTotals(Readings out) throws IOException {
    List<String> lines = files.lines(files.proc("stat"));
    for (String line : lines) {
      String[] words = KernelFiles.words(line);
      if (words.length > 1) {
        readTotal(out, words[0], words[1]);
      }
    }
  }

  private static void readTotal(Readings out, String key, String word) throws IOException {
    Labels none = Labels.empty();
    switch (key) {
      case "intr" ->
          out.counter(
              "node_intr_total",
              "Total number of interrupts serviced.",
              none,
              KernelFiles.number(word));
      case "ctxt" ->
          out.counter(
              "node_context_switches_total",
              "Total number of context switches.",
              none,
              KernelFiles.number(word));
      case "processes" ->
          out.counter("node_forks_total", "Total number of forks.", none, KernelFiles.number(word));
      case "btime" ->
          out.gauge(
              "node_boot_time_seconds",
              "Node boot time, in unixtime.",
              none,
              KernelFiles.number(word));
      case "procs_running" ->
          out.gauge(
              "node_procs_running",
              "Number of processes in runnable state.",
              none,
              KernelFiles.number(word));
      case "procs_blocked" ->
          out.gauge(
              "node_procs_blocked",
              "Number of processes blocked waiting for I/O to complete.",
              none,
              KernelFiles.number(word));
      default -> {
        // The CPU lines are read by readCpu; further words of the kernel have no metric.
      }
    }
  }
}
